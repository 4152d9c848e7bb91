"""Tables of a fitted clock-time study that look at whole days: jumps, news share, overlaps, what would be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from aftershock.reactions.bars import local_clock
from aftershock.reactions.fitted import FittedAsset
from aftershock.reactions.jumps import (
    Jumps,
    detect_jumps,
    local_window,
    nearest_headlines,
    nearest_jumps,
    without_jump,
)
from aftershock.reactions.measuring import Stamps
from aftershock.reactions.newsshare import NewsShare, news_share
from aftershock.reactions.overlaps import EpisodePaths, distributed_lags
from aftershock.reactions.placebo import detectable_by_slot
from aftershock.reactions.realized import bns_ratio_z, day_slices
from aftershock.reactions.windows import ClockWindow
from aftershock.typing import BoolArray, FloatArray, InstantArray, JumpTable, LabelArray, Rng, ShareTable


def jump_rows(
    one: FittedAsset, ids: LabelArray, stamps: Stamps, *, alpha: float, by: JumpTable, within: np.timedelta64
) -> pd.DataFrame:
    """List the jumps of one asset with the nearest headline, or the headlines with the nearest jump.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    ids : ndarray of shape (n_headlines,)
        Headlines in order of time.
    stamps : Stamps
        Their instants and uncertainty.
    alpha : float
        Nominal chance of even one false jump.
    by : {"jump", "headline"}
        One row a jump, or one a headline.
    within : timedelta64[ns]
        How long after a headline a jump may be known.

    Returns
    -------
    DataFrame
    """
    jumps, ends = find_jumps(one, alpha=alpha)
    if by == "jump":
        return rows_of_jumps(one, jumps, ends, ids, stamps)
    nearest = nearest_jumps(stamps.instants, ends)
    none = nearest.rows < 0
    found = np.maximum(nearest.rows, 0)
    moves = one.whole.yardstick.bars.moves
    return pd.DataFrame(
        {
            "headline_id": ids,
            "asset": one.symbol,
            "instant": pd.DatetimeIndex(stamps.instants, tz="UTC"),
            "jump_followed": ~without_jump(stamps.instants, stamps.uncertainty, ends, within=within),
            "nearest_jump": pd.DatetimeIndex(ends[found] if ends.size else none_of(ids.size), tz="UTC"),
            "distance": nearest.distances,
            "move": np.where(none, np.nan, moves[jumps.rows[found]] if ends.size else np.nan),
            "unit": one.unit,
        }
    )


def none_of(size: int) -> InstantArray:
    """Make so many missing instants."""
    return np.full(size, np.datetime64("NaT", "ns"))


def find_jumps(one: FittedAsset, *, alpha: float) -> tuple[Jumps, InstantArray]:
    """Find the bars of an asset that jumped, season and day taken out, and when they ended."""
    bars = one.whole.yardstick.bars
    moves = seasonless(one) / one.whole.yardstick.levels[bars.days]
    jumps = detect_jumps(moves, window=local_window(one.market.bar_length), alpha=alpha)
    return jumps, bars.ends[jumps.rows]


def seasonless(one: FittedAsset) -> FloatArray:
    """Divide the moves of an asset's bars by their seasonal factor."""
    yardstick = one.whole.yardstick
    scale = np.sqrt(np.where(yardstick.variances > 0, yardstick.variances, np.nan))
    return np.asarray(yardstick.bars.moves / scale, dtype=np.float64)


def rows_of_jumps(
    one: FittedAsset, jumps: Jumps, ends: InstantArray, ids: LabelArray, stamps: Stamps
) -> pd.DataFrame:
    """Lay the jumps out, each with its nearest headline."""
    nearest = nearest_headlines(ends, stamps.instants)
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "start": pd.DatetimeIndex(one.market.starts[jumps.rows], tz="UTC"),
            "end": pd.DatetimeIndex(ends, tz="UTC"),
            "move": one.whole.yardstick.bars.moves[jumps.rows],
            "statistic": jumps.statistics,
            "critical": jumps.critical,
            "n_tested": jumps.n_tested,
            "headline_id": ids[nearest.rows] if ids.size else "",
            "distance": nearest.distances,
            "unit": one.unit,
        }
    )


def session_dates(one: FittedAsset) -> pd.DatetimeIndex:
    """Find the date of each session: that of its last bar on the exchange's clock."""
    bars = one.whole.yardstick.bars
    last = np.searchsorted(bars.days, np.arange(bars.n_days), side="right") - 1
    return pd.DatetimeIndex(local_clock(one.market.starts[last], one.zone).astype("datetime64[D]")).as_unit(
        "ns"
    )


def daily_jump_rows(one: FittedAsset, stamps: Stamps, *, alpha: float) -> pd.DataFrame:
    """Look for jumps in every session of one asset, and count the headlines of each.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    stamps : Stamps
        The headlines.
    alpha : float
        Nominal chance of a false jump in a session.

    Returns
    -------
    DataFrame
        One row a session; undefined tests have NaN and a reason.
    """
    bars = one.whole.yardstick.bars
    moves = seasonless(one)
    tests = [bns_ratio_z(moves[part]) for part in day_slices(bars.days, bars.n_days)]
    rows = np.searchsorted(one.market.ends, stamps.instants, side="right")
    counts = np.bincount(bars.days[rows[rows < bars.days.size]], minlength=bars.n_days)
    statistics, critical = np.array([test.statistic for test in tests]), float(ndtri(1.0 - alpha))
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "session": session_dates(one),
            "statistic": statistics,
            "critical": critical,
            "jumped": statistics > critical,
            "jump_share": [test.estimate for test in tests],
            "n_returns": [int(test.extra["n_returns"]) for test in tests],
            "n_headlines": counts,
            "reason": [test.reason for test in tests],
        }
    )


def share_rows(
    one: FittedAsset, window: str, *, by: ShareTable, alpha: float, n_draws: int, rng: Rng
) -> pd.DataFrame:
    """Measure the news share of one asset: of all days with headlines together, or day by day.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    window : str
        The window after a headline that counts as its time.
    by : {"asset", "day"}
        One row for all days, or one a day.
    alpha, n_draws, rng
        As for :func:`news_share`.

    Returns
    -------
    DataFrame
    """
    before, after = one.rows(window)

    def found(chosen: BoolArray) -> dict[str, object]:
        kept = np.where(chosen, before, -1), np.where(chosen, after, -1)
        share = news_share(one.whole.yardstick, *kept, alpha=alpha, n_draws=n_draws, rng=rng)
        return share_row(one, share)

    if by == "asset":
        return pd.DataFrame([found(after >= 0)])
    days = np.where(after >= 0, one.whole.yardstick.bars.days[np.maximum(after, 0)], -1)
    dates = session_dates(one)
    rows = [{"session": dates[day]} | found(days == day) for day in np.unique(days[days >= 0])]
    return pd.DataFrame(rows, columns=["session", *found(days < -1)])


def share_row(one: FittedAsset, found: NewsShare) -> dict[str, object]:
    """Lay one news share out."""
    return {
        "asset": one.symbol,
        "share": found.share,
        "expected": found.expected,
        "time_share": found.n_bars_inside / found.n_bars if found.n_bars else np.nan,
        "ratio": found.ratio,
        "low": found.low,
        "high": found.high,
        "pvalue": found.pvalue,
        "n_days": found.days.size,
        "n_draws": found.n_draws,
        "reason": found.reason,
    }


def detectable_rows(one: FittedAsset, window: str, *, alpha: float, min_placebos: int) -> pd.DataFrame:
    """List the smallest move that would usually have been noticed, by clock time of the exchange.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    window : str
        A window of fixed length.
    alpha : float
        Level.
    min_placebos : int
        Placebos below which a day does not count.

    Returns
    -------
    DataFrame
        One row a slot of the day; NaN where no such window fits.
    """
    bars, found = one.whole.yardstick.bars, one.windows[window]
    span = usual_span(one, window)
    moves = detectable_by_slot(
        one.yardstick(window), span, busy=found.busy, alpha=alpha, minimum=min_placebos
    )
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "window": window,
            "clock": [f"{second // 3600:02d}:{second // 60 % 60:02d}" for second in bars.clock.tolist()],
            "zone": one.zone,
            "span": pd.Timedelta(span),
            "detectable": moves,
            "unit": one.unit,
        }
    )


def usual_span(one: FittedAsset, window: str) -> np.timedelta64:
    """Find the span of bars that most headlines of a window used; by default the window itself in whole bars."""
    before, after = one.rows(window)
    known = after >= 0
    if known.any():
        ends = one.market.ends
        spans, counts = np.unique(ends[after[known]] - ends[before[known]], return_counts=True)
        return np.timedelta64(spans[counts.argmax()])
    length = ClockWindow.parse(window).length
    assert length is not None
    return np.timedelta64(-(-length // one.market.bar_length) * one.market.bar_length)


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Hold overlapping episodes taken apart by one regression.

    Parameters
    ----------
    steps : DataFrame
        One row an episode and step of its path: ``asset``, ``episode``, ``headlines``, ``start`` (instant of the last
        price before), ``bars``, ``move``, ``std_error``, ``inflation``, ``unit``.
    totals : DataFrame
        One row an episode: the whole path with its test.
    notes : tuple of str
        What cannot be told apart, or hardly, in words.
    """

    steps: pd.DataFrame
    totals: pd.DataFrame
    notes: tuple[str, ...]


def overlap_tables(
    one: FittedAsset, window: str, ids: LabelArray, *, bins: Sequence[int], max_lags: int | None
) -> Overlaps:
    """Take the overlapping episodes of one asset apart.

    Parameters
    ----------
    one : FittedAsset
        The asset.
    window : str
        Whose measured headlines count.
    ids : ndarray of shape (n_headlines,)
        Headlines in order of time.
    bins : sequence of int
        Bars after the headline at which the steps of a path end.
    max_lags : int, optional
        As for :func:`distributed_lags`.

    Returns
    -------
    Overlaps
    """
    before, _ = one.rows(window)
    found = distributed_lags(one.whole.yardstick, before, bins=bins, max_lags=max_lags, unit=one.unit)
    return Overlaps(step_rows(one, found, ids), total_rows(one, found, ids), found.notes)


def led_by(found: EpisodePaths, ids: LabelArray) -> list[str]:
    """Name the headlines of each episode."""
    return [", ".join(map(str, ids[found.episodes == episode])) for episode in range(found.starts.size)]


def step_rows(one: FittedAsset, found: EpisodePaths, ids: LabelArray) -> pd.DataFrame:
    """Lay the steps of all paths out."""
    n_episodes, n_steps = found.moves.shape
    first = (1, *[edge + 1 for edge in found.bins[:-1]])
    bars = [f"{a}" if a == b else f"{a}-{b}" for a, b in zip(first, found.bins, strict=True)]
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "episode": np.repeat(np.arange(n_episodes), n_steps),
            "headlines": np.repeat(np.array(led_by(found, ids), dtype=object), n_steps),
            "start": pd.DatetimeIndex(np.repeat(one.market.ends[found.starts], n_steps), tz="UTC"),
            "bars": bars * n_episodes,
            "move": found.moves.ravel(),
            "std_error": found.std_errors.ravel(),
            "inflation": found.inflation.ravel(),
            "unit": one.unit,
        }
    )


def total_rows(one: FittedAsset, found: EpisodePaths, ids: LabelArray) -> pd.DataFrame:
    """Lay the tests of whole paths out."""
    return pd.DataFrame(
        {
            "asset": one.symbol,
            "episode": np.arange(found.starts.size),
            "headlines": led_by(found, ids),
            "start": pd.DatetimeIndex(one.market.ends[found.starts], tz="UTC"),
            "move": [test.estimate for test in found.totals],
            "std_error": [test.std_error for test in found.totals],
            "statistic": [test.statistic for test in found.totals],
            "pvalue": [test.pvalue for test in found.totals],
            "reason": [test.reason for test in found.totals],
            "unit": one.unit,
        }
    )
