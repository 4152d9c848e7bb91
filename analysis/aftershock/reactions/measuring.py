"""All that is measured of one asset over one window, as arrays of one value a headline."""

from dataclasses import dataclass, fields

import numpy as np

from aftershock.alignment.clock import first_ended
from aftershock.reactions.activity import abnormal_volume, volatility_ratio
from aftershock.reactions.bars import BarMoves
from aftershock.reactions.judging import Words, is_measured, judge_windows, merge_same_bars
from aftershock.reactions.level import Yardstick, bars_inside
from aftershock.reactions.measures import Located, Market, contract_changes, locate, others_inside, window_end
from aftershock.reactions.medians import median_moves
from aftershock.reactions.paths import Paths, trace_paths
from aftershock.reactions.placebo import PlaceboRanks, placebo_ranks
from aftershock.reactions.sample_placebo import sample_ranks
from aftershock.reactions.windows import ClockWindow
from aftershock.reactions.yardsticks import AssetYardstick
from aftershock.typing import (
    BoolArray,
    FloatArray,
    InstantArray,
    IntArray,
    LabelArray,
    MoveKind,
    PlaceboReason,
    PriceKind,
    SpanArray,
)

TOO_FEW: tuple[PlaceboReason, ...] = ("few_placebos", "unreachable")
TO_CLOSE = ClockWindow.parse("0/close")


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """Headlines in order of time: instants and uncertainty, arrays of shape (n_headlines,)."""

    instants: InstantArray
    uncertainty: SpanArray


@dataclass(frozen=True, slots=True)
class Rules:
    """How one asset is measured.

    Parameters
    ----------
    move : {"log", "simple", "difference"}
        Kind of change.
    scale : float
        Factor of a difference.
    price : {"last", "median"}
        Whether windows run from price to price or from median to median.
    width : timedelta64[ns]
        Stretch of time of which medians are taken.
    guard, max_age : timedelta64[ns]
        Safety distance before the headline; oldest price before, latest after, while the market trades.
    min_placebos : int
        Placebos below which there is no p-value.
    """

    move: MoveKind
    scale: float
    price: PriceKind
    width: np.timedelta64
    guard: np.timedelta64
    max_age: np.timedelta64
    min_placebos: int


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where the windows of all headlines lie, and what became of each; arrays of shape (n_headlines,).

    Parameters
    ----------
    window : ClockWindow
        The window.
    bars : BarMoves
        The bars, with medians at the ends of windows where those were asked for.
    located : Located
        The bars used.
    moves : ndarray
        In native units; NaN where not measured.
    outcome : ndarray of str
        What became of each.
    leaders : ndarray of int
        Position of the headline that is measured for it.
    """

    window: ClockWindow
    bars: BarMoves
    located: Located
    moves: FloatArray
    outcome: Words
    leaders: IntArray

    @property
    def before(self) -> IntArray:
        """Row of the last price before each measured window; -1 where it is not measured."""
        return np.where(is_measured(self.outcome), self.located.before, -1)

    @property
    def after(self) -> IntArray:
        """Row of the price at the end of each measured window; -1 where it is not measured."""
        return np.where(is_measured(self.outcome), self.located.after, -1)


@dataclass(frozen=True, slots=True, eq=False)
class RunUp:
    """The span as long just before each window: its move, that by the usual, its placebo p-value and where from."""

    moves: FloatArray
    standardized: FloatArray
    pvalues: FloatArray
    judged_by: LabelArray
    others: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """All that is measured of one asset over one window; arrays of shape (n_headlines,).

    Parameters
    ----------
    placed : Placed
        The windows.
    busy : ndarray of bool, shape (n_bars,)
        Bars that no placebo may use.
    usual : ndarray
        Usual size of a move over the same bars, in native units.
    sources : ndarray of str
        What the usual rests on.
    ranks : PlaceboRanks
        The move among the placebos of its day, or of all days.
    judged_by : ndarray of str
        Which of the two: ``own_day``, ``all_days``, or empty without a p-value.
    paths : Paths
        How the price went.
    volume, volatility : ndarray
        Abnormal volume and the ratio of realized to usual volatility.
    run_up : RunUp, optional
        The span before; None for windows that have no length, or end with the headline.
    """

    placed: Placed
    busy: BoolArray
    usual: FloatArray
    sources: LabelArray
    ranks: PlaceboRanks
    judged_by: LabelArray
    paths: Paths
    volume: FloatArray
    volatility: FloatArray
    run_up: RunUp | None


def place(market: Market, bars: BarMoves, window: ClockWindow, stamps: Stamps, rules: Rules) -> Placed:
    """Find the bars of every window, judge them, and take the moves of those that can be measured.

    Parameters
    ----------
    market : Market
        Bars and clock of the asset.
    bars : BarMoves
        Its moves.
    window : ClockWindow
        The window.
    stamps : Stamps
        The headlines.
    rules : Rules
        How to measure.

    Returns
    -------
    Placed
    """
    if rules.price == "median":
        bars = median_moves(market, bars, window, width=rules.width, move=rules.move, scale=rules.scale)
    located = locate(market, window, stamps.instants, stamps.uncertainty, rules.guard)
    moves = window_moves(market, bars, located)
    outcome = judge_windows(
        market, window, located, moves, stamps.instants, stamps.uncertainty, rules.max_age
    )
    outcome, leaders = merge_same_bars(outcome, located)
    return Placed(window, bars, located, np.where(is_measured(outcome), moves, np.nan), outcome, leaders)


def window_moves(market: Market, bars: BarMoves, located: Located) -> FloatArray:
    """Compute the change between the two bars of each window, in native units.

    Parameters
    ----------
    market : Market
        Bars of the asset.
    bars : BarMoves
        Its moves.
    located : Located
        Rows of the bars.

    Returns
    -------
    ndarray of shape (n,)
        NaN where a bar or its price is missing, a return is undefined, or the contract changes in between.
    """
    usable = located.found & ~contract_changes(market, located)
    return bars.between(np.where(usable, located.before, -1), np.where(usable, located.after, -1))


def masked_bars(n_bars: int, placed: list[Placed]) -> BoolArray:
    """Say which bars lie in any headline's window of fixed length; in those to the close where there are no others.

    Parameters
    ----------
    n_bars : int
        Number of bars.
    placed : list of Placed
        All windows of the study.

    Returns
    -------
    ndarray of bool, shape (n_bars,)
    """
    fixed = [one for one in placed if one.window.length is not None] or placed
    inside = [bars_inside(n_bars, one.located.before, one.located.after) for one in fixed]
    return np.asarray(np.any(inside, axis=0), dtype=np.bool_)


def measure(
    market: Market,
    whole: AssetYardstick,
    placed: Placed,
    stamps: Stamps,
    rules: Rules,
    volumes: FloatArray | None,
) -> Measured:
    """Measure one asset over one window: usual size, placebos, path, activity, and the span before.

    Parameters
    ----------
    market : Market
        Bars and clock of the asset.
    whole : AssetYardstick
        What is usual for it.
    placed : Placed
        The windows.
    stamps : Stamps
        The headlines.
    rules : Rules
        How to measure.
    volumes : ndarray of shape (n_bars,), optional
        Volume of each bar.

    Returns
    -------
    Measured
    """
    before, after = placed.before, placed.after
    busy = busy_bars(market, placed, stamps, rules)
    yardstick = Yardstick(placed.bars, whole.yardstick.variances, whole.yardstick.levels)
    none = np.full(before.shape, np.nan)
    volume = none if volumes is None else abnormal_volume(placed.bars, volumes, before, after).values
    ranks, judged_by = rank_moves(yardstick, before, after, busy=busy, minimum=rules.min_placebos)
    return Measured(
        placed,
        busy,
        whole.usual(before, after),
        whole.sources(before, after),
        ranks,
        judged_by,
        trace_paths(whole.yardstick.bars, before, after, stamps.instants, closing_rows(market, stamps)),
        volume,
        volatility_ratio(whole.yardstick, before, after).values,
        measure_run_up(market, whole, placed.window, stamps, rules),
    )


def rank_moves(
    yardstick: Yardstick, before: IntArray, after: IntArray, *, busy: BoolArray, minimum: int
) -> tuple[PlaceboRanks, LabelArray]:
    """Rank each move among the windows of its own day, or of all days where its own has too few.

    Parameters
    ----------
    yardstick : Yardstick
        The bars and what is usual for each.
    before, after : ndarray of int, shape (n_headlines,)
        Rows of the windows; below zero where not measured.
    busy : ndarray of bool, shape (n_bars,)
        Bars that no placebo may use.
    minimum : int
        Placebos below which there is no p-value.

    Returns
    -------
    ranks : PlaceboRanks
        Which test judges a move follows from where headlines lie, never from how large it is.
    judged_by : ndarray of str, shape (n_headlines,)
        ``own_day``, ``all_days``, or empty without a p-value.
    """
    own = placebo_ranks(yardstick, before, after, busy=busy, minimum=minimum)
    lacking = np.isin(own.reasons, TOO_FEW)
    rest = np.where(lacking, before, -1), np.where(lacking, after, -1)
    other = sample_ranks(yardstick, *rest, busy=busy, minimum=minimum)
    values = {
        one.name: np.where(lacking, getattr(other, one.name), getattr(own, one.name)) for one in fields(own)
    }
    judged = np.isfinite(values["pvalues"])
    return PlaceboRanks(**values), np.select([judged & lacking, judged], ["all_days", "own_day"], default="")


def busy_bars(market: Market, placed: Placed, stamps: Stamps, rules: Rules) -> BoolArray:
    """Say which bars no placebo may use: the headlines' windows, and what followed them where those end before."""
    located, n_bars = placed.located, market.ends.size
    busy = bars_inside(n_bars, located.before, located.after)
    if not placed.window.is_before:
        return busy
    after = locate(market, placed.window.mirrored(), stamps.instants, stamps.uncertainty, rules.guard)
    return busy | bars_inside(n_bars, after.before, after.after)


def closing_rows(market: Market, stamps: Stamps) -> IntArray:
    """Find the bar at the close of each headline's session; -1 where there is none."""
    target = window_end(market, TO_CLOSE, stamps.instants, stamps.uncertainty)
    rows = first_ended(market.ends, target)
    return np.where(np.isnat(target) | (rows >= market.ends.size), -1, rows)


def measure_run_up(
    market: Market, whole: AssetYardstick, window: ClockWindow, stamps: Stamps, rules: Rules
) -> RunUp | None:
    """Measure the span as long that ends where the window starts, with its own placebos."""
    span = window.preceding()
    if span is None or window.is_before:
        return None
    placed = place(market, whole.yardstick.bars, span, stamps, rules)
    traded = placed.outcome == "used"
    before, after = np.where(traded, placed.before, -1), np.where(traded, placed.after, -1)
    busy = busy_bars(market, placed, stamps, rules)
    yardstick = Yardstick(placed.bars, whole.yardstick.variances, whole.yardstick.levels)
    ranks, judged_by = rank_moves(yardstick, before, after, busy=busy, minimum=rules.min_placebos)
    moves = np.where(traded, placed.moves, np.nan)
    return RunUp(
        moves,
        by_usual(moves, whole.usual(before, after)),
        ranks.pvalues,
        judged_by,
        others_inside(market, placed.located, stamps.instants),
    )


def by_usual(moves: FloatArray, usual: FloatArray) -> FloatArray:
    """Divide moves by their usual size; NaN where that is zero or unknown."""
    return np.asarray(moves / np.where(usual > 0, usual, np.nan), dtype=np.float64)
