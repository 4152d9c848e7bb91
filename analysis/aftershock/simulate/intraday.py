"""Bars of several days under the null: a season, persistent volatility, fat tails, headlines where markets are busy."""

from dataclasses import dataclass

import numpy as np

from aftershock.errors import AftershockError
from aftershock.reactions.measures import Market
from aftershock.simulate.returns import persistent_volatility, student_shocks
from aftershock.typing import FloatArray, InstantArray, IntArray, Rng

OPENING = np.timedelta64(14 * 60 + 30, "m")
"""The opening, UTC: that of New York in winter."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedBars:
    """Hold simulated bar returns and what drove them.

    Parameters
    ----------
    returns : ndarray of shape (n_days, n_slots, n_assets)
        Log returns.
    deviations : ndarray of shape (n_days, n_slots)
        True standard deviation of each bar, the same for every asset.
    volatility : ndarray of shape (n_days,)
        Multiple of the usual volatility on each day.
    season : ndarray of shape (n_slots,)
        Factor of each slot, mean square one.
    """

    returns: FloatArray
    deviations: FloatArray
    volatility: FloatArray
    season: FloatArray


def u_shape(n_slots: int) -> FloatArray:
    """Draw the usual day of a share: wild at the open, calm at noon, lively at the close.

    Parameters
    ----------
    n_slots : int
        Bars of the day.

    Returns
    -------
    ndarray of shape (n_slots,)
        ``0.6 + 1.6 exp(-8 u) + 0.7 exp(-10 (1 - u))`` for u from 0 to 1, scaled to mean square one.

    Examples
    --------
    >>> u_shape(5).round(2)
    array([1.74, 0.64, 0.5 , 0.52, 1.03])
    """
    hour = np.linspace(0.0, 1.0, n_slots)
    shape = 0.6 + 1.6 * np.exp(-8.0 * hour) + 0.7 * np.exp(-10.0 * (1.0 - hour))
    return np.asarray(shape / np.sqrt(np.mean(shape**2)), dtype=np.float64)


def simulate_bars(
    n_days: int = 60,
    n_slots: int = 78,
    n_assets: int = 1,
    *,
    rng: Rng,
    volatility: float = 0.001,
    df: float = 4.0,
    persistence: float = 0.9,
    spread: float = 0.5,
    correlation: float = 0.0,
) -> SimulatedBars:
    """Simulate bars in which no headline moves anything.

    Use it to check that a test of clock time rejects as often as it says.

    Parameters
    ----------
    n_days, n_slots, n_assets : int
        Shape of the sample; 78 slots are the 5-minute bars of a New York session.
    rng : int or Generator
        Seed or generator.
    volatility : float
        Standard deviation of a bar whose season and day are usual, log return.
    df : float
        Degrees of freedom of the shocks, above 2; the fewer the more outliers.
    persistence, spread : float
        Autocorrelation from day to day and standard deviation of log volatility.
    correlation : float
        Correlation between assets, in [0, 1].

    Returns
    -------
    SimulatedBars

    Raises
    ------
    AftershockError
        If ``correlation`` is outside [0, 1], or ``df`` or ``persistence`` out of bounds.

    Notes
    -----
    ``r[d, s, a] = volatility * v[d] * f[s] * (sqrt(c) g[d, s] + sqrt(1 - c) u[d, s, a])`` with the U shape f, the
    log-normal path v, and unit-variance t shocks g and u.

    Examples
    --------
    >>> simulate_bars(3, rng=1).returns.shape
    (3, 78, 1)
    """
    if not 0.0 <= correlation <= 1.0:
        raise AftershockError(
            f"correlation is {correlation}; it must lie in [0, 1].", correlation=correlation
        )
    generator = np.random.default_rng(rng)
    level = persistent_volatility(n_days, persistence=persistence, spread=spread, rng=generator)
    season = u_shape(n_slots)
    common = student_shocks((n_days, n_slots, 1), df=df, rng=generator)
    own = student_shocks((n_days, n_slots, n_assets), df=df, rng=generator)
    deviations = volatility * level[:, None] * season
    shocks = np.sqrt(correlation) * common + np.sqrt(1.0 - correlation) * own
    return SimulatedBars(deviations[:, :, None] * shocks, deviations, level, season)


def busy_headlines(
    bars: SimulatedBars,
    n_headlines: int,
    *,
    n_bars: int,
    rng: Rng,
    burst: int = 1,
    apart: int = 1,
    drawn_to_volatility: float = 1.5,
) -> tuple[IntArray, IntArray]:
    """Place headlines as they come: more often near the open, on volatile days, and in bursts.

    Use it with :func:`simulate_bars`: nothing happens at these headlines, but all comparisons with calmer times find
    that something did.

    Parameters
    ----------
    bars : SimulatedBars
        The market.
    n_headlines : int
        Headlines, or bursts of them.
    n_bars : int
        Bars that the window of a headline must find before its day ends, counted from the last of its burst.
    rng : int or Generator
        Seed or generator.
    burst : int
        Headlines of a burst, ``apart`` bars from each other.
    apart : int
        Bars between the headlines of a burst.
    drawn_to_volatility : float
        Headlines come in proportion to the day's volatility to this power.

    Returns
    -------
    days, slots : ndarray of int, shape (n_headlines, burst)
        Day and number of bars that had ended when each headline came. The bursts of a day do not overlap.

    Raises
    ------
    AftershockError
        If the windows do not fit into a day, or so many not into the sample.

    Notes
    -----
    A headline comes after s bars of a day with a weight of ``v**a (0.05 + exp(-s/10))``, v the day's volatility.

    Examples
    --------
    >>> days, slots = busy_headlines(simulate_bars(5, rng=1), 3, n_bars=6, rng=1)
    >>> days.shape, bool((slots <= 72).all())
    ((3, 1), True)
    """
    generator = np.random.default_rng(rng)
    n_days, n_slots = bars.deviations.shape
    length = n_bars + (burst - 1) * apart
    last = n_slots - length
    if last < 0:
        raise AftershockError(
            f"windows of {length} bars do not fit into a day of {n_slots}; take fewer.",
            length=length,
            n_slots=n_slots,
        )
    weights = np.outer(bars.volatility**drawn_to_volatility, 0.05 + np.exp(-np.arange(last + 1) / 10.0))
    found: list[tuple[int, int]] = []
    for _ in range(n_headlines):
        total = weights.sum()
        if not total > 0:
            raise AftershockError(
                f"only {len(found)} windows of {length} bars fit into the sample.", n_found=len(found)
            )
        day, slot = divmod(int(generator.choice(weights.size, p=weights.ravel() / total)), last + 1)
        weights[day, max(slot - length + 1, 0) : slot + length] = 0.0
        found.append((day, slot))
    days, slots = np.array(found).T
    return np.repeat(days[:, None], burst, axis=1), slots[:, None] + apart * np.arange(burst)


def as_market(
    bars: SimulatedBars, *, asset: int = 0, minutes: int = 5, first_day: str = "2022-01-03"
) -> Market:
    """Turn the returns of one asset into bars with prices, on weekdays from 14:30 UTC.

    Use it to run simulated days through everything that reads a market. The days know no summer time: read them with
    ``bar_moves(..., zone="UTC")``.

    Parameters
    ----------
    bars : SimulatedBars
        The returns.
    asset : int
        Position of the asset.
    minutes : int
        Length of a bar.
    first_day : str
        Date of the first session.

    Returns
    -------
    Market
        ``n_slots + 1`` bars a day: the first ends at the opening, so that row ``day * (n_slots + 1) + slot`` holds the
        price known when ``slot`` bars of the day had ended.

    Examples
    --------
    >>> market = as_market(simulate_bars(2, rng=1))
    >>> str(market.ends[0])[:16], market.closes.size
    ('2022-01-03T14:30', 158)
    """
    returns = bars.returns[:, :, asset]
    n_days, n_slots = returns.shape
    length = np.timedelta64(minutes * 60 * 10**9, "ns")
    dates = np.busday_offset(np.datetime64(first_day, "D"), np.arange(n_days), roll="forward")
    opens: InstantArray = np.asarray(dates + OPENING, dtype="datetime64[ns]")
    ends: InstantArray = (opens[:, None] + np.arange(n_slots + 1) * length).ravel()
    prices = 100.0 * np.exp(np.cumsum(np.column_stack([np.zeros(n_days), returns]).ravel()))
    shuts = opens + n_slots * length
    contracts = np.zeros(ends.size, dtype=np.int64)
    return Market(ends - length, ends, prices, contracts, shuts, opens, shuts, length)
