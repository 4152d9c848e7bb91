"""Numbers, dates and counts as a careful newspaper prints them."""

import math
from collections.abc import Sequence

import pandas as pd

from aftershock.markets import Asset, Strike, shown

MINUS = "\u2212"
THIN = "\u202f"
SMALL_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
COMMON_NOUNS = frozenset(
    "Airline Broad Bullish Communication Consumer Copper Dollar Emerging Energy Euro Financial Gold Health High-yield "
    "Industrial Investment-grade Materials Oil Pound Real Short-term Silver Technology Utilities".split()
)
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def number(value: float, *, decimals: int, sign: bool = False) -> str:
    """Write a number with a real minus sign; an en dash where there is none.

    Examples
    --------
    >>> number(-2.118, decimals=2), number(1.5, decimals=1, sign=True), number(float("nan"), decimals=1)
    ('−2.12', '+1.5', '–')
    """
    if not math.isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0
    text = f"{rounded:+,.{decimals}f}" if sign and rounded != 0 else f"{rounded:,.{decimals}f}"
    return text.replace("-", MINUS)


def decimals_of(asset: Asset) -> int:
    """Choose the decimals that a move of an asset deserves: none for basis points, two otherwise."""
    return 0 if asset.unit == "bp" else 2


def move_text(asset: Asset, move: float, *, sign: bool = True) -> str:
    """Write a move in the unit people quote.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> move_text(get_asset("SPX"), -0.0214), move_text(get_asset("UST10Y"), -6.0)
    ('−2.12\u202f%', '−6\u202fbp')
    """
    if not math.isfinite(move):
        return "–"
    return f"{number(float(shown(asset, move)), decimals=decimals_of(asset), sign=sign)}{THIN}{asset.unit}"


def verb_phrase(asset: Asset, move: float) -> str:
    """Say in words what an asset did.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> verb_phrase(get_asset("GOLD"), 0.0162), verb_phrase(get_asset("UST10Y"), 0.0)
    ('gold rose 1.63\u202f%', 'the US Treasury 10-year yield did not move')
    """
    value = round(float(shown(asset, move)), decimals_of(asset))
    if value == 0:
        return f"{in_sentence(asset)} did not move"
    return f"{in_sentence(asset)} {'rose' if value > 0 else 'fell'} {size_text(asset, move)}"


def size_text(asset: Asset, move: float) -> str:
    """Write the size of a move without its sign.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> size_text(get_asset("UST10Y"), -6.2)
    '6\u202fbp'
    """
    value = abs(float(shown(asset, move)))
    return f"{number(value, decimals=decimals_of(asset))}{THIN}{asset.unit}"


def in_sentence(asset: Asset) -> str:
    """Name an asset inside a sentence: with an article where English wants one.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> in_sentence(get_asset("SPX")), in_sentence(get_asset("GOLD")), in_sentence(get_asset("EURUSD"))
    ('the S&P 500', 'gold', 'the euro in dollars')
    """
    first = asset.name.split()[0]
    name = asset.name[0].lower() + asset.name[1:] if first in COMMON_NOUNS else asset.name
    return name if first == "Treasuries" or asset.asset_class in ("metals", "energy") else f"the {name}"


def strike_text(strike: Strike) -> str:
    """Say when a daily price is set, and what a shortened session does to it if it does not follow the close.

    Examples
    --------
    >>> strike_text(Strike.parse("14:30 America/New_York 13:30")), strike_text(Strike.parse("15:30 Europe/Paris"))
    ('14:30 America/New_York (13:30 on half days)', '15:30 Europe/Paris')
    """
    usual = f"{strike.time} {strike.zone}"
    rules = {"close": "", "keep": " (on half days too)"}
    return usual + rules.get(strike.half_day, f" ({strike.half_day} on half days)")


def capital(text: str) -> str:
    """Start a sentence with a capital letter.

    Examples
    --------
    >>> capital("gold rose.")
    'Gold rose.'
    """
    return text[:1].upper() + text[1:]


def count_word(count: int) -> str:
    """Write small counts as words.

    Examples
    --------
    >>> count_word(4), count_word(14)
    ('four', '14')
    """
    return SMALL_WORDS[count] if 0 <= count < len(SMALL_WORDS) else f"{count:,}"


def ordinal(rank: int) -> str:
    """Write a rank; the first needs no number.

    Examples
    --------
    >>> ordinal(1), ordinal(2), ordinal(11), ordinal(23)
    ('largest', '2nd largest', '11th largest', '23rd largest')
    """
    if rank == 1:
        return "largest"
    ending = "th" if 10 <= rank % 100 <= 20 else ORDINALS.get(rank % 10, "th")
    return f"{rank}{ending} largest"


def pvalue_text(pvalue: float) -> str:
    """Write a p-value with two significant places, never as zero.

    Examples
    --------
    >>> pvalue_text(0.0332), pvalue_text(0.265), pvalue_text(0.0004), pvalue_text(1.0)
    ('0.033', '0.27', '<0.001', '1.00')
    """
    if not math.isfinite(pvalue):
        return "–"
    if pvalue < 0.001:
        return "<0.001"
    return f"{pvalue:.3f}" if pvalue < 0.0995 else f"{pvalue:.2f}"


def share_text(share: float) -> str:
    """Write a share in per cent without decimals.

    Examples
    --------
    >>> share_text(0.336), share_text(float("nan"))
    ('34\u202f%', '–')
    """
    return f"{number(100 * share, decimals=0)}\u202f%" if math.isfinite(share) else "–"


def equals(name: str, pvalue: float) -> str:
    """Write a p-value so that no line breaks inside it.

    Examples
    --------
    >>> equals("p", 0.0332).split(), equals("p", 0.0001).split()
    (['p', '=', '0.033'], ['p', '<', '0.001'])
    """
    text = pvalue_text(pvalue)
    return f"{name}\u00a0{text[0]}\u00a0{text[1:]}" if text[0] in "<>" else f"{name}\u00a0=\u00a0{text}"


def joined(parts: Sequence[str]) -> str:
    """Join parts of a sentence with commas and an and.

    Examples
    --------
    >>> joined(["a", "b", "c"]), joined(["a", "b"])
    ('a, b and c', 'a and b')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def numbers_text(numbers: Sequence[int]) -> str:
    """Write headline numbers, runs shortened.

    Examples
    --------
    >>> numbers_text([1, 2, 3, 5])
    '1–3, 5'
    """
    runs: list[list[int]] = []
    for value in sorted(numbers):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def day_text(day: pd.Timestamp) -> str:
    """Write a date in English, whatever the machine's language.

    Examples
    --------
    >>> day_text(pd.Timestamp("2022-02-17"))
    '17 February 2022'
    """
    return f"{day.day} {day.month_name()} {day.year}"


def date_text(day: pd.Timestamp) -> str:
    """Write a date in English without its year, on one line.

    Examples
    --------
    >>> date_text(pd.Timestamp("2022-02-17")).split()
    ['17', 'February']
    """
    return f"{day.day}\u00a0{day.month_name()}"


def short_day_text(day: pd.Timestamp) -> str:
    """Write a date in English that no table breaks over two lines.

    Examples
    --------
    >>> short_day_text(pd.Timestamp("2022-02-17")).split()
    ['17', 'Feb', '2022']
    """
    return f"{day.day}\u00a0{day.month_name()[:3]}\u00a0{day.year}"


def wait_text(wait: pd.Timedelta) -> str:
    """Write a span of time in hours and minutes.

    Examples
    --------
    >>> wait_text(pd.Timedelta("5h20min")), wait_text(pd.Timedelta("45min")), wait_text(pd.Timedelta("2h"))
    ('5 h 20 min', '45 min', '2 h')
    """
    hours, minutes = divmod(round(wait.total_seconds() / 60), 60)
    return " ".join(f"{value} {unit}" for value, unit in ((hours, "h"), (minutes, "min")) if value) or "0 min"
