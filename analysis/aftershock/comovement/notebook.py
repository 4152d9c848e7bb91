"""Results of how assets moved together, as a notebook shows them: a short table, and what it means in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from aftershock.reprs import html_table


@dataclass(frozen=True, slots=True)
class View:
    """Hold the caption of a result and, for each column to show, its heading."""

    caption: str
    columns: Mapping[str, str]


VIEWS = MappingProxyType(
    {
        "war_risk": View(
            "What moves with the news, by asset",
            {
                "asset": "asset",
                "estimate": "estimate",
                "low": "set from",
                "high": "to",
                "shape": "shape",
                "unit": "unit",
            },
        ),
        "calm_news": View(
            "Correlation in calm and in news times",
            {
                "first": "first",
                "second": "second",
                "calm": "calm",
                "news": "news",
                "adjusted": "news, adjusted",
            }
            | {"difference": "adjusted less calm", "difference_low": "from", "difference_high": "to"}
            | {"pvalue": "p-value"},
        ),
        "reaction_correlation": View(
            "Correlation of reactions",
            {"first": "first", "second": "second", "correlation": "correlation", "low": "from", "high": "to"}
            | {"n": "episodes", "n_dates": "dates", "reason": "no number, why"},
        ),
        "reaction_components": View(
            "Principal components of reactions",
            {"component": "component", "asset": "asset", "loading": "loading", "share": "share of variance"}
            | {"share_low": "from", "share_high": "to"},
        ),
        "risk_off": View(
            "Risk-off scores, by episode",
            {"episode": "episode", "score": "score", "pvalue": "p-value", "adjusted_pvalue": "adjusted"}
            | {"word": "word", "reason": "no word, why"},
        ),
        "flights": View(
            "Flights to safety, and the corners of the plane of both moves",
            {
                "corner": "rows",
                "n": "count",
                "share": "share",
                "low": "from",
                "high": "to",
                "n_spells": "spells",
            },
        ),
        "drifting": View(
            "Correlation over time, the last rows",
            {"row": "row", "correlation": "correlation", "low": "from", "high": "to"}
            | {"band_low": "whole line from", "band_high": "to"},
        ),
        "lead_lag": View(
            "Correlation by shift in time",
            {"lag": "lag", "correlation": "correlation", "low": "from", "high": "to"},
        ),
        "cross_correlation": View(
            "Correlation by lag",
            {"lag": "lag", "correlation": "correlation", "low": "from", "high": "to"}
            | {"null_low": "if zero, from", "null_high": "to", "n": "n"},
        ),
        "projection": View(
            "Response by horizon",
            {
                "asset": "asset",
                "horizon": "horizon",
                "estimate": "estimate",
                "conf_low": "from",
                "conf_high": "to",
            }
            | {"detectable": "detectable", "unit": "unit"},
        ),
        "granger": View(
            "Does one help to foresee the other?",
            {"asset": "asset", "direction": "direction", "statistic": "statistic", "pvalue": "p-value"}
            | {"adjusted_pvalue": "adjusted", "n_rows": "rows", "reason": "no number, why"},
        ),
        "analogues": View(
            "What followed earlier episodes that looked alike",
            {"asset": "asset", "rows": "rows", "n": "n", "q25": "lower quarter", "median": "median"}
            | {"q75": "upper quarter", "share_up": "share up", "unit": "unit"},
        ),
    }
)


def result_html(view: str, table: pd.DataFrame, words: str) -> str:
    """Show the chosen columns of a table of results, and its summary below.

    Parameters
    ----------
    view : str
        Name of the view that says which columns are shown, and under which headings.
    table : DataFrame
        The table, as ``to_frame`` of the result gives it; levels of the index that have a name count as columns.
    words : str
        The summary; each line becomes a paragraph.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> table = pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]}, index=pd.Index(["0 s"], name="lag"))
    >>> "0 s" in result_html("lead_lag", table, "One line.")
    True
    """
    chosen = VIEWS[view]
    named = table.reset_index() if table.index.name is not None else table
    rows = named[list(chosen.columns)].itertuples(index=False, name=None)
    notes = [line.strip() for line in words.splitlines()]
    return html_table(list(chosen.columns.values()), rows, caption=chosen.caption, notes=notes)


def matrix_html(table: pd.DataFrame, words: str) -> str:
    """Show a table with a row an episode and a column an asset.

    Examples
    --------
    >>> matrix_html(pd.DataFrame({"GOLD": [0.5]}, index=["2022-02-24"]), "One episode").count("<td")
    2
    """
    rows = [(str(label), *values) for label, values in zip(table.index, table.to_numpy(), strict=True)]
    heads = ["episode", *map(str, table.columns)]
    return html_table(heads, rows, caption="Reactions, one row an episode", notes=[words])
