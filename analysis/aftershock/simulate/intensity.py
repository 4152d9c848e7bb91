"""Intensity of news with a known response of moves and volatility: a persistent index, and headlines by the hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from aftershock.errors import AftershockError
from aftershock.simulate.intraday import u_shape
from aftershock.simulate.returns import student_shocks
from aftershock.typing import FloatArray, InstantArray, IntArray, Rng

BURN_IN = 200
ARCH, GARCH = 0.1, 0.85
SHOCK_DF = 5.0
FIRST_HOUR = np.datetime64("2022-01-03T15", "ns")


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedIntensity:
    """Hold a persistent index of news and the moves of an asset that responds to it.

    Parameters
    ----------
    index : ndarray of shape (n_rows,)
        The index, an autoregression; its innovations have variance one.
    moves : ndarray of shape (n_rows,)
        Moves; their own part has variance one before any response of volatility.
    move_response, volatility_response : ndarray of shape (n_responses,)
        Response of moves, and of log volatility, to one unit of innovation 0, 1, ... rows before.
    """

    index: FloatArray
    moves: FloatArray
    move_response: FloatArray
    volatility_response: FloatArray

    def move_path(self, horizons: int) -> FloatArray:
        """Return the true cumulated response of moves at horizons 0, 1, ..., shape (horizons + 1,)."""
        return np.cumsum(_padded(self.move_response, horizons + 1))

    def relative_volatility_path(self, horizons: int) -> FloatArray:
        """Return the true response of absolute moves as a share of their mean, shape (horizons + 1,).

        It holds where moves themselves do not respond: for normal u, ``cov(u, exp(g u)) = g E exp(g u)``.
        """
        return _padded(self.volatility_response, horizons + 1)


def simulate_intensity(
    n_rows: int,
    *,
    persistence: float = 0.9,
    move_response: Sequence[float] = (0.0,),
    volatility_response: Sequence[float] = (0.0,),
    shared_volatility: bool = False,
    rng: Rng,
) -> SimulatedIntensity:
    """Simulate a persistent index and moves with GARCH volatility that respond to its innovations.

    Use it to see whether a local projection finds the response, and whether a test of no response keeps its size.

    Parameters
    ----------
    n_rows : int
        Rows.
    persistence : float
        Autocorrelation of the index, in [0, 1).
    move_response : sequence of float
        Response of moves to one unit of innovation in the same row, the next, ...
    volatility_response : sequence of float
        The same of log volatility.
    shared_volatility : bool
        Whether the innovations of the index are wild on the same days as the moves, as news and markets are.
    rng : int or Generator
        Seed or generator.

    Returns
    -------
    SimulatedIntensity

    Raises
    ------
    AftershockError
        If ``persistence`` is outside [0, 1).

    Notes
    -----
    ``x_t = r x_{t-1} + u_t``; ``m_t = sum_j b_j u_{t-j} + exp(sum_j g_j u_{t-j}) s_t z_t``, z Student t with 5
    degrees of freedom and variance one, ``s_t**2 = 0.05 + 0.1 e_{t-1}**2 + 0.85 s_{t-1}**2`` with ``e = s z``; u
    standard normal, multiplied by s where volatility is shared.

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31, 307-327.

    Examples
    --------
    >>> simulate_intensity(300, move_response=(0.5, 0.2), rng=1).move_path(2)
    array([0.5, 0.7, 0.7])
    """
    if not 0.0 <= persistence < 1.0:
        raise AftershockError(
            f"persistence is {persistence}; it must lie in [0, 1).", persistence=persistence
        )
    generator = np.random.default_rng(rng)
    total = n_rows + BURN_IN
    shocks = student_shocks(total, df=SHOCK_DF, rng=generator)
    scale = _garch_path(shocks)
    news = generator.standard_normal(total) * (scale if shared_volatility else 1.0)
    index = np.fromiter(accumulate(news, lambda state, new: persistence * state + new), np.float64, total)
    by_move, by_volatility = np.array(move_response), np.array(volatility_response)
    size = np.exp(np.convolve(news, by_volatility)[:total])
    moves = np.convolve(news, by_move)[:total] + size * scale * shocks
    return SimulatedIntensity(index[BURN_IN:], moves[BURN_IN:], by_move, by_volatility)


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedHours:
    """Hold headlines and moves by the hour.

    Parameters
    ----------
    ends : ndarray of datetime64[ns], shape (n_hours,)
        Ends of the hours, UTC; the market is shut at night.
    counts : ndarray of int, shape (n_hours,)
        Headlines of each hour.
    moves : ndarray of shape (n_hours,)
        Moves of each hour.
    slope : float
        What one headline more adds to the mean absolute move of its hour.
    """

    ends: InstantArray
    counts: IntArray
    moves: FloatArray
    slope: float


def simulate_hours(
    n_days: int,
    *,
    n_slots: int = 8,
    rate: float = 1.5,
    branching: float = 0.5,
    decay: float = 0.7,
    response: float = 0.0,
    rng: Rng,
) -> SimulatedHours:
    """Simulate headlines that draw others after them and come at busy hours, and moves that are wild at the same hours.

    Use it to see that hours alone make headlines and volatility look linked, and that a response is found once the
    season is taken out.

    Parameters
    ----------
    n_days, n_slots : int
        Days, and hours of each.
    rate : float
        Mean number of headlines an hour.
    branching : float
        Headlines that each one draws after it, in [0, 1).
    decay : float
        Share of that pull that is left an hour later, in [0, 1).
    response : float
        What each headline of the hour adds to its standard deviation.
    rng : int or Generator
        Seed or generator.

    Returns
    -------
    SimulatedHours

    Raises
    ------
    AftershockError
        If ``branching`` or ``decay`` is outside [0, 1).

    Notes
    -----
    ``N_t`` is Poisson with mean ``(1 - k) r f_t + k (1 - d) sum_{j>=1} d**(j-1) N_{t-j}``, f the U shape of the day
    scaled to mean one; ``m_t = (f_t + c N_t) z_t`` with standard normal z, so that ``E|m_t| = sqrt(2/pi) (f_t + c
    N_t)``.

    References
    ----------
    Hawkes (1971), Biometrika 58, 83-90; Ferland, Latour and Oraichi (2006), Journal of Time Series Analysis 27,
    923-942.

    Examples
    --------
    >>> hours = simulate_hours(20, rng=1)
    >>> hours.counts.shape, hours.slope
    ((160,), 0.0)
    """
    for name, value in (("branching", branching), ("decay", decay)):
        if not 0.0 <= value < 1.0:
            raise AftershockError(f"{name} is {value}; it must lie in [0, 1).", **{name: value})
    generator = np.random.default_rng(rng)
    shape = u_shape(n_slots)
    season = np.tile(shape / shape.mean(), n_days)
    counts = np.zeros(season.size, dtype=np.int64)
    pull = branching * rate
    for hour, own in enumerate((1.0 - branching) * rate * season):
        counts[hour] = generator.poisson(own + pull)
        pull = decay * pull + branching * (1.0 - decay) * counts[hour]
    moves = (season + response * counts) * generator.standard_normal(season.size)
    days = np.busday_offset(FIRST_HOUR.astype("datetime64[D]"), np.arange(n_days), roll="forward")
    opened: InstantArray = np.asarray(
        days + (FIRST_HOUR - FIRST_HOUR.astype("datetime64[D]")), dtype="datetime64[ns]"
    )
    ends = (opened[:, None] + np.arange(n_slots) * np.timedelta64(3600 * 10**9, "ns")).ravel()
    return SimulatedHours(ends, counts, moves, float(response * np.sqrt(2.0 / np.pi)))


def _garch_path(shocks: FloatArray) -> FloatArray:
    """Compute the volatility of a GARCH process with mean square one from its standardized shocks."""
    own = 1.0 - ARCH - GARCH
    grown = ARCH * shocks[:-1] ** 2 + GARCH
    path = accumulate(grown.tolist(), lambda variance, factor: own + factor * variance, initial=1.0)
    return np.asarray(np.sqrt(np.fromiter(path, np.float64, shocks.size)))


def _padded(response: FloatArray, length: int) -> FloatArray:
    """Cut or fill up with zeros."""
    return np.concatenate([response, np.zeros(length)])[:length]
