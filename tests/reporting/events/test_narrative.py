"""What the lead and the cards say, branch by branch, word for word."""

from collections.abc import Callable

import pytest

from aftershock.reporting.events.narrative import NOTHING, lead_sentence, verdict_cards
from aftershock.reporting.page import Card

Make = Callable[..., object]
NAN = float("nan")
GOLD = {"asset": "GOLD", "estimate": 0.0015, "detectable_all": 0.0074, "detectable": 0.0052}
BONDS = {"asset": "UST10Y", "estimate": -1.143, "detectable_all": 3.61, "detectable": 2.5, "std_error": 0.86}
AROUND = (
    "Around 75 dated events, from two sessions before the listed day to that day, the mean abnormal move was"
)


def plain(text: str) -> str:
    """The text with ordinary spaces and minus signs."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2212", "-")


def lead(make_found: Make, *rows: dict, **options: object) -> str:
    return plain(lead_sentence(make_found(rows, **options)))


def card(make_found: Make, **row: object) -> Card:
    (one,) = verdict_cards(make_found([row]))
    return Card(one.name, plain(one.move), plain(one.sentence), one.stands_out)


def test_the_only_mean_is_within_noise(make_found: Make) -> None:
    assert lead(make_found, {}) == (
        f"{AROUND} -0.11 % in the S&P 500: that cannot be told from noise. A mean of 0.61 % would have been seen four "
        "times in five."
    )


def test_one_is_unusual_alone(make_found: Make) -> None:
    told = lead(make_found, {"pvalue": 0.03, "pvalue_holm": 0.06}, GOLD)
    assert (
        "gold: only the one in the S&P 500 is unusual taken alone (p = 0.030), and with both tests counted it cannot "
        "be told from noise either (p = 0.060). Means of" in told
    )


def test_all_are_unusual_alone(make_found: Make) -> None:
    alone = {"pvalue": 0.03, "pvalue_holm": 0.06}
    told = lead(make_found, alone, GOLD | alone | {"pvalue": 0.04})
    assert (
        "gold: the ones in the S&P 500 and gold are unusual taken alone (p at most 0.040), and with both tests counted "
        "they cannot be told from noise either (smallest p = 0.060)." in told
    )


def test_the_only_mean_of_the_lead_is_unusual_alone(make_found: Make) -> None:
    elsewhere = {"group": "Act", "pvalue": 0.5}
    assert (
        "unusual taken alone (p = 0.030), but with both tests counted it cannot be told from noise (p = 0.060)."
        in (lead(make_found, {"pvalue": 0.03, "pvalue_holm": 0.06}, elsewhere))
    )


def test_one_event_cannot_be_judged(make_found: Make) -> None:
    row = {
        "n_events": 1,
        "pvalue": NAN,
        "pvalue_holm": NAN,
        "reason": "fewer than two events",
        "detectable_all": NAN,
    }
    assert lead(make_found, row) == (
        "Around one dated event, from two sessions before the listed day to that day, the mean abnormal move was "
        "-0.11 % in the S&P 500: that cannot be judged, for fewer than two events."
    )


def test_nothing_measured(make_found: Make) -> None:
    assert lead(make_found, {"estimate": NAN, "pvalue": NAN, "pvalue_holm": NAN}) == NOTHING


def test_card_says_what_counting_all_tests_does(make_found: Make) -> None:
    first, _ = verdict_cards(make_found([{}, GOLD]))
    assert "(p = 0.68; with both tests counted p = 1.00)" in plain(first.sentence)


def test_card_without_a_test(make_found: Make) -> None:
    row = {"pvalue": NAN, "pvalue_holm": NAN, "reason": "fewer than two events"}
    assert card(make_found, **row) == Card("S&P 500", "-0.11 %", "Not judged: fewer than two events.", None)


def test_card_without_a_move(make_found: Make) -> None:
    assert card(make_found, estimate=NAN) == Card("S&P 500", "–", "Not measured: no event has a move.", None)


@pytest.mark.parametrize("rows", [[{}], [{"pvalue": 0.03}], [{"pvalue": 0.001, "pvalue_holm": 0.001}]])
def test_no_sentence_says_that_an_event_caused_a_move(
    make_found: Make, causal_claims: Callable[..., list[str]], rows: list[dict]
) -> None:
    told = make_found(rows)
    texts = [lead_sentence(told), *(one.sentence for one in verdict_cards(told))]
    assert causal_claims(texts) == []
