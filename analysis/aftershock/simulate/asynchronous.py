"""Two assets observed at unequal times with a known lead, stale feeds, and correlations with a known path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pandas as pd

from aftershock.errors import AftershockError
from aftershock.simulate.returns import persistent_volatility
from aftershock.typing import FloatArray, IntArray, Rng

SECOND = 1_000_000_000
FIRST_DAY = "2022-01-03"


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedPair:
    """Hold two assets observed at times of their own.

    Parameters
    ----------
    bars : mapping of str to pandas.DataFrame
        ``FIRST`` and ``SECOND``: columns ``start``, ``end`` (instants, UTC) and ``close``, as `lead_lag` takes them.
    lead : pandas.Timedelta
        Time by which the first is truly ahead; zero where neither is.
    correlation : float
        True correlation, once the lead is taken out.
    """

    bars: Mapping[str, pd.DataFrame]
    lead: pd.Timedelta
    correlation: float


def simulate_asynchronous(
    n_days: int = 60,
    *,
    rng: Rng,
    correlation: float = 0.6,
    lead: str = "0s",
    every: tuple[str, str] = ("1min", "1min"),
    random_times: bool = False,
    trades: tuple[float, float] = (np.inf, np.inf),
    hours: float = 6.5,
    tick: str = "10s",
    volatility: float = 0.01,
    spread: float = 0.5,
) -> SimulatedPair:
    """Simulate two correlated prices, the second of which may follow the first, as seen by two feeds.

    Use it to check what an estimate of who moved first finds: a true lead, none, or a stale feed that looks like one.

    Parameters
    ----------
    n_days : int
        Sessions, on weekdays from 14:30 UTC.
    rng : int or Generator
        Seed or generator.
    correlation : float
        Correlation of the two, once the lead is taken out, in [-1, 1].
    lead : str
        Time by which the first is ahead, a multiple of ``tick``; below zero the second is.
    every : (str, str)
        Length of the bars of each; with ``random_times`` the mean time between observations.
    random_times : bool
        Observe each at times of a Poisson process of its own, instead of a clock's.
    trades : (float, float)
        Mean trades of each in one of its bars; a bar closes at the last trade, so that few of them make a stale feed.
        Infinite: the price of the bar's end is known.
    hours : float
        Length of a session.
    tick : str
        Step of the underlying prices.
    volatility : float
        Daily standard deviation, log return.
    spread : float
        Standard deviation of the log volatility of days, whose autocorrelation is 0.9.

    Returns
    -------
    SimulatedPair
        One bar a day ends at the opening, so that each later one has a move.

    Raises
    ------
    AftershockError
        If ``correlation`` is outside [-1, 1].

    Notes
    -----
    On the grid of ticks ``x = v[d] e`` and ``y[t] = v[d] (c e[t - lead] + sqrt(1 - c**2) u[t])``, e and u standard
    normal: correlated Brownian motions with ``y`` behind by the lead.

    Examples
    --------
    >>> pair = simulate_asynchronous(2, rng=1, lead="2min")
    >>> len(pair.bars["FIRST"]), pair.lead
    (782, Timedelta('0 days 00:02:00'))
    """
    if not -1.0 <= correlation <= 1.0:
        raise AftershockError(
            f"correlation is {correlation}; it must lie in [-1, 1].", correlation=correlation
        )
    generator = np.random.default_rng(rng)
    step, behind = pd.Timedelta(tick).value, pd.Timedelta(lead).value // pd.Timedelta(tick).value
    n_ticks = round(hours * 3600 * SECOND) // step
    level = persistent_volatility(n_days, persistence=0.9, spread=spread, rng=generator)
    paths = _paths(n_days, n_ticks, correlation, behind, generator)
    paths *= volatility / np.sqrt(n_ticks) * level[:, None]
    days = np.busday_offset(np.datetime64(FIRST_DAY, "D"), np.arange(n_days), roll="forward")
    opens = (days + np.timedelta64(870, "m")).astype("datetime64[ns]").astype(np.int64)
    bars = {}
    for name, path, length, rate in zip(("FIRST", "SECOND"), paths, every, trades, strict=True):
        times = [
            _times(n_ticks, pd.Timedelta(length).value // step, random_times, generator)
            for _ in range(n_days)
        ]
        bars[name] = _bars(np.cumsum(path, axis=1), times, opens, step, rate, generator)
    return SimulatedPair(bars, pd.Timedelta(lead), correlation)


def simulate_correlated(
    n_rows: int,
    *,
    correlation: float | FloatArray,
    rng: Rng,
    alpha: float = 0.08,
    beta: float = 0.90,
    df: float = 6.0,
    common_volatility: bool = True,
) -> FloatArray:
    """Simulate daily moves of two assets with a known path of their correlation and GARCH volatility.

    Use it to see how far a rolling correlation strays where the true one is constant, and whether a drift is found.

    Parameters
    ----------
    n_rows : int
        Sessions.
    correlation : float or ndarray of shape (n_rows,)
        Correlation of the shocks, in [-1, 1].
    rng : int or Generator
        Seed or generator.
    alpha, beta : float
        GARCH(1, 1) weights of the last squared move and the last variance, of sum below one.
    df : float
        Degrees of freedom of the shocks, jointly Student t, above 2; infinite is normal.
    common_volatility : bool
        One variance for both, so that the correlation of moves is that of shocks; else one each, which move apart.

    Returns
    -------
    ndarray of shape (n_rows, 2)
        Moves with unit variance on average.

    Raises
    ------
    AftershockError
        If a parameter is out of bounds.

    Notes
    -----
    ``x_t = sqrt(h_t) e_t``, ``h_t = 1 - alpha - beta + alpha q_{t-1} + beta h_{t-1}``, ``q`` the squared move, averaged
    over the two assets where the volatility is common. The first 300 rows are dropped.

    Examples
    --------
    >>> simulate_correlated(5, correlation=0.5, rng=1).shape
    (5, 2)
    """
    path = np.broadcast_to(np.asarray(correlation, dtype=np.float64), (n_rows,))
    if np.abs(path).max() > 1 or not (alpha >= 0 and beta >= 0 and alpha + beta < 1 and df > 2):
        raise AftershockError(
            f"correlation must lie in [-1, 1], alpha {alpha} and beta {beta} be at least 0 with a sum below 1, and df "
            f"{df} above 2."
        )
    generator, burn = np.random.default_rng(rng), 300
    lead_in = np.concatenate([np.full(burn, path[0]), path])
    shocks = generator.standard_normal((burn + n_rows, 2))
    shocks[:, 1] = lead_in * shocks[:, 0] + np.sqrt(1 - lead_in**2) * shocks[:, 1]
    if np.isfinite(df):
        shocks *= np.sqrt((df - 2) / generator.chisquare(df, size=(burn + n_rows, 1)))
    return _garch(shocks, alpha, beta, common_volatility)[burn:]


def _garch(shocks: FloatArray, alpha: float, beta: float, common: bool) -> FloatArray:
    """Give shocks the variance that the moves before them ask for."""
    squares = shocks**2
    if common:
        squares[:] = squares.mean(axis=1, keepdims=True)
    variances = [_variances(column.tolist(), alpha, beta) for column in squares.T]
    return np.asarray(shocks * np.sqrt(np.column_stack(variances)))


def _variances(squares: list[float], alpha: float, beta: float) -> list[float]:
    """Run the recursion of the variance over squared shocks, from one on."""
    constant = 1 - alpha - beta
    steps = accumulate(squares[:-1], lambda h, square: constant + (alpha * square + beta) * h, initial=1.0)
    return list(steps)


def _paths(
    n_days: int, n_ticks: int, correlation: float, behind: int, generator: np.random.Generator
) -> FloatArray:
    """Draw the changes of both prices tick by tick, shape (2, n_days, n_ticks)."""
    margin = abs(behind)
    common = generator.standard_normal((n_days, n_ticks + margin))
    own = np.sqrt(1 - correlation**2) * generator.standard_normal((n_days, n_ticks))
    ahead, late = (
        (common[:, margin:], common[:, :n_ticks])
        if behind >= 0
        else (common[:, :n_ticks], common[:, margin:])
    )
    return np.stack([ahead, correlation * late + own])


def _times(n_ticks: int, length: int, random_times: bool, generator: np.random.Generator) -> IntArray:
    """Choose the ticks of a day at which an asset is observed, the opening among them."""
    if not random_times:
        return np.arange(0, n_ticks + 1, length)
    seen = generator.random(n_ticks) < 1 / length
    return np.append(0, np.flatnonzero(seen) + 1)


def _bars(
    paths: FloatArray,
    times: list[IntArray],
    opens: IntArray,
    step: int,
    trades: float,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Lay out the bars of one asset."""
    starts, ends, closes = [], [], []
    for path, seen, opening in zip(np.column_stack([np.zeros(len(paths)), paths]), times, opens, strict=True):
        instants = opening + seen * step
        ends.append(instants)
        starts.append(np.append(opening - step, instants[:-1]))
        closes.append(path[_last_trades(seen, trades, generator)])
    return pd.DataFrame(
        {
            "start": pd.DatetimeIndex(np.concatenate(starts), tz="UTC"),
            "end": pd.DatetimeIndex(np.concatenate(ends), tz="UTC"),
            "close": 100.0 * np.exp(np.concatenate(closes)),
        }
    )


def _last_trades(seen: IntArray, trades: float, generator: np.random.Generator) -> IntArray:
    """Find the tick of the last trade at each observation; the opening is always traded."""
    if not np.isfinite(trades):
        return seen
    rate = trades / max(int(np.median(np.diff(seen))), 1)
    traded = np.append(True, generator.random(int(seen[-1])) < 1 - np.exp(-rate))
    last = np.maximum.accumulate(np.where(traded, np.arange(traded.size), 0))
    return np.asarray(last[seen], dtype=np.int64)
