"""The words of a report: one golden sentence for every branch, and nothing in them that claims a cause."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from aftershock.alignment import OUTCOMES
from aftershock.reporting.findings import Findings, lead_session
from aftershock.reporting.narrative import lead_sentence, session_sentence, standfirst, verdict_cards

MakeFindings = Callable[..., Findings]
CausalClaims = Callable[..., list[str]]

GOLD = {"asset": "GOLD", "move": 0.016177, "numbers": (1, 2)}
YIELD = {"asset": "UST10Y", "move": -6.0, "unit": "bp", "noticeable": 8.7}
WTI = {"asset": "WTI", "move": -0.020495, "noticeable": 0.046}
ALONE = {"sample_quantile_pvalue": 0.045, "pvalue_holm": 0.45}
CERTAIN = {"sample_quantile_pvalue": 0.005, "pvalue_holm": 0.02}
NONE = {"move": float("nan"), "sample_quantile_pvalue": float("nan"), "pvalue_holm": float("nan")}


def plain(text: str) -> str:
    """Spaces that keep a line together, as ordinary ones."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def lead(findings: Findings) -> str:
    return plain(lead_sentence(findings))


def paragraphs(findings: Findings) -> list[str]:
    return [plain(text) for text in standfirst(findings)]


def test_lead_never_prints_a_pvalue_of_zero(make_findings: MakeFindings) -> None:
    tiny = {"sample_quantile_pvalue": 1e-5, "pvalue_holm": 1e-5}
    assert lead(make_findings([tiny, GOLD | tiny])).endswith("with both tests counted (p < 0.001).")


def test_lead_when_several_moves_are_unusual_alone(make_findings: MakeFindings) -> None:
    other = GOLD | {"sample_quantile_pvalue": 0.03, "pvalue_holm": 0.09}
    assert lead(make_findings([ALONE, other, YIELD])).endswith(
        ": only the fall in the S&P 500 and the rise in gold are unusual taken alone (p at most 0.045), and with all "
        "three tests counted they cannot be told from noise either (smallest p = 0.090)."
    )


def test_lead_refuses_to_judge_what_no_move_could_reach(make_findings: MakeFindings) -> None:
    short = {"n_estimation": 70.0}
    assert lead(make_findings([short, GOLD | short])).endswith(
        ": with 70 quiet days and two tests no move at all could have stood out, so this says nothing; that takes an "
        "estimation window of at least 80 days."
    )


@pytest.mark.parametrize("tests", [1, 2, 7, 10, 33])
def test_window_asked_for_is_the_shortest_that_could_tell(make_findings: MakeFindings, tests: int) -> None:
    rows = [{"n_estimation": 10.0, "event_id": f"2022-02-{day + 1:02d}"[:10]} for day in range(tests)]
    found = re.search(r"at least ([\d,]+) days", session_sentence(make_findings(rows), "2022-02-01"))
    assert found is not None
    days = int(found[1].replace(",", ""))
    assert tests * 2 / (days + 1) < 0.05 <= tests * 2 / days


def test_lead_of_one_asset_out_of_reach_counts_no_tests(make_findings: MakeFindings) -> None:
    assert lead(make_findings([GOLD | {"n_estimation": 30.0}])).endswith(
        "with 30 quiet days no move at all could have stood out, so this says nothing; that takes an estimation window "
        "of at least 40 days."
    )


def test_lead_of_one_headline(make_findings: MakeFindings) -> None:
    assert lead(make_findings([GOLD | {"numbers": (1,)}], headlines=1)).startswith(
        "On 17 February 2022, the session of the headline, gold rose 1.63 %"
    )


def test_lead_says_for_which_asset_a_session_took_in_another_number_of_headlines(
    make_findings: MakeFindings,
) -> None:
    fourteen = {"numbers": tuple(range(1, 15))}
    found = make_findings([fourteen, YIELD | fourteen, GOLD | {"numbers": tuple(range(1, 14))}], headlines=17)
    assert "the session of 14 of the 17 headlines (13 for gold), " in lead(found)


def test_lead_counts_few_headlines_in_words(make_findings: MakeFindings) -> None:
    assert "the session of two of the five headlines, " in lead(make_findings([{}], headlines=5))


def test_lead_without_any_measured_move(make_findings: MakeFindings) -> None:
    assert lead(make_findings([NONE | {"outcome": "short_estimation"}])) == (
        "No session move could be measured for these headlines; the outcomes below say why, pair by pair."
    )


def test_lead_without_any_session(make_findings: MakeFindings) -> None:
    assert lead(make_findings([])).startswith("No session move could be measured")


def test_lead_of_a_move_without_history(make_findings: MakeFindings) -> None:
    unjudged = {"sample_quantile_pvalue": float("nan"), "pvalue_holm": float("nan")}
    assert lead(make_findings([unjudged])).endswith(
        ": with so little history, nothing can be said of what that is worth."
    )


def test_move_that_rounds_to_nothing_is_none(make_findings: MakeFindings) -> None:
    assert "the US Treasury 10-year yield did not move:" in lead(make_findings([YIELD | {"move": -0.4}]))


def test_yield_is_told_in_basis_points_and_never_in_per_cent(make_findings: MakeFindings) -> None:
    assert "fell 6 bp" in lead(make_findings([YIELD]))
    assert "%" not in lead(make_findings([YIELD]))


def test_lead_speaks_first_of_a_session_with_a_certain_move() -> None:
    rows = pd.DataFrame(
        {
            "event_id": ["a", "b"],
            "move": 0.01,
            "pvalue_holm": [0.4, 0.01],
            "numbers": [(1, 2, 3), (4,)],
        }
    )
    assert lead_session(rows) == "b"


def test_lead_does_not_speak_of_a_session_without_a_move_while_another_has_one() -> None:
    rows = pd.DataFrame(
        {
            "event_id": ["a", "b"],
            "move": [float("nan"), 0.01],
            "pvalue_holm": [float("nan"), 0.4],
            "numbers": [(1, 2, 3), (4,)],
        }
    )
    assert lead_session(rows) == "b"


def test_other_sessions_follow_and_the_rest_are_counted(make_findings: MakeFindings) -> None:
    days = [{"event_id": f"2022-02-{day}", "numbers": (1,)} for day in (17, 18, 22, 23, 24, 25)]
    told = paragraphs(make_findings(days))
    assert [text[:19] for text in told[:3]] == [f"On {day} February 2022"[:19] for day in (18, 22, 23)]
    assert told[3] == "Two more sessions are in the table of moves by session."


def test_one_session_more_than_fits_is_in_the_singular(make_findings: MakeFindings) -> None:
    days = [{"event_id": f"2022-02-{day}", "numbers": (1,)} for day in (17, 18, 22, 23, 24)]
    assert paragraphs(make_findings(days))[3] == "One more session is in the table of moves by session."


def test_sessions_that_could_not_have_stood_out_are_told_once(make_findings: MakeFindings) -> None:
    short = {"n_estimation": 30.0, "rank": 1.0, "sample_quantile_pvalue": 0.06, "pvalue_holm": 1.0}
    days = [short | {"event_id": f"2022-02-{day}", "numbers": (1,)} for day in (17, 18, 22)]
    found = make_findings(days)
    assert "no move at all could have stood out" in lead_sentence(found)
    assert paragraphs(found) == ["Two more sessions are in the table of moves by session."]


def test_session_follows_a_clock_move_that_leads(make_findings: MakeFindings) -> None:
    found = make_findings([{}], [{"pvalue_all": 0.01}], windows=["0/+60min"])
    assert "for that hour and day: that stands out from noise" in lead_sentence(found)
    assert paragraphs(found)[0].startswith("On 17 February 2022, the session of both headlines")


def test_gaps_are_told_under_the_lead(make_findings: MakeFindings) -> None:
    gap = "No clock-time results. The source has no bars."
    assert paragraphs(make_findings([{}], gaps=(gap,))) == [gap]


def test_standfirst_has_the_paragraphs_on_both_sides_of_the_prints(make_findings: MakeFindings) -> None:
    clock = [{}, {"window": "-60min/0", "standardized": 0.5}]
    told = paragraphs(make_findings([{}], clock, windows=["-60min/0", "0/+60min", "0/close"]))
    assert [text.split(",")[0] for text in told] == [
        "Against the usual for its time of day",
        "Before the prints",
    ]


def test_standfirst_without_a_window_before_has_none_on_it(make_findings: MakeFindings) -> None:
    assert len(paragraphs(make_findings([{}], [{}], windows=["0/+60min", "0/close"]))) == 1


def test_card_of_a_move_unusual_alone(make_findings: MakeFindings) -> None:
    card = verdict_cards(make_findings([ALONE, GOLD, YIELD]))[0]
    assert plain(card.sentence) == (
        "11th largest abnormal move of 401 sessions (p = 0.045). Unusual taken alone; with all three tests counted "
        "p = 0.45."
    )
    assert card.stands_out is False


def test_card_of_a_move_within_noise_says_what_would_have_been_unusual(make_findings: MakeFindings) -> None:
    (card,) = verdict_cards(make_findings([YIELD]))
    assert plain(card.move) == "−6 bp"
    assert plain(card.sentence) == (
        "11th largest abnormal move of 401 sessions (p = 0.40). Beyond about 9 bp either way it would be unusual taken "
        "alone."
    )


def test_card_with_too_little_history_for_any_finding(make_findings: MakeFindings) -> None:
    (card,) = verdict_cards(make_findings([{"n_estimation": 30.0, "noticeable": float("nan")}]))
    assert card.sentence.endswith("There is too little history to find anything.")


def test_card_of_an_asset_not_measured_says_why(make_findings: MakeFindings) -> None:
    card = verdict_cards(make_findings([{}, GOLD | NONE | {"outcome": "no_price"}]))[1]
    assert (card.name, card.move, card.stands_out) == ("Gold", "–", None)
    assert card.sentence == f"Not measured. {OUTCOMES['no_price']}"


def test_card_of_an_asset_whose_prices_end_before_says_so(make_findings: MakeFindings) -> None:
    beyond = GOLD | NONE | {"event_id": "", "session": pd.NaT, "outcome": "out_of_range"}
    card = verdict_cards(make_findings([{}, beyond]))[1]
    assert (card.name, card.sentence) == ("Gold", f"Not measured. {OUTCOMES['out_of_range']}")


def test_card_shows_the_move_of_an_asset_that_also_lost_a_headline(make_findings: MakeFindings) -> None:
    vague = NONE | {"outcome": "too_uncertain", "numbers": (2,)}
    (card,) = verdict_cards(make_findings([vague, {}]))
    assert plain(card.move) == "−2.12 %"


def test_card_of_a_move_not_judged_says_why(make_findings: MakeFindings) -> None:
    unjudged = {
        "sample_quantile_pvalue": float("nan"),
        "pvalue_holm": float("nan"),
        "outcome": "gap_in_window",
    }
    (card,) = verdict_cards(make_findings([unjudged]))
    assert (plain(card.move), card.stands_out) == ("−2.12 %", None)
    assert card.sentence == f"Not judged. {OUTCOMES['gap_in_window']}"


@pytest.mark.parametrize("worth", [{}, ALONE, CERTAIN, NONE, {"n_estimation": 30.0}], ids=str)
@pytest.mark.parametrize("large", [0.5, 9.0])
def test_no_sentence_claims_a_cause(
    make_findings: MakeFindings, causal_claims: CausalClaims, worth: dict[str, object], large: float
) -> None:
    clock = [{}, {"window": "-60min/0", "standardized": large}, {"outcome": "market_closed_next_open"}]
    windows = ["-60min/0", "0/+60min", "0/close"]
    found = make_findings([worth, GOLD | worth, YIELD], clock, windows=windows)
    cards = [card.sentence for card in verdict_cards(found)]
    assert causal_claims([lead_sentence(found), *standfirst(found), *cards]) == []


def test_no_sentence_of_the_embedded_study_has_a_hole(demo: Findings) -> None:
    text = " ".join(
        [lead_sentence(demo), *standfirst(demo), *(card.sentence for card in verdict_cards(demo))]
    )
    assert "nan" not in text.lower().replace("finance", "")


def test_one_card_for_every_daily_asset_of_the_embedded_study(demo: Findings) -> None:
    assert [card.name for card in verdict_cards(demo)] == [
        demo.assets[symbol].name for symbol in demo.daily.symbols
    ]
