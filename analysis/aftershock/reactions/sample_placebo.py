"""The placebo for full days and long windows: a move ranked among all windows of the sample, season and day apart."""

import numpy as np

from aftershock.errors import EstimationError
from aftershock.inference.records import check_alpha
from aftershock.reactions.admissible import OWN_SHARE, Track
from aftershock.reactions.level import Yardstick, bars_inside, day_levels
from aftershock.reactions.placebo import (
    FEWEST_PLACEBOS,
    ROUNDING,
    PlaceboRanks,
    allowed_larger,
    broken_reasons,
    conclude,
)
from aftershock.typing import BoolArray, FloatArray, IntArray


def sample_ranks(
    yardstick: Yardstick,
    before: IntArray,
    after: IntArray,
    *,
    busy: BoolArray | None = None,
    minimum: int = FEWEST_PLACEBOS,
    alpha: float = 0.05,
) -> PlaceboRanks:
    """Rank each headline's move among the windows of all days, each over its season and the level of its day.

    Use it where :func:`placebo_ranks` has too little to compare with: an hour of a day of six, hourly bars, a day with
    a headline in every hour. It leans on the estimated level of the day, of which the same-day placebo is free.

    Parameters
    ----------
    yardstick : Yardstick
        The asset's bars and the variance usual for each. Its levels are not used: those here count all bars of a day,
        so that headlines and placebos share them.
    before, after : ndarray of int, shape (n_headlines,)
        Rows between whose closes each headline's window lies; below zero where it was not measured.
    busy : ndarray of bool, shape (n_bars,), optional
        Bars that no placebo may use; by default those inside the windows given.
    minimum : int
        Admissible windows below which there is no p-value.
    alpha : float
        Level that the test must be able to reach, and that of ``detectable``.

    Returns
    -------
    PlaceboRanks
        One entry a headline, ``sizes`` in standard deviations of the clock time and day, ``detectable`` as if another
        move left the level of the day where it is; with a reason where there is no p-value, ``no_level`` where the day
        has too few bars.

    Raises
    ------
    EstimationError
        If ``minimum`` is below 1.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``p = (1 + #{z >= z_headline}) / (1 + n)``, ``z = |move| / (level sqrt(sum f**2))``, over windows as long within one
    day, of which long ones start every third of their length. Assumes that standardized, all days are alike.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, for the added count.

    Examples
    --------
    >>> from aftershock.simulate import as_market, simulate_bars
    >>> from aftershock.reactions.bars import bar_moves
    >>> bars = bar_moves(as_market(simulate_bars(40, rng=1)), zone="UTC", move="log")
    >>> yardstick = Yardstick(bars, np.ones(bars.ends.size), np.ones(40))
    >>> ranks = sample_ranks(yardstick, np.array([20]), np.array([32]))
    >>> int(ranks.n_placebos[0]), ranks.reasons.tolist()
    (665, [''])
    """
    check_alpha(alpha)
    if minimum < 1:
        raise EstimationError(f"minimum is {minimum}; a rank needs at least 1 placebo.", minimum=minimum)
    bars = yardstick.bars
    inside = bars_inside(bars.ends.size, before, after)
    track = Track.lay(yardstick, inside if busy is None else busy)
    levels = day_levels(bars, yardstick.variances, np.zeros(bars.ends.size, dtype=np.bool_)).levels
    usual = yardstick.scales(before, after) * levels[bars.days[np.maximum(after, 0)]]
    sizes = np.abs(bars.between(before, after)) / usual
    counts, larger = np.zeros(before.shape, dtype=np.int64), np.zeros(before.shape, dtype=np.int64)
    critical, once = np.full(before.shape, np.nan), np.ones(before.shape)
    judged = np.flatnonzero(np.isfinite(sizes))
    clock = bars.ends.astype(np.int64)
    spans = clock[after[judged]] - clock[before[judged]]
    for span in np.unique(spans):
        heads = judged[spans == span]
        stride = int(max(1.0, OWN_SHARE * (after[heads] - before[heads]).max()))
        placebos = _placebos(track, levels, clock, int(span), stride)
        counts[heads] = placebos.size
        larger[heads] = placebos.size - np.searchsorted(placebos, sizes[heads] * (1 - ROUNDING))
        critical[heads] = _beyond(placebos, int(allowed_larger(counts[heads[:1]], once[:1], alpha)[0]))
    reasons = broken_reasons(yardstick, before, after, yardstick.scales(before, after))
    reasons = np.where((reasons == "") & ~np.isfinite(sizes), "no_level", reasons)
    return conclude(sizes, counts, larger, once, critical * usual, reasons, minimum=minimum, alpha=alpha)


def _placebos(track: Track, levels: FloatArray, clock: IntArray, span: int, stride: int) -> FloatArray:
    """Standardize the admissible windows of a length, from every so many bars on, and sort them."""
    bars = track.yardstick.bars
    rows = np.arange(0, clock.size - 1, stride)
    after = np.minimum(np.searchsorted(clock, clock[rows] + span), clock.size - 1)
    exact = (clock[after] - clock[rows] == span) & (bars.days[rows + 1] == bars.days[after])
    exact &= track.clear(rows, after)
    rows, after = rows[exact], after[exact]
    usual = track.scales(rows, after) * levels[bars.days[after]]
    sizes = np.abs(bars.between(rows, after))[usual > 0] / usual[usual > 0]
    return np.sort(sizes)


def _beyond(ordered: FloatArray, allowed: int) -> float:
    """Find the value beyond which only so many lie; NaN where not even none may."""
    return float(ordered[-1 - allowed]) if 0 <= allowed < ordered.size else np.nan
