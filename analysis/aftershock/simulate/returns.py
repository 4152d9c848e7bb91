"""Daily panels of returns under the null, and the random ingredients they share with simulated markets."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from aftershock.errors import AftershockError
from aftershock.typing import FloatArray, Rng


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedReturns:
    """Daily returns: ``market`` (n_sessions,) and ``assets`` (n_sessions, n_assets), decimal."""

    market: FloatArray
    assets: FloatArray


def student_shocks(shape: int | tuple[int, ...], *, df: float, rng: Rng) -> FloatArray:
    """Draw independent Student t shocks scaled to unit variance.

    Parameters
    ----------
    shape : int or tuple of int
        Shape of the array wanted.
    df : float
        Degrees of freedom, above 2 so that the variance exists.
    rng : int or numpy.random.Generator
        Seed or generator; nothing global is touched.

    Returns
    -------
    ndarray
        Shocks with mean 0 and variance 1; never NaN.

    Raises
    ------
    AftershockError
        If ``df`` is 2 or less.

    Examples
    --------
    >>> student_shocks((3, 2), df=5.0, rng=1).shape
    (3, 2)
    """
    if df <= 2:
        raise AftershockError(
            f"df is {df}; the variance of a Student t exists only above 2. Try df=5.", df=df
        )
    draws = np.random.default_rng(rng).standard_t(df, size=shape)
    return np.asarray(draws * np.sqrt((df - 2.0) / df), dtype=np.float64)


def persistent_volatility(n: int, *, persistence: float, spread: float, rng: Rng) -> FloatArray:
    """Draw a stationary log-volatility path with mean square one.

    Parameters
    ----------
    n : int
        Number of sessions.
    persistence : float
        Autocorrelation of log volatility from one session to the next, in [0, 1).
    spread : float
        Standard deviation of log volatility; 0 gives a constant volatility of one.
    rng : int or numpy.random.Generator
        Seed or generator.

    Returns
    -------
    ndarray of shape (n,)
        Multiples of the usual volatility; never NaN.

    Raises
    ------
    AftershockError
        If ``persistence`` is outside [0, 1).

    Notes
    -----
    ``h[t] = persistence * h[t-1] + spread * sqrt(1 - persistence**2) * e[t]`` with standard normal ``e`` and
    ``h[0] = spread * e[0]``; the volatility is ``exp(h - spread**2)``, so that its square averages one.

    Examples
    --------
    >>> persistent_volatility(3, persistence=0.9, spread=0.0, rng=1)
    array([1., 1., 1.])
    """
    if not 0.0 <= persistence < 1.0:
        raise AftershockError(
            f"persistence is {persistence}; it must lie in [0, 1).", persistence=persistence
        )
    shocks = spread * np.random.default_rng(rng).standard_normal(n)
    shocks[1:] *= np.sqrt(1.0 - persistence**2)
    path = np.fromiter(accumulate(shocks, lambda state, shock: persistence * state + shock), np.float64, n)
    return np.asarray(np.exp(path - spread**2), dtype=np.float64)


def simulate_returns(
    n_sessions: int,
    n_assets: int,
    *,
    rng: Rng,
    market_volatility: float = 0.010,
    volatility: float = 0.015,
    beta: float = 1.0,
    df: float = 5.0,
    persistence: float = 0.95,
    spread: float = 0.0,
    correlation: float = 0.0,
    event_rows: Sequence[int] = (),
    event_variance: float = 1.0,
) -> SimulatedReturns:
    """Simulate a daily panel of returns in which no event moves the mean.

    Use it to check that a test rejects as often as it says it does: under fat tails, volatility clustering,
    correlated residuals and variance that rises at events.

    Parameters
    ----------
    n_sessions, n_assets : int
        Shape of the panel.
    rng : int or numpy.random.Generator
        Seed or generator.
    market_volatility, volatility : float
        Daily standard deviation of the market and of each asset's own part, decimal.
    beta : float
        Sensitivity of every asset to the market.
    df : float
        Degrees of freedom of the shocks; above 2.
    persistence, spread : float
        Autocorrelation and standard deviation of log volatility; ``spread=0`` switches clustering off.
    correlation : float
        Correlation of the assets' own parts, in [0, 1].
    event_rows : sequence of int
        Rows at which the variance of the assets' own parts is multiplied by ``event_variance``.
    event_variance : float
        That multiple; 1 leaves it as it is.

    Returns
    -------
    SimulatedReturns
        ``market`` of shape (n_sessions,) and ``assets`` of shape (n_sessions, n_assets); never NaN.

    Raises
    ------
    AftershockError
        If ``correlation`` is outside [0, 1], or ``df`` or ``persistence`` out of bounds.

    Notes
    -----
    ``market[t] = market_volatility * v[t] * m[t]`` and
    ``assets[t, i] = beta * market[t] + volatility * v[t] * g[t] * (sqrt(c) * f[t] + sqrt(1 - c) * u[t, i])``
    with unit-variance t shocks ``m, f, u``, common volatility ``v``, correlation ``c``, and ``g[t]`` the root
    of ``event_variance`` at event rows, else one.

    Examples
    --------
    >>> simulate_returns(250, 4, rng=1).assets.shape
    (250, 4)
    """
    if not 0.0 <= correlation <= 1.0:
        raise AftershockError(
            f"correlation is {correlation}; it must lie in [0, 1].", correlation=correlation
        )
    generator = np.random.default_rng(rng)
    clustering = persistent_volatility(n_sessions, persistence=persistence, spread=spread, rng=generator)
    market = market_volatility * clustering * student_shocks(n_sessions, df=df, rng=generator)
    common = student_shocks((n_sessions, 1), df=df, rng=generator)
    own = student_shocks((n_sessions, n_assets), df=df, rng=generator)
    scale = volatility * clustering
    scale[list(event_rows)] *= np.sqrt(event_variance)
    residuals = scale[:, None] * (np.sqrt(correlation) * common + np.sqrt(1.0 - correlation) * own)
    return SimulatedReturns(market, beta * market[:, None] + residuals)
