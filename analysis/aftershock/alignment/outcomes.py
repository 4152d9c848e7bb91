"""What can become of a headline x asset pair, each in one sentence."""

from typing import Final

import pandas as pd

from aftershock.typing import Outcome

OUTCOMES: Final[dict[Outcome, str]] = {
    "used": "Measured at its own instant.",
    "market_closed_next_open": "The market was shut; the reaction is the change to its next price, later.",
    "merged_into_episode": "These prices cannot tell it from an earlier headline; measured once.",
    "no_price": "No price where one was needed.",
    "stale_price": "The price before or after the headline is too far from it in time.",
    "contract_change": "The future changed its contract in the window; that is no reaction.",
    "out_of_range": "The prices at hand do not reach to this headline.",
    "short_estimation": "Too few usable days to say what is normal.",
    "gap_in_window": "Measured, but some sessions of the window have no move.",
    "is_the_market": "The asset is itself the market of the model; nothing abnormal can be left.",
    "too_uncertain": "The stamp is too vague to say which session or bar it belongs to.",
}
MEASURED: Final[frozenset[Outcome]] = frozenset({"used", "market_closed_next_open"})
LOST: Final[frozenset[Outcome]] = frozenset({"no_price", "out_of_range", "too_uncertain", "stale_price"})


def outcome_text(outcomes: "pd.Series[str]") -> str:
    """Count the pairs by outcome in one line.

    Examples
    --------
    >>> outcome_text(pd.Series(["no_price", "used", "used"]))
    'used 2, no_price 1'
    """
    return ", ".join(f"{name} {count}" for name, count in count_outcomes(outcomes).items())


def count_outcomes(outcomes: "pd.Series[str]") -> "pd.Series[int]":
    """Count the pairs by outcome, in the order of the table above.

    Parameters
    ----------
    outcomes : Series of str
        One outcome a pair.

    Returns
    -------
    Series of int
        Indexed by outcome; outcomes that did not occur are left out.

    Examples
    --------
    >>> count_outcomes(pd.Series(["no_price", "used", "used"])).to_dict()
    {'used': 2, 'no_price': 1}
    """
    counts = outcomes.value_counts()
    return counts.reindex([name for name in OUTCOMES if name in counts.index]).rename("pairs")


def outcome_table(events: pd.DataFrame) -> pd.DataFrame:
    """Count what became of the headlines, asset by asset, with each outcome in words.

    Use it right after `align`, to see what can be measured before anything is.

    Parameters
    ----------
    events : DataFrame
        What `align` returned: one row per headline and asset, with ``asset`` and ``outcome``.

    Returns
    -------
    DataFrame
        One row an outcome that occurs, in the order of `OUTCOMES`; one column an asset, in the order of the events, and
        ``meaning``.

    Examples
    --------
    >>> events = pd.DataFrame({"asset": ["SPX", "GOLD"], "outcome": ["no_price", "used"]})
    >>> outcome_table(events)[["SPX", "GOLD"]].to_dict("index")
    {'used': {'SPX': 0, 'GOLD': 1}, 'no_price': {'SPX': 1, 'GOLD': 0}}
    """
    order = [name for name in OUTCOMES if (events["outcome"] == name).any()]
    counts = pd.crosstab(events["outcome"], events["asset"])
    table = counts.reindex(index=order, columns=events["asset"].unique())
    return table.rename_axis(columns=None).assign(meaning=[OUTCOMES[name] for name in order])
