"""A fitted session-time study as a notebook shows it."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from aftershock.alignment.outcomes import outcome_text
from aftershock.reprs import html_table

COLUMNS = ("asset", "events", "window", "mean", "95 % from", "to", "p-value", "test", "unit")


def means_html(
    means: pd.DataFrame, tests: Callable[..., pd.DataFrame], outcomes: "pd.Series[str]", *, title: str
) -> str:
    """Show the mean move of each asset with its interval and test, and what became of the pairs.

    Parameters
    ----------
    means : DataFrame
        One row per asset and window, as ``to_frame("window")`` gives them.
    tests : callable
        ``tests`` of the results, asked why a number is missing.
    outcomes : Series of str
        One a pair.
    title : str
        Line above.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> "no_price 1" in means_html(pd.DataFrame(), print, pd.Series(["no_price"]), title="A study")
    True
    """
    rows: Any = means.itertuples(index=False)
    cells = [
        (row.asset, row.n_events, f"[{row.start}, {row.end}]", row.estimate, row.conf_low, row.conf_high)
        + (row.pvalue, row.method, row.unit)
        for row in rows
    ]
    notes = [f"Pairs by outcome: {outcome_text(outcomes)}.", *missing_notes(means, tests)]
    return html_table(COLUMNS, cells, caption=title, notes=notes)


def missing_notes(means: pd.DataFrame, tests: Callable[..., pd.DataFrame]) -> list[str]:
    """Say of each asset without a p-value why there is none, once for each reason."""
    reasons: dict[str, list[str]] = {}
    rows: Any = means.itertuples(index=False)
    for row in rows:
        if pd.isna(row.pvalue):
            table = tests(window=(row.start, row.end), asset=row.asset)
            reasons.setdefault(str(table.loc[row.method, "reason"]), []).append(str(row.asset))
    return [f"No p-value of {', '.join(assets)}: {reason}." for reason, assets in reasons.items()]
