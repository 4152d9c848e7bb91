"""A fitted clock-time study as a notebook shows it."""

import pandas as pd

from aftershock.alignment.outcomes import outcome_text
from aftershock.reprs import html_table

COLUMNS = ("asset", "window", "headlines", "measured", "largest at", "move", "in usual moves", "unit")


def windows_html(windows: pd.DataFrame, outcomes: "pd.Series[str]", *, interval: str) -> str:
    """Show the largest move of each asset and window, and what became of the rows.

    Parameters
    ----------
    windows : DataFrame
        One row per asset and window, as ``to_frame("window")`` gives them.
    outcomes : Series of str
        One a headline, asset and window.
    interval : str
        Distance of the bars.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> "used 2" in windows_html(pd.DataFrame(), pd.Series(["used", "used"]), interval="1h")
    True
    """
    return html_table(
        COLUMNS,
        windows.itertuples(index=False, name=None),
        caption=f"Clock-time study, bars of {interval}",
        notes=[
            f"Rows by outcome: {outcome_text(outcomes)}.",
            "The largest of many moves is large by choice: test() and adjusted() say whether it stands out.",
        ],
    )
