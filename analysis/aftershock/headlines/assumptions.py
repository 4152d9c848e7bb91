"""Assumptions: what a report says about how the times of a live blog were read."""

from collections.abc import Sequence

import numpy as np

from aftershock.headlines.anchors import Anchor
from aftershock.headlines.chronology import DatedClocks, FeedOrder
from aftershock.headlines.timing import Timing
from aftershock.headlines.zones import LocalReading, Zone


def zone_sentence(timings: Sequence[Timing], zone: Zone, reason: str) -> str:
    """Say in which zone the times were read: the first half of the sentence for the report.

    Use it once all entries are read.

    Parameters
    ----------
    timings : sequence of Timing
        In the order of the page.
    zone : Zone
        Zone of the printed times.
    reason : str
        Why it is that zone.

    Returns
    -------
    str
        Half a sentence.

    Examples
    --------
    >>> zone_sentence([], Zone("CET", "Europe/Berlin"), "as passed")
    'Every time is marked up with its offset from UTC; '
    """
    marked = sum(timing.stamp is not None for timing in timings)
    if marked == len(timings):
        return "Every time is marked up with its offset from UTC; "
    some = f"{marked} of {len(timings)} times are marked up with their offset; the others" if marked else ""
    return f"{some or 'Printed times'} are read as local time in {zone.place}, {reason}; "


def date_sentence(
    timings: Sequence[Timing],
    anchor: Anchor | None,
    order: FeedOrder,
    dated: DatedClocks,
    *,
    anchor_lost: bool,
) -> str:
    """Say where the days come from: the second half of the sentence for the report.

    Use it once all entries are dated.

    Parameters
    ----------
    timings : sequence of Timing
        In the order of the page.
    anchor : Anchor or None
        Day from which the others were counted.
    order : {"newest first", "oldest first", "single"}
        Direction of the feed.
    dated : DatedClocks
        Days found.
    anchor_lost : bool
        Whether an entry newer than all usable ones was rejected.

    Returns
    -------
    str
        Half a sentence.

    Examples
    --------
    >>> nothing = np.array([], dtype=bool)
    >>> dated = DatedClocks(np.array([], dtype="datetime64[m]"), nothing, nothing, nothing)
    >>> date_sentence([], None, "single", dated, anchor_lost=False)
    'every time carries its own date.'
    """
    known = sum(timing.day is not None for timing in timings)
    if known == len(timings):
        return "every time carries its own date."
    silences = int(dated.doubtful.sum())
    doubt = f" ({silences} of them only after a silence of over twelve hours)" if silences else ""
    walk = f", and earlier days follow from the clock of a feed that runs {order}{doubt}"
    strays = int(dated.out_of_order.sum())
    left_out = f"; {strays} out of order took no part in this" if strays else ""
    printed = f"{known} of {len(timings)} entries are dated by the page itself"
    if anchor is None or (known and anchor.reason != "as passed"):
        return f"{printed}{walk.replace('earlier days', 'the other days')}{left_out}."
    which = "newest readable entry (a newer one was rejected)" if anchor_lost else f"{anchor.end} entry"
    newest = dated.local[~dated.out_of_order] if not dated.out_of_order.all() else dated.local
    day = (newest.max() if anchor.end == "newest" else newest.min()).astype("datetime64[D]")
    passed = anchor.day if anchor.reason == "as passed" else day
    besides = f"; {printed}" if known else ""
    return f"the {which} is dated {passed} {anchor.reason}{'' if order == 'single' else walk}{besides}{left_out}."


def summary_sentence(count: int) -> str:
    """Say how many lines of a summary on top were left out.

    Use it after the sentence on zone and days.

    Parameters
    ----------
    count : int
        Lines left out.

    Returns
    -------
    str
        A sentence, or "" for none.

    Examples
    --------
    >>> summary_sentence(2)
    ' 2 lines on top that repeat entries below are left out.'
    """
    lines = "1 line" if count == 1 else f"{count} lines"
    return f" {lines} on top that repeat entries below are left out." if count else ""


def season_note(timings: Sequence[Timing], zone: Zone, local: LocalReading) -> str:
    """Say what to warn of when the printed abbreviation belongs to the other half of the year.

    Use it once local times are read.

    Parameters
    ----------
    timings : sequence of Timing
        In the order of the page.
    zone : Zone
        Zone of the printed times.
    local : LocalReading
        What was odd about them.

    Returns
    -------
    str
        A sentence, or "" if nothing contradicts the season.

    Examples
    --------
    >>> from aftershock.headlines.zones import localize
    >>> season_note([], Zone("CET", "Europe/Berlin"), localize(np.array([], dtype="datetime64[m]"), "CET"))
    ''
    """
    inferred = np.array([timing.stamp is None for timing in timings], dtype=bool)
    count = int((local.contradicts_season & inferred).sum())
    if not count:
        return ""
    return (
        f"{count} of {local.instants.size} times are printed as {zone.printed}, which is out of season on "
        f"that date; they were read as local time in {zone.place}."
    )
