"""How windows, groups and mean moves are said."""

import math

from aftershock.markets import Asset, shown
from aftershock.reporting.events.measures import WHOLE
from aftershock.reporting.wording import MINUS, THIN, count_word, decimals_of, number
from aftershock.study.windows import Window


def window_words(window: Window) -> str:
    """Say a window of sessions around a listed day in words.

    Examples
    --------
    >>> window_words(Window(-2, 0)), window_words(Window(0, 1))
    ('from two sessions before the listed day to that day', 'from the listed day to one session after')
    >>> window_words(Window(-3, 1)), window_words(Window(0, 0))
    ('from three sessions before the listed day to one after', 'in the session of the listed day')
    """
    start, end = window.start, window.end
    if start == end:
        return (
            "in the session of the listed day"
            if start == 0
            else f"in the session {place(start)} the listed day"
        )
    if start == 0:
        return f"from the listed day to {sessions(end)} after"
    begin = f"from {place(start)} the listed day"
    if end == 0:
        return f"{begin} to that day"
    return f"{begin} to {count_word(abs(end))} {'after' if end > 0 else 'before'}"


def place(day: int) -> str:
    """Say how far a day is from the listed one."""
    return f"{sessions(abs(day))} {'after' if day > 0 else 'before'}"


def sessions(count: int) -> str:
    """Count sessions in words."""
    return f"{count_word(count)} session{'' if count == 1 else 's'}"


def window_text(window: Window) -> str:
    """Write a window with real minus signs, on one line.

    Examples
    --------
    >>> window_text(Window(-2, 0)).split()
    ['[−2,', '0]']
    """
    return str(window).replace("-", MINUS).replace(" ", "\u00a0")


def group_text(group: str) -> str:
    """Name a group of events; the whole list has no name of its own.

    Examples
    --------
    >>> group_text(""), group_text("Threat")
    ('All', 'Threat')
    """
    return "All" if group == WHOLE else group


def mean_decimals(asset: Asset) -> int:
    """Choose the decimals of a mean: one more than a single move in basis points deserves."""
    return max(decimals_of(asset), 1)


def mean_text(asset: Asset, move: float, *, sign: bool = True) -> str:
    """Write a mean move in the unit people quote.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> mean_text(get_asset("UST10Y"), -1.143), mean_text(get_asset("GOLD"), 0.00153)
    ('−1.1\u202fbp', '+0.15\u202f%')
    """
    if not math.isfinite(move):
        return "–"
    return f"{number(float(shown(asset, move)), decimals=mean_decimals(asset), sign=sign)}{THIN}{asset.unit}"


def mean_size(asset: Asset, move: float) -> str:
    """Write the size of a mean move without its sign.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> mean_size(get_asset("UST10Y"), -1.143)
    '1.1\u202fbp'
    """
    return mean_text(asset, abs(move), sign=False)
