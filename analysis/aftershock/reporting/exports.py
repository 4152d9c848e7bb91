"""The results as files for programs: one tidy table, as CSV and as JSON with its glossary."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from aftershock.markets import shown
from aftershock.reporting.findings import Findings, each
from aftershock.reporting.glossary import GLOSSARY
from aftershock.reporting.wording import numbers_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")
CLOSED = "\n}"
CLOCK_WINDOW = re.compile(r"[+-]?\d+(s|min|h)?/([+-]?\d+(s|min|h)?|close)")


def results_frame(findings: Findings) -> pd.DataFrame:
    """Lay out everything measured, and everything that was not, in one table.

    Parameters
    ----------
    findings : Findings
        Everything that was computed.

    Returns
    -------
    DataFrame
        Columns are those of the glossary, in its order; session rows first. Native units, named in ``unit``.
    """
    parts = [session_rows(findings)]
    if findings.reactions is not None:
        parts.append(clock_rows(findings))
    frame = pd.concat([part.astype(object) for part in parts], ignore_index=True)
    frame["move_shown"] = [shown_move(findings, row) for row in each(frame)]
    frame["unit_shown"] = [findings.assets[symbol].unit for symbol in frame["asset"]]
    return frame.reindex(columns=list(GLOSSARY))


def session_rows(findings: Findings) -> pd.DataFrame:
    """Rename the session-time findings to the glossary's columns."""
    frame = findings.sessions.rename(
        columns={
            "event_id": "event",
            "estimate": "abnormal",
            "statistic": "standardized",
            "pvalue": "pvalue_t",
            "sample_quantile_pvalue": "pvalue",
            "market_estimate": "abnormal_market",
            "market_sample_quantile_pvalue": "pvalue_market",
        }
    )
    first = [numbers[0] if numbers else None for numbers in frame["numbers"]]
    by_number = findings.heads.set_index("number")
    return frame.assign(
        study="sessions",
        event=frame["event"].replace("", None),
        window="[0, 0]",
        headlines=[numbers_text(numbers) for numbers in frame["numbers"]],
        headline=[by_number["headline"].get(at, "") for at in first],
        instant=[by_number["instant"].get(at, pd.NaT) for at in first],
        session=pd.DatetimeIndex(frame["session"]).strftime("%Y-%m-%d"),
    )


def clock_rows(findings: Findings) -> pd.DataFrame:
    """Rename the clock-time findings to the glossary's columns."""
    frame = findings.clock
    return frame.assign(
        study="clock",
        event=frame["headline_id"],
        headlines=frame["number"].astype(str),
        headline=frame["headline_id"].map(findings.heads["headline"]),
        merged_into=frame["merged_number"],
        delay_minutes=frame["delay"].dt.total_seconds() / 60,
        half_minutes=frame["to_half"].dt.total_seconds() / 60,
        most_minutes=frame["to_most"].dt.total_seconds() / 60,
    )


def shown_move(findings: Findings, row: Any) -> float:
    """Turn a native move into the printed number."""
    return round(float(shown(findings.assets[row.asset], float(row.move))), 6)


def csv_text(frame: pd.DataFrame) -> str:
    r"""Write a frame as CSV that a spreadsheet opens without running anything.

    Texts that begin like a formula get an apostrophe in front, names of columns too; numbers and clock windows
    such as -60min/0 are left alone.

    Parameters
    ----------
    frame : DataFrame
        Any frame.

    Returns
    -------
    str
        UTF-8 text with Unix line ends; missing is empty.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"headline": ["=1+1", "Talks"], "move": [-0.5, float("nan")]}))
    "headline,move\n'=1+1,-0.5\nTalks,\n"
    """
    cells = [[neutralised(plain(value)) for value in row] for row in frame.astype(object).to_numpy()]
    names = [neutralised(str(name)) for name in frame.columns]
    written = pd.DataFrame(cells, columns=names, dtype=object)
    return str(written.to_csv(index=False, lineterminator="\n"))


def neutralised(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run, and end its lines as Unix does."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not CLOCK_WINDOW.fullmatch(text) else text


def plain(value: Any) -> Any:
    """Turn a cell into what JSON can hold: ISO instants, rounded numbers, None for missing.

    Examples
    --------
    >>> plain(pd.Timestamp("2022-02-17T10:10+01:00")), plain(float("nan")), plain(0.1 + 0.2)
    ('2022-02-17T09:10:00Z', None, 0.3)
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return instant_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, float):
        return whole_or_rounded(value)
    return value.item() if isinstance(value, np.generic) else value


def instant_text(value: pd.Timestamp) -> str:
    """Write an instant in UTC to its last unit, and a session's label as its date."""
    if value.tzinfo is None:
        return value.strftime("%Y-%m-%d")
    return value.tz_convert("UTC").isoformat().replace("+00:00", "Z")


def whole_or_rounded(value: float) -> float | int:
    """Keep ten significant digits, so that the last bits of a platform do not show."""
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def json_text(frame: pd.DataFrame, *, glossary: Mapping[str, str] = GLOSSARY) -> str:
    """Write a results frame as JSON together with the meaning of its columns.

    Parameters
    ----------
    frame : DataFrame
        Columns of the glossary.
    glossary : mapping of str to str
        What each column means.

    Returns
    -------
    str
        An object with ``glossary`` and ``results``; missing is null.

    Examples
    --------
    >>> json.loads(json_text(pd.DataFrame({"asset": ["SPX"], "move": [float("nan")]})))["results"]
    [{'asset': 'SPX', 'move': None}]
    """
    told = {column: glossary[column] for column in frame.columns}
    text = json.dumps({"glossary": told, "results": []}, ensure_ascii=False, indent=1)
    rows = [{str(key): plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
    listed = ",".join(f"\n  {record_text(row)}" for row in rows)
    return f"{text.removesuffix(']' + CLOSED)}{listed}\n ]{CLOSED}\n" if rows else f"{text}\n"


def record_text(row: Mapping[str, Any]) -> str:
    r"""Write one row as JSON with a line a column.

    Without an indent of its own the encoder is several times faster.

    Examples
    --------
    >>> record_text({"asset": "SPX", "move": None})
    '{\n   "asset": "SPX",\n   "move": null\n  }'
    """
    text = json.dumps(row, ensure_ascii=False, separators=(",\n   ", ": "))
    return f"{{\n   {text[1:-1]}\n  }}"
