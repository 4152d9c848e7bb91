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
CAUSAL = (
    "because",
    "caused",
    "due to",
    "drove",
    "led to",
    "triggered",
    "sent ",
    "pushed",
    "made ",
    "reacted",
)


def plain(text: str) -> str:
    """The text with ordinary spaces and minus signs."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2212", "-")


def lead(make_found: Make, *rows: dict, **options: object) -> str:
    return plain(lead_sentence(make_found(rows, **options)))


def card(make_found: Make, **row: object) -> Card:
    (one,) = verdict_cards(make_found([row]))
    return Card(one.name, plain(one.move), plain(one.sentence), one.stands_out)


def test_nothing_stands_out(make_found: Make) -> None:
    assert lead(make_found, {}, BONDS, GOLD) == (
        f"{AROUND} -0.11 % in the S&P 500, -1.1 bp in the US Treasury 10-year yield and +0.15 % in gold: none of these "
        "can be told from noise with all three tests counted. Means of 0.61 %, 3.6 bp and 0.74 %, in this order, would "
        "have been seen four times in five."
    )


def test_the_only_mean_is_within_noise(make_found: Make) -> None:
    assert lead(make_found, {}) == (
        f"{AROUND} -0.11 % in the S&P 500: that cannot be told from noise. A mean of 0.61 % would have been seen four "
        "times in five."
    )


def test_one_of_several_stands_out(make_found: Make) -> None:
    assert lead(make_found, {"pvalue": 0.001, "pvalue_holm": 0.002}, GOLD) == (
        f"{AROUND} -0.11 % in the S&P 500 and +0.15 % in gold: the one in the S&P 500 is more than noise explains with "
        "both tests counted (p = 0.002); the other is not. A mean of 0.74 % in gold would have been seen four times in "
        "five."
    )


def test_all_stand_out(make_found: Make) -> None:
    certain = {"pvalue": 0.001, "pvalue_holm": 0.002}
    assert lead(make_found, certain, GOLD | certain | {"pvalue_holm": 0.02}) == (
        f"{AROUND} -0.11 % in the S&P 500 and +0.15 % in gold: each of these is more than noise explains with both "
        "tests counted (p at most 0.020)."
    )


def test_the_only_mean_stands_out(make_found: Make) -> None:
    assert lead(make_found, {"pvalue": 0.001, "pvalue_holm": 0.001}) == (
        f"{AROUND} -0.11 % in the S&P 500: that is more than noise explains (p = 0.001)."
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


def test_what_stands_out_in_a_group_is_told_when_the_whole_does_not(make_found: Make) -> None:
    threat = {
        "group": "Threat",
        "estimate": 0.021,
        "pvalue": 0.0004,
        "pvalue_holm": 0.001,
        "start": -3,
        "end": 1,
    }
    assert (
        "cannot be told from noise with both tests counted; in another window or group there is +2.12 % in the S&P 500 "
        "(Threat, [-3, +1], p = 0.001), more than noise explains." in lead(make_found, {}, threat)
    )


def test_what_stands_out_in_another_window_is_told_where_there_are_no_groups(make_found: Make) -> None:
    other = {"start": -3, "end": 1, "pvalue": 0.0004, "pvalue_holm": 0.0008}
    told = lead(make_found, {}, other, groups=(), windows=((-2, 0), (-3, 1)))
    assert (
        "; in another window than [-2, 0] there is -0.11 % in the S&P 500 (All, [-3, +1], p < 0.001)" in told
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


def test_card_within_noise(make_found: Make) -> None:
    assert card(make_found) == Card(
        "S&P 500",
        "-0.11 %",
        "Mean of 75 events, standard error 0.18 % (p = 0.68). Seen four times in five: a mean of 0.43 % taken alone, "
        "of 0.61 % with all tests counted.",
        False,
    )


def test_card_that_stands_out(make_found: Make) -> None:
    told = card(make_found, pvalue=0.001, pvalue_holm=0.001)
    assert (told.stands_out, told.sentence.endswith("More than noise explains.")) == (True, True)


def test_card_says_what_counting_all_tests_does(make_found: Make) -> None:
    first, _ = verdict_cards(make_found([{}, GOLD]))
    assert "(p = 0.68; with both tests counted p = 1.00)" in plain(first.sentence)


def test_card_without_a_test(make_found: Make) -> None:
    row = {"pvalue": NAN, "pvalue_holm": NAN, "reason": "fewer than two events"}
    assert card(make_found, **row) == Card("S&P 500", "-0.11 %", "Not judged: fewer than two events.", None)


def test_card_without_a_move(make_found: Make) -> None:
    assert card(make_found, estimate=NAN) == Card("S&P 500", "–", "Not measured: no event has a move.", None)


@pytest.mark.parametrize("rows", [[{}], [{"pvalue": 0.03}], [{"pvalue": 0.001, "pvalue_holm": 0.001}]])
def test_no_sentence_says_that_an_event_caused_a_move(make_found: Make, rows: list[dict]) -> None:
    told = make_found(rows)
    texts = [lead_sentence(told), *(one.sentence for one in verdict_cards(told))]
    assert not [word for word in CAUSAL for text in texts if word in text.lower()]
