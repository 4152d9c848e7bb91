"""What the explorer is given: headlines, moves and the bars around them, as compact columns of JSON."""

import json
import math
from typing import Any

import numpy as np
import pandas as pd

from aftershock.alignment import MEASURED, OUTCOMES
from aftershock.markets import Asset
from aftershock.markets.assets import shown
from aftershock.markets.clock import utc_values
from aftershock.reporting.clock import zone_name
from aftershock.reporting.drawing import broken_line
from aftershock.reporting.findings import Findings, each
from aftershock.reporting.grids import window_title
from aftershock.reporting.listings import price_decimals
from aftershock.reporting.text import printable
from aftershock.reporting.wording import move_text
from aftershock.typing import FloatArray, IntArray

NEW_YORK = "America/New_York"
POINTS = 60_000
"""Prices the page may carry, so that a study of 500 headlines and 8 assets stays under 3 MB."""
REACH = 48
"""Bars shown on each side of a headline, where there is room for so many."""
LEAST_REACH = 12
TEXT = 600
"""Characters of a headline in the list; the whole text is in the keyed list and the files."""
SECOND = np.timedelta64(1, "s")
LEGEND = (
    "The line is the price at the end of each bar; closed hours take no room. The arrow is the first bar that ended "
    "at or after the headline. The dashed lines lie one usual move of that length at that hour above and below the "
    "price before: one standard deviation, so about a third of all moves end outside. They are drawn where the move "
    "was measured."
)
CAPTION = "Pick a headline to see every market around it. A heading sorts the list, arrow keys walk along it."


def explorer_payload(findings: Findings) -> str:
    """Write all that the explorer shows as JSON that can stand inside an HTML page.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    str
        JSON without ``<``, ``>`` or ``&``; the same findings give the same text. "" without a clock-time study.
    """
    if findings.bars is None or findings.reactions is None:
        return ""
    symbols = list(findings.bars.symbols)
    windows = list(findings.reactions.spec.windows)
    assets = [findings.assets[symbol] for symbol in symbols]
    lines = [broken_line(findings.bars[symbol]) for symbol in symbols]
    instants = seconds(findings.heads["instant"])
    reach = chosen_reach(lines, instants)
    payload = {
        "zones": zones(findings),
        "windows": [window_title(window) for window in windows],
        "assets": [asset_record(asset) for asset in assets],
        "themes": used_themes(findings.heads),
        "headlines": headline_rows(findings.heads),
        "cells": [cell_columns(findings, window, symbols) for window in windows],
        "bars": [
            bar_columns(line, instants, reach, asset) for line, asset in zip(lines, assets, strict=True)
        ],
        "reach": reach,
        "window": windows.index(findings.reactions.spec.main_window),
        "first": first_shown(findings),
        "caption": CAPTION,
        "legend": LEGEND,
    }
    return safe_json(payload)


def safe_json(payload: dict[str, Any]) -> str:
    r"""Write JSON that no HTML parser can end early: every character it minds is escaped.

    Examples
    --------
    >>> safe_json({"text": "</script>"})
    '{"text":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    hostile: dict[str, str | int | None] = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    return text.translate(str.maketrans(hostile))


def seconds(instants: Any) -> IntArray:
    """Turn instants into whole seconds since 1970."""
    return np.asarray(utc_values(instants).astype("datetime64[s]").astype(np.int64))


def zones(findings: Findings) -> list[dict[str, str]]:
    """Name the zone of the headlines and New York, each once."""
    first = findings.heads["instant"].iloc[0]
    keys = dict.fromkeys((str(findings.heads["zone"].iloc[0]), NEW_YORK))
    return [{"key": key, "name": zone_name(first.tz_convert(key))} for key in keys]


def asset_record(asset: Asset) -> dict[str, Any]:
    """Name an asset, the unit of its price and its decimals."""
    return {"name": asset.name, "unit": asset.price_unit, "decimals": price_decimals(asset)}


def theme_lists(heads: pd.DataFrame) -> list[list[str]]:
    """List the themes of each headline in words."""
    return [[name.replace("_", " ") for name in str(names).split()] for names in heads["themes"]]


def used_themes(heads: pd.DataFrame) -> list[str]:
    """List the themes that any headline has."""
    return sorted({name for names in theme_lists(heads) for name in names})


def headline_rows(heads: pd.DataFrame) -> list[list[Any]]:
    """Write number, instant, text and themes of each headline."""
    rows = zip(heads["number"], seconds(heads["instant"]), heads["headline"], theme_lists(heads), strict=True)
    return [[int(number), int(at), clipped(str(text)), names] for number, at, text, names in rows]


def clipped(text: str) -> str:
    """Make a headline fit to print, and cut one that is longer than a list can show."""
    whole = " ".join(printable(text).split())
    return whole if len(whole) <= TEXT else whole[: TEXT - 1] + "…"


def cell_columns(findings: Findings, window: str, symbols: list[str]) -> dict[str, list[Any]]:
    """Write the moves of one window, one entry a headline and asset that has a row."""
    clock = findings.clock[(findings.clock["window"] == window) & findings.clock["asset"].isin(symbols)]
    places = {symbol: at for at, symbol in enumerate(symbols)}
    order = {identifier: at for at, identifier in enumerate(findings.heads.index)}
    starts = dict(zip(findings.heads.index, seconds(findings.heads["instant"]).tolist(), strict=True))
    records = [
        {"headline": order[row.headline_id], "asset": places[row.asset]}
        | cell(findings.assets[row.asset], row, starts[row.headline_id])
        for row in each(clock)
    ]
    names = (
        "headline",
        "asset",
        "move",
        "sorting",
        "times",
        "alone",
        "counted",
        "from",
        "to",
        "low",
        "high",
        "note",
    )
    return {name: [record.get(name) for record in records] for name in names}


def cell(asset: Asset, row: Any, instant: int) -> dict[str, Any]:
    """Write one move, or in words why there is none; its span in seconds from the headline."""
    if row.outcome == "merged_into_episode":
        return {"move": f"measured with headline {int(row.merged_number)}"}
    if row.outcome not in MEASURED or not math.isfinite(row.move):
        return {"move": OUTCOMES[row.outcome]}
    shut = row.outcome == "market_closed_next_open"
    record: dict[str, Any] = {
        "move": move_text(asset, row.move),
        "sorting": rounded(float(shown(asset, row.move)), 4),
        "note": "the market was shut when the headline came" if shut else None,
    }
    if not math.isfinite(row.standardized):
        return record
    low, high = band(asset, row.before_price, row.usual)
    return record | {
        "times": rounded(row.standardized, 3),
        "alone": rounded(row.placebo_pvalue, 4),
        "counted": rounded(row.pvalue_all, 4),
        "from": int(row.before.timestamp()) - instant,
        "to": int(row.after.timestamp()) - instant,
        "low": low,
        "high": high,
    }


def band(asset: Asset, price: float, usual: float) -> tuple[float, float]:
    """Compute the prices one usual move below and above a price.

    Examples
    --------
    >>> from aftershock.markets import get_asset
    >>> band(get_asset("UST10Y"), 1.97, 3.0)
    (1.94, 2.0)
    """
    if asset.move == "difference":
        edges = price - usual / asset.scale, price + usual / asset.scale
    elif asset.move == "log":
        edges = price * math.exp(-usual), price * math.exp(usual)
    else:
        edges = price * (1.0 - usual), price * (1.0 + usual)
    places = price_decimals(asset) + 1
    return round(edges[0], places), round(edges[1], places)


def rounded(value: float, places: int) -> float | None:
    """Round a number; None for none."""
    return round(float(value), places) if math.isfinite(value) else None


def bar_columns(
    line: tuple[Any, FloatArray], instants: IntArray, reach: int, asset: Asset
) -> dict[str, list[Any]]:
    """Write the prices around the headlines, as short as they can be.

    ``steps`` are pairs of seconds from one to the next and how often in a row; ``values`` are changes of the known
    prices in their last printed digit, None for a gap.
    """
    ends, values = seconds(line[0]), line[1]
    kept = near(ends, instants, reach) & np.concatenate([[True], np.diff(ends) > 0])
    steps = np.diff(ends[kept], prepend=0)
    first = np.flatnonzero(np.diff(steps, prepend=-1))
    times = np.diff(first, append=steps.size)
    return {
        "steps": np.column_stack([steps[first], times]).tolist(),
        "values": tick_changes(values[kept], price_decimals(asset)),
    }


def tick_changes(values: FloatArray, places: int) -> list[int | None]:
    """Write prices as changes from each known one to the next, in units of the last digit; the first is whole.

    Examples
    --------
    >>> tick_changes(np.array([100.25, 100.5, np.nan, 100.0]), 2)
    [10025, 25, None, -50]
    """
    known = np.isfinite(values)
    ticks = np.rint(values[known] * 10.0**places).astype(np.int64)
    changes = iter(np.diff(ticks, prepend=0).tolist())
    return [next(changes) if there else None for there in known.tolist()]


def near(ends: IntArray, instants: IntArray, reach: int) -> Any:
    """Mark the bars no more than so many away from any headline."""
    first = np.searchsorted(ends, instants)
    steps = np.zeros(ends.size + 1, dtype=np.int64)
    np.add.at(steps, np.maximum(first - reach, 0), 1)
    np.add.at(steps, np.minimum(first + reach, ends.size), -1)
    return steps.cumsum()[:-1] > 0


def chosen_reach(lines: list[tuple[Any, FloatArray]], instants: IntArray) -> int:
    """Choose how many bars to show on each side of a headline, so that the page stays light."""
    reach = REACH
    while (
        reach > LEAST_REACH
        and sum(int(near(seconds(line[0]), instants, reach).sum()) for line in lines) > POINTS
    ):
        reach -= LEAST_REACH
    return reach


def first_shown(findings: Findings) -> int:
    """Choose the headline to open with: the one with the largest move against the usual in the main window."""
    assert findings.reactions is not None
    rows = findings.clock[findings.clock["window"] == findings.reactions.spec.main_window]
    sizes = rows["standardized"].abs()
    if not sizes.notna().any():
        return 0
    return int(rows["number"].to_numpy()[int(np.nanargmax(sizes.to_numpy()))]) - 1
