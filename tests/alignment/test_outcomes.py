"""The closed set of outcomes and its counts."""

import pandas as pd

from aftershock.alignment import LOST, MEASURED, OUTCOMES, count_outcomes, outcome_table
from aftershock.typing import Outcome, options


def test_every_outcome_is_explained() -> None:
    assert sorted(OUTCOMES) == sorted(options(Outcome))


def test_every_explanation_is_a_sentence() -> None:
    assert all(text[0].isupper() and text.endswith(".") for text in OUTCOMES.values())


def test_nothing_measured_is_lost() -> None:
    assert not MEASURED & LOST


def test_merged_headlines_are_neither_measured_nor_lost() -> None:
    assert "merged_into_episode" not in MEASURED | LOST


def test_counts_follow_the_order_of_the_table() -> None:
    outcomes = pd.Series(["too_uncertain", "no_price", "used", "no_price"])
    assert list(count_outcomes(outcomes).items()) == [("used", 1), ("no_price", 2), ("too_uncertain", 1)]


def test_counts_of_nothing_are_empty() -> None:
    assert count_outcomes(pd.Series([], dtype="str")).empty


def test_table_counts_each_asset_by_hand_and_says_what_each_outcome_means() -> None:
    events = pd.DataFrame(
        [("SPX", "no_price"), ("GOLD", "used"), ("SPX", "used"), ("SPX", "used")],
        columns=["asset", "outcome"],
    )
    table = outcome_table(events)
    assert list(table.index) == ["used", "no_price"]
    assert table[["SPX", "GOLD"]].to_numpy().tolist() == [[2, 1], [1, 0]]
    assert table["meaning"].tolist() == [OUTCOMES["used"], OUTCOMES["no_price"]]


def test_table_of_no_pairs_has_no_rows() -> None:
    assert outcome_table(pd.DataFrame({"asset": [], "outcome": []}, dtype=object)).empty
