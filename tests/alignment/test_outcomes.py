"""The closed set of outcomes and its counts."""

import pandas as pd

from aftershock.alignment import LOST, MEASURED, OUTCOMES, count_outcomes
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
