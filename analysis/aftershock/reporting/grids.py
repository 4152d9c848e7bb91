"""The heatmaps: standardized moves of headlines or sessions by asset."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from aftershock.alignment import OUTCOMES
from aftershock.markets import Asset
from aftershock.reactions import ClockWindow
from aftershock.reporting.clock import clock_text, short_date, zone_name
from aftershock.reporting.findings import ALPHA, Findings, each
from aftershock.reporting.page import Cell, Heatmap, HeatRow
from aftershock.reporting.text import shorten
from aftershock.reporting.wording import in_sentence, move_text, number, pvalue_text
from aftershock.typing import Outcome

SHORT: dict[Outcome, str] = {
    "no_price": "no price",
    "stale_price": "stale",
    "contract_change": "roll",
    "out_of_range": "no data",
    "short_estimation": "short",
    "too_uncertain": "vague",
    "is_the_market": "market",
}


MANY, SHOWN = 40, 24
"""Headlines beyond which a grid shows only those with the largest moves, and how many."""
LONGEST = 110
"""Characters of a headline in such a grid."""
MARKS: dict[str, str] = {
    "as ": "“as 4”: the same prices as headline 4, measured there.",
    "*": "*: the market was shut; the change to its next price.",
    "†": "†: another headline, measured apart, came in that span; part of the move may be its.",
    "stale": "Stale: a price before or after is too old.",
    "roll": "Roll: the future changed its contract.",
    "no price": "No price: none where one was needed.",
    "no usual": "No usual: too few other days to know what is usual then.",
    "!": "!: more than chance explains, with all clock tests of this page counted.",
}


def heatmaps(findings: Findings) -> tuple[Heatmap, ...]:
    """Build the heatmap of sessions and one for every clock window.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    tuple of Heatmap
        The windows that start at a headline first, then those before it.
    """
    grids = (
        []
        if findings.reactions is None
        else [clock_grid(findings, text) for text in ordered_windows(findings)]
    )
    return (session_grid(findings), *grids)


def ordered_windows(findings: Findings) -> list[str]:
    """Put the windows before the headline last."""
    assert findings.reactions is not None
    return sorted(findings.reactions.spec.windows, key=lambda text: ClockWindow.parse(text).is_before)


def session_grid(findings: Findings) -> Heatmap:
    """Lay the sessions hit out by asset, standardized by forecast error."""
    symbols = list(findings.daily.symbols)
    rows = []
    for event_id, part in findings.sessions.groupby("event_id", sort=False):
        measured_first = part.sort_values("statistic", key=lambda values: values.isna(), kind="stable")
        by_asset = measured_first.drop_duplicates("asset").set_index("asset")
        covered = tuple(sorted({at for numbers in part["numbers"] for at in numbers}))
        cells = tuple(session_cell(findings.assets[name], by_asset, name) for name in symbols)
        label = short_date(pd.Timestamp(str(event_id))) if event_id else "No session"
        text = "Session that took in these headlines" if event_id else "Outside the prices of an asset"
        rows.append(HeatRow(covered, label, text, cells))
    return Heatmap(
        title="Session by session",
        caption=(
            "Abnormal move of each asset's own session over its forecast standard error (constant mean). Headlines "
            "of one session are one event; an asset whose price is struck earlier in the day counts a late headline "
            "towards its next session. "
            f"{key_text(findings.assets[symbol] for symbol in symbols)}"
        ).strip(),
        columns=tuple(symbols),
        rows=tuple(rows),
    )


def session_cell(asset: Asset, rows: pd.DataFrame, symbol: str) -> Cell:
    """Write one session cell."""
    if symbol not in rows.index:
        return Cell("–", None, "No headline of this row belongs to this session for this asset.")
    row: Any = rows.loc[symbol]
    if not math.isfinite(row["statistic"]):
        return Cell(SHORT.get(row["outcome"], "–"), None, OUTCOMES[row["outcome"]])
    detail = f"{move_text(asset, row['move'])}; p = {pvalue_text(row['sample_quantile_pvalue'])}"
    return Cell(number(row["statistic"], decimals=1, sign=True), float(row["statistic"]), detail)


def clock_grid(findings: Findings, window: str) -> Heatmap:
    """Lay one clock window out: headlines by asset, over the usual for that time of day."""
    rows = findings.clock[findings.clock["window"] == window]
    assert findings.bars is not None and findings.reactions is not None
    symbols = list(findings.bars.symbols)
    zone = str(findings.heads["zone"].iloc[0])
    lines = []
    for head in each(shown_heads(findings, window)):
        own = rows[rows["headline_id"] == head.Index].set_index("asset")
        clock = stamp_text(head.instant.tz_convert(zone))
        cells = tuple(clock_cell(findings.assets[name], own.loc[name]) for name in symbols)
        followers = burst_of(rows, head) if len(findings.heads) > MANY else ()
        more = f" (and {len(followers)} more in the same bars)" if followers else ""
        text = (
            str(head.headline) if len(findings.heads) <= MANY else shorten(str(head.headline), most=LONGEST)
        )
        lines.append(HeatRow((int(head.number), *followers), clock, f"{text}{more}", cells))
    caption = window_caption(findings, window, lines)
    return Heatmap(window_title(window), caption, tuple(symbols), tuple(lines))


def shown_heads(findings: Findings, window: str) -> pd.DataFrame:
    """Choose the headlines that a grid of one window shows: all, or of very many those with the largest moves."""
    heads = findings.heads
    if len(heads) <= MANY:
        return heads
    rows = findings.clock[findings.clock["window"] == window]
    sizes = (
        rows.groupby("headline_id")["standardized"].agg(lambda moves: moves.abs().max()).reindex(heads.index)
    )
    return heads.loc[sizes.sort_values(ascending=False, kind="stable").index[:SHOWN]].sort_values("number")


def burst_of(rows: pd.DataFrame, head: Any) -> tuple[int, ...]:
    """List the headlines that were measured with this one and have no move of their own in any asset."""
    led = set(rows.loc[rows["merged_into"] == head.Index, "headline_id"])
    own = set(rows.loc[rows["move"].notna(), "headline_id"])
    followers = rows[rows["headline_id"].isin(led - own)]
    return tuple(sorted({int(number) for number in followers["number"]}))


def chosen_text(findings: Findings) -> str:
    """Say that a grid shows only some of very many headlines."""
    total = len(findings.heads)
    if total <= MANY:
        return ""
    return (
        f"The {SHOWN} of {total} headlines with the largest moves against the usual: chosen by size, so some of them "
        "are chance. Headlines in the same bars share a row. All are in the appendix and in results.csv. "
    )


def clock_cell(asset: Asset, row: pd.Series) -> Cell:
    """Write one clock cell: the standardized move, or in a word why there is none."""
    outcome: Outcome = row["outcome"]
    if outcome == "merged_into_episode":
        return Cell(f"as {int(row['merged_number'])}", None, OUTCOMES[outcome])
    if not math.isfinite(row["move"]):
        return Cell(SHORT.get(outcome, "–"), None, OUTCOMES[outcome])
    detail = f"{move_text(asset, row['move'])}, {bars_text(row['before'], row['after'])} UTC"
    if outcome == "market_closed_next_open":
        detail = f"{detail}; the market was shut when the headline came"
    if not math.isfinite(row["standardized"]):
        return Cell("no usual", None, f"{detail}; too few other days to know what is usual then")
    mark = "*" if outcome == "market_closed_next_open" else ""
    if row["n_others"] > row["n_merged"]:
        mark, detail = f"{mark}†", f"{detail}; another headline came in that span"
    if math.isfinite(row["placebo_pvalue"]):
        detail = f"{detail}; p = {pvalue_text(row['placebo_pvalue'])}"
    if row["pvalue_all"] < ALPHA:
        mark = f"{mark}!"
    return Cell(number(row["standardized"], decimals=1, sign=True) + mark, float(row["standardized"]), detail)


def bars_text(begin: pd.Timestamp, end: pd.Timestamp, *, dated: bool = False) -> str:
    """Write the span between two bars, with dates where it goes over midnight or they are asked for.

    Examples
    --------
    >>> begin = pd.Timestamp("2022-02-16T22:00Z")
    >>> bars_text(begin, begin + pd.Timedelta("1h")), bars_text(begin, begin + pd.Timedelta("17h"))
    ('22:00–23:00', 'Wed 16 Feb 22:00 – Thu 17 Feb 15:00')
    """
    if begin.date() != end.date():
        return f"{short_date(begin)} {clock_text(begin)} – {short_date(end)} {clock_text(end)}"
    day = f"{short_date(begin)} " if dated else ""
    return f"{day}{clock_text(begin)}–{clock_text(end)}"


def stamp_text(local: pd.Timestamp) -> str:
    """Write a local stamp on one line: day, month and time.

    Examples
    --------
    >>> stamp_text(pd.Timestamp("2022-02-17 10:10")).split()
    ['17', 'Feb', '10:10']
    """
    return f"{local.day}\u00a0{local.month_name()[:3]}\u00a0{clock_text(local)}"


def zone_text(findings: Findings) -> str:
    """Name the zone of the headlines as their page does: CET, or the place when the name changed on the way."""
    zone = str(findings.heads["zone"].iloc[0])
    names = {zone_name(instant.tz_convert(zone)) for instant in findings.heads["instant"]}
    return names.pop() if len(names) == 1 else zone


def key_text(assets: Iterable[Asset]) -> str:
    """Say which asset each symbol stands for, but for symbols that say it themselves.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> key_text([get_asset("SPX"), get_asset("GOLD"), get_asset("ZN")])
    'SPX is the S&P 500, ZN is the US 10-year note future.'
    """
    told = [asset for asset in assets if not asset.name.upper().startswith(asset.symbol)]
    return ", ".join(f"{asset.symbol} is {in_sentence(asset)}" for asset in told) + "." if told else ""


def window_title(window: str) -> str:
    """Say a window in words.

    Examples
    --------
    >>> window_title("0/+60min"), window_title("-60min/0")
    ('From each headline to 60 min after', '60 min before each headline')
    >>> window_title("0/close"), window_title("-10min/+20min")
    ('From each headline to the end of its session', 'From 10 min before each headline to 20 min after')
    """
    start, end = (part.strip() for part in window.split("/"))
    if ClockWindow.parse(window).is_before:
        till = "" if end == "0" else f" to {spaced(end)}"
        return f"{spaced(start)}{till} before each headline"
    begin = "each headline" if start == "0" else f"{spaced(start)} before each headline"
    finish = "the end of its session" if end == "close" else f"{spaced(end)} after"
    return f"From {begin} to {finish}"


def spaced(duration: str) -> str:
    """Put a space between a number and its unit, without the sign.

    Examples
    --------
    >>> spaced("+60min")
    '60 min'
    """
    text = duration.lstrip("+-")
    digits = text.rstrip("smhin")
    return f"{digits} {text[len(digits) :]}"


def window_caption(findings: Findings, window: str, rows: Sequence[HeatRow]) -> str:
    """Explain the numbers of a clock heatmap, and those words and marks that occur in it."""
    assert findings.reactions is not None and findings.bars is not None
    spec = findings.reactions.spec
    span = (
        "From the last price known before the window to the last price known before the headline."
        if ClockWindow.parse(window).is_before
        else "From the last price known before the headline to the first price at or after the end of the window."
    )
    texts = {cell.text for row in rows for cell in row.cells}
    words = [told for mark, told in MARKS.items() if any(mark in text for text in texts)]
    return " ".join(
        (
            f"{chosen_text(findings)}{span} Bars of {spec.interval}, so the span can be longer than the window. "
            "Move over the usual (standard deviation of that clock time and day; over a closure, of like gaps).",
            *words,
            f"Times are {zone_text(findings)}.",
            key_text(findings.assets[symbol] for symbol in findings.bars.symbols),
        )
    ).strip()
