"""Several assets on one half-hour clock, with moves planted on purpose."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.errors import AssetError
from aftershock.simulate.returns import persistent_volatility, student_shocks
from aftershock.typing import FloatArray, InstantArray, IntArray, Rng

# The package's own calendar, without our corrections: the grid fixes which random number falls on which half hour.
GLOBEX = "CMEGlobex_EnergyAndMetals"
BUMPS = ((0.45, 3.5, 1.5), (0.30, 8.5, 0.4), (1.30, 9.9, 0.8), (0.45, 13.0, 1.5), (0.90, 15.7, 0.6))
"""Height, New York hour and width of each bump of the intraday seasonality."""


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Half-hour grid: ``instants`` (n,) in UTC, New York ``hour`` (n,) of day, ``session`` number (n,)."""

    instants: InstantArray
    hour: FloatArray
    session: IntArray


@dataclass(frozen=True, slots=True)
class SimulatedAsset:
    """Daily ``volatility`` in native units (log return or bp) and ``loading`` on the common factor."""

    symbol: str
    volatility: float
    loading: float


@dataclass(frozen=True, slots=True)
class Planted:
    """A move put there on purpose: ``size`` in native units, of which the share ``retraced`` fades again."""

    instant: np.datetime64
    asset: str
    size: float
    retraced: float = 0.0
    half_life: np.timedelta64 = np.timedelta64(45, "m")


ASSETS = (
    SimulatedAsset("SPX", 0.0080, 0.75),
    SimulatedAsset("UST10Y", 4.0, 0.55),
    SimulatedAsset("GOLD", 0.0065, -0.30),
    SimulatedAsset("WTI", 0.0150, 0.45),
)
"""Stocks, the 10-year yield (its path is in basis points), gold and oil."""


def usual_volatility(hour: FloatArray) -> FloatArray:
    """Give the volatility usual at an hour of day: quiet at night, high at the open and the close.

    Parameters
    ----------
    hour : ndarray
        New York hour of day in [0, 24).

    Returns
    -------
    ndarray
        ``0.35 + sum of height * exp(-((hour - centre) / width)**2 / 2)`` over the bumps; NaN stays NaN.

    Examples
    --------
    >>> night, opening = usual_volatility(np.array([22.0, 9.75]))
    >>> bool(opening > 3 * night)
    True
    """
    level = np.full(np.shape(hour), 0.35)
    for height, centre, width in BUMPS:
        level += height * np.exp(-0.5 * ((np.asarray(hour) - centre) / width) ** 2)
    return level


def half_hour_clock(start: str, end: str) -> Clock:
    """Lay a half-hour grid over the Globex hours.

    They run from Sunday evening to Friday 17:00 New York with a daily break from 17:00 to 18:00; a session
    that a holiday shortens ends at its last full hour.

    Parameters
    ----------
    start, end : str
        First and last session, both included, as ISO dates.

    Returns
    -------
    Clock
        Ascending instants from the opening to the last full hour of each session.

    Examples
    --------
    >>> half_hour_clock("2019-03-20", "2019-03-20").instants[[0, -1]]
    array(['2019-03-19T22:00:00.000000000', '2019-03-20T21:00:00.000000000'],
          dtype='datetime64[ns]')
    """
    import pandas as pd

    from aftershock.markets import opening_hours

    hours = opening_hours(GLOBEX, start, end)
    grids = [
        pd.date_range(opening, closing.floor("h"), freq="30min", unit="ns")
        for opening, closing in zip(hours["open"], hours["close"], strict=True)
    ]
    instants = pd.DatetimeIndex(np.concatenate([grid.tz_localize(None) for grid in grids]), tz="UTC")
    local = instants.tz_convert("America/New_York")
    session = np.repeat(np.arange(len(grids)), [len(grid) for grid in grids])
    hour = np.asarray(local.hour + local.minute / 60.0, dtype=np.float64)
    return Clock(instants.tz_localize(None).to_numpy(), hour, session.astype(np.int64))


def step_volatility(clock: Clock) -> FloatArray:
    """Scale each step by its share of a day's volatility; a closed spell counts as one step."""
    usual = usual_volatility((clock.hour - 0.25) % 24.0)
    usual[np.flatnonzero(np.diff(clock.session, prepend=-1))] = 1.0
    full_day = usual_volatility(np.arange(0.25, 24.0, 0.5))
    return np.asarray(usual / np.sqrt(np.sum(full_day**2)), dtype=np.float64)


def planted_path(instants: InstantArray, planted: Planted) -> FloatArray:
    """Trace what one planted move adds to the level at each instant.

    Parameters
    ----------
    instants : ndarray of shape (n,), datetime64
        Instants in UTC.
    planted : Planted
        The move. A price struck at the very instant does not know it yet.

    Returns
    -------
    ndarray of shape (n,)
        ``size * (1 - retraced * (1 - 2**(-elapsed / half_life)))`` after the instant, 0 up to it.

    Examples
    --------
    >>> at = np.datetime64("2019-03-20T14:40", "ns")
    >>> later = at + np.array([0, 45, 90], dtype="timedelta64[m]")
    >>> planted_path(later, Planted(at, "WTI", 0.04, retraced=1.0))
    array([0.  , 0.02, 0.01])
    """
    elapsed = (instants - planted.instant) / planted.half_life
    kept = 1.0 - planted.retraced * (1.0 - 2.0 ** -np.maximum(elapsed, 0.0))
    return np.asarray(np.where(elapsed > 0.0, planted.size * kept, 0.0), dtype=np.float64)


def simulate_market(
    clock: Clock,
    *,
    assets: Sequence[SimulatedAsset] = ASSETS,
    planted: Sequence[Planted] = (),
    rng: Rng,
    df: float = 6.0,
    persistence: float = 0.95,
    spread: float = 0.30,
) -> FloatArray:
    """Simulate several assets on one clock, with planted reactions.

    Use it where the answer must be known: what a study finds can be set beside what was planted.

    Parameters
    ----------
    clock : Clock
        The grid of instants.
    assets : sequence of SimulatedAsset
        The assets, in column order.
    planted : sequence of Planted
        The moves put there on purpose; they are added to the noise, which does not depend on them.
    rng : int or numpy.random.Generator
        Seed or generator.
    df, persistence, spread : float
        Degrees of freedom of the shocks; autocorrelation and standard deviation of daily log volatility.

    Returns
    -------
    ndarray of shape (n_instants, n_assets)
        Change since the first instant in native units, log return or basis points; never NaN.

    Raises
    ------
    AssetError
        If a move is planted in an asset that is not simulated.

    Notes
    -----
    ``step[t, i] = volatility[i] * v[day] * s[t] * (l[i] * f[t] + sqrt(1 - l[i]**2) * u[t, i])`` with the
    seasonality ``s`` (squares of a day sum to one), log-volatility path ``v``, loadings ``l`` and
    unit-variance t shocks ``f, u``; the level is its running sum plus the planted paths.

    Examples
    --------
    >>> simulate_market(half_hour_clock("2019-03-20", "2019-03-21"), rng=1).shape
    (94, 4)
    """
    generator = np.random.default_rng(rng)
    n_sessions = int(clock.session[-1]) + 1
    daily = persistent_volatility(n_sessions, persistence=persistence, spread=spread, rng=generator)
    loading = np.array([asset.loading for asset in assets])
    volatility = np.array([asset.volatility for asset in assets])
    factor = student_shocks((clock.instants.size, 1), df=df, rng=generator)
    own = student_shocks((clock.instants.size, len(assets)), df=df, rng=generator)
    shocks = loading * factor + np.sqrt(1.0 - loading**2) * own
    steps = (daily[clock.session] * step_volatility(clock))[:, None] * volatility * shocks
    steps[0] = 0.0
    return np.cumsum(steps, axis=0) + _planted_paths(clock, assets=assets, planted=planted)


def _planted_paths(
    clock: Clock, *, assets: Sequence[SimulatedAsset], planted: Sequence[Planted]
) -> FloatArray:
    """Add up the planted paths by asset, shape (n_instants, n_assets)."""
    symbols = [asset.symbol for asset in assets]
    paths = np.zeros((clock.instants.size, len(symbols)))
    for move in planted:
        if move.asset not in symbols:
            raise AssetError(
                f"a move is planted in {move.asset!r}, which is not among {', '.join(symbols)}.",
                asset=move.asset,
                allowed=symbols,
            )
        paths[:, symbols.index(move.asset)] += planted_path(clock.instants, move)
    return paths
