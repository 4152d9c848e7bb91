"""Sentences on the moves after the prints and before them."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aftershock.reactions import ClockWindow
from aftershock.reporting.findings import Findings
from aftershock.reporting.prints import after_paragraph, before_paragraph, clock_lead, run_up_paragraph

MakeFindings = Callable[..., Findings]

AFTER, BEFORE = ClockWindow.parse("0/+60min"), ClockWindow.parse("-60min/0")
WINDOWS = ["-60min/0", "0/+60min", "0/close"]
GOLD_BEFORE = {
    "asset": "GOLD",
    "number": 2,
    "window": "-60min/0",
    "before": pd.Timestamp("2022-02-18T01:00Z"),
    "after": pd.Timestamp("2022-02-18T02:00Z"),
    "move": -0.0049,
    "standardized": -4.5,
    "placebo_pvalue": 0.02,
    "n_larger": 0,
}
UNJUDGED = {"placebo_pvalue": float("nan"), "placebo_reason": "few_placebos"}
ONLY = "It is the only such move; with every clock test counted p = 0.90."
SPX_BESIDE = GOLD_BEFORE | {"asset": "SPX", "move": 0.0056, "standardized": 3.1}
TOLD = (
    "gold −0.49 % over 02:00–03:00 CET (01:00–02:00 UTC) on 18 February, before headline 2 was printed, 4.5 times the "
    "usual for that hour and day (none of 49 other windows of its day was as large, p = 0.020)"
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def after(make_findings: MakeFindings, *clock: dict[str, Any], zone: str = "Europe/Berlin") -> str:
    return plain(after_paragraph(make_findings([{}], clock, windows=WINDOWS, zone=zone), AFTER))


def before(make_findings: MakeFindings, *clock: dict[str, Any], windows: list[str] = WINDOWS) -> str:
    return plain(before_paragraph(make_findings([{}], clock, windows=windows), BEFORE))


def test_after_alone_and_larger_than_any_of_its_day(make_findings: MakeFindings) -> None:
    rare = {"standardized": 9.6, "n_larger": 0, "placebo_pvalue": 0.02}
    text = after(make_findings, rare, {"standardized": 0.1})
    assert (
        "around headline 1, 9.6 times the usual for that hour and day (none of 49 other windows of its day was as "
        "large, p = 0.020)."
    ) in text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("days_before", "2.2 times the usual for that hour on the days before"),
        ("like_gaps", "2.2 times the usual gap"),
    ],
)
def test_after_says_what_the_usual_is_that_of(make_findings: MakeFindings, source: str, words: str) -> None:
    assert words in after(make_findings, {"usual_from": source})


def test_after_with_one_other(make_findings: MakeFindings) -> None:
    assert "(one other came in that span)" in after(make_findings, {"n_others": 1})


def test_after_over_a_closure_says_that_the_market_was_shut_and_on_which_days(
    make_findings: MakeFindings,
) -> None:
    shut = {
        "outcome": "market_closed_next_open",
        "before": pd.Timestamp("2022-02-16T22:00Z"),
        "after": pd.Timestamp("2022-02-17T15:00Z"),
        "n_others": 2,
    }
    assert (
        "−1.05 % from 23:00 CET on 16 February to 16:00 CET on 17 February (22:00–15:00 UTC) around headline 1 (the "
        "market was shut when it came; two others came in that span), 2.2 times"
    ) in after(make_findings, shut)


def test_after_on_the_clock_of_utc_names_it_once(make_findings: MakeFindings) -> None:
    assert "over 09:00–11:00 UTC on 17 February around" in after(make_findings, {}, zone="UTC")


def test_after_says_that_it_was_judged_by_all_days(make_findings: MakeFindings) -> None:
    many = {"placebo_from": "all_days", "n_placebos": 2629, "n_larger": 1}
    assert "(one of 2,629 other windows of all days was as large, p = 0.20)" in after(make_findings, many)


def test_after_counts_what_chance_would_bring(make_findings: MakeFindings) -> None:
    rows = [{"standardized": 0.1, "placebo_pvalue": 0.9}] * 47
    also = [{"standardized": 2.0, "placebo_pvalue": 0.03}] * 2
    assert after(make_findings, {}, *also, *rows).endswith(
        "Of the 50 such moves, all can be judged; two are unusual taken alone, where chance "
        "alone would bring about two, and with every clock test counted none stands out."
    )


def test_after_says_where_no_move_could_have_stood_out(make_findings: MakeFindings) -> None:
    few = {"placebo_from": "all_days", "n_placebos": 20, "n_larger": 0, "placebo_pvalue": 1 / 21}
    assert after(make_findings, few, few | {"number": 2, "standardized": 0.3}).endswith(
        "and with every clock test counted none could have stood out, however large: there are too few other windows "
        "for so many tests."
    )


def test_after_does_not_say_so_where_one_could_have(make_findings: MakeFindings) -> None:
    many = {"placebo_from": "all_days", "n_placebos": 2629, "n_larger": 600}
    text = after(make_findings, many, many | {"number": 2, "standardized": 0.3})
    assert text.endswith("with every clock test counted none stands out.")


def test_after_names_what_stands_out_with_all_counted(make_findings: MakeFindings) -> None:
    sure = {"placebo_pvalue": 0.004, "pvalue_all": 0.01}
    gold = sure | {"asset": "GOLD", "number": 2}
    assert after(make_findings, sure, {}).endswith(
        "one is unusual taken alone, where chance alone would bring less than one, and with every clock test counted "
        "the S&P 500 around headline 1 stands out."
    )
    assert after(make_findings, sure, gold).endswith(
        "the S&P 500 around headline 1 and gold around headline 2 stand out."
    )


def test_after_counts_what_stands_out_where_it_is_many(make_findings: MakeFindings) -> None:
    assert after(make_findings, *[{"pvalue_all": 0.01}] * 4).endswith("four stand out.")


def test_after_says_that_some_cannot_be_judged(make_findings: MakeFindings) -> None:
    text = after(make_findings, {}, UNJUDGED, UNJUDGED)
    assert "Of the three such moves, one can be judged; none is unusual" in text


def test_after_says_why_none_can_be_judged(make_findings: MakeFindings) -> None:
    assert after(make_findings, UNJUDGED, UNJUDGED).endswith(
        "2.2 times the usual for that hour and day. None of the two such moves can be judged; for "
        "most, too few windows of any day are as long, clear of other headlines and of closures."
    )


def test_after_says_why_the_only_one_cannot_be_judged(make_findings: MakeFindings) -> None:
    assert after(make_findings, UNJUDGED | {"placebo_reason": "unreachable"}).endswith(
        "It cannot be judged: with so few windows to compare with, no move could reach the level."
    )


def test_after_of_a_single_window_counts_all_tests(make_findings: MakeFindings) -> None:
    assert after(make_findings, {}).endswith(
        "It is the only such move; with every clock test counted p = 0.90."
    )


def test_after_leaves_out_what_was_not_measured(make_findings: MakeFindings) -> None:
    stale = {"outcome": "stale_price", "standardized": 99.0}
    merged = {"outcome": "merged_into_episode", "standardized": 99.0}
    unknown = {"standardized": float("nan")}
    assert "It is the only such move" in after(make_findings, {}, stale, merged, unknown)


def test_after_without_anything_comparable(make_findings: MakeFindings) -> None:
    assert after(make_findings, {"standardized": float("nan")}) == (
        "No move after a headline could be compared with the usual for its time of day; the appendix says why, pair by "
        "pair."
    )


def test_before_larger_than_any_move_after(make_findings: MakeFindings) -> None:
    assert before(make_findings, {}, GOLD_BEFORE) == (
        "Against the usual for its time of day, the largest move of all came before a print, in a span without any "
        f"other headline: {TOLD}. {ONLY} Either the news was out before this source "
        "printed it, or the move had nothing to do with the headline."
    )


def test_before_names_nothing_beside_that_is_no_larger_than_a_move_after(make_findings: MakeFindings) -> None:
    assert "beside" not in before(make_findings, {"standardized": 3.2}, GOLD_BEFORE, SPX_BESIDE)


def test_before_names_nothing_beside_from_another_headline(make_findings: MakeFindings) -> None:
    assert "beside" not in before(make_findings, {}, GOLD_BEFORE, SPX_BESIDE | {"number": 1})


def test_before_smaller_than_a_move_after(make_findings: MakeFindings) -> None:
    assert before(make_findings, {"standardized": 9.6}, GOLD_BEFORE) == (
        "Before the prints, in spans without any other headline, no move was larger against the usual than after "
        f"them; the largest was {TOLD}. {ONLY}"
    )


def test_before_is_compared_with_every_window_after(make_findings: MakeFindings) -> None:
    to_the_close = {"window": "0/close", "standardized": 5.0}
    assert "no move was larger against the usual than after them" in before(
        make_findings, {}, to_the_close, GOLD_BEFORE
    )


def test_before_without_a_window_after_compares_with_none(make_findings: MakeFindings) -> None:
    assert before(make_findings, GOLD_BEFORE, windows=["-60min/0"]) == (
        f"Before the prints, in spans without any other headline, the largest move against the usual was {TOLD}. {ONLY}"
    )


def test_before_with_another_headline_in_the_span_is_left_out(make_findings: MakeFindings) -> None:
    assert before(make_findings, {}, GOLD_BEFORE | {"n_others": 1}) == ""


def test_before_with_nothing_measured_says_nothing(make_findings: MakeFindings) -> None:
    assert before(make_findings, {}) == ""


@pytest.mark.parametrize(("asset", "unit"), [("UST10Y", "bp"), ("VIX", "points"), ("SPX", "%")])
def test_moves_are_told_in_the_native_unit(make_findings: MakeFindings, asset: str, unit: str) -> None:
    assert f" {unit} over 10:00–12:00 CET" in after(make_findings, {"asset": asset, "move": 2.0})


def test_after_without_a_path_says_nothing_of_what_was_given_back(make_findings: MakeFindings) -> None:
    assert "given back" not in after(make_findings, {})


def lead(make_findings: MakeFindings, *clock: dict[str, Any], windows: list[str] | None = WINDOWS) -> str:
    return plain(clock_lead(make_findings([{}], clock, windows=windows)))


def test_no_clock_move_leads_unless_it_stands_out_with_all_counted(make_findings: MakeFindings) -> None:
    assert lead(make_findings, {"pvalue_all": 0.06}) == ""
    assert lead(make_findings, windows=None) == ""


def test_move_before_a_print_never_leads(make_findings: MakeFindings) -> None:
    assert lead(make_findings, GOLD_BEFORE | {"pvalue_all": 0.01}) == ""


def test_run_ups_are_told_where_no_window_before_is(make_findings: MakeFindings) -> None:
    rows = [
        {"run_up_pvalue": 0.01},
        {"run_up_pvalue": 0.5},
        {"run_up_pvalue": 0.01, "run_up_n_others": 1},
        {},
    ]
    told = run_up_paragraph(make_findings([{}], rows, windows=["0/+60min"]), AFTER)
    assert told == (
        "Of the two spans as long before a print that can be judged and hold no other headline, one is unusual taken "
        "alone, where chance alone would bring less than one."
    )


def test_no_run_up_is_told_where_none_can_be_judged(make_findings: MakeFindings) -> None:
    assert run_up_paragraph(make_findings([{}], [{}], windows=["0/+60min"]), AFTER) == ""
