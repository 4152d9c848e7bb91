"""Sentences on the moves after the prints and before them."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aftershock.reactions import ClockWindow
from aftershock.reporting.findings import Findings
from aftershock.reporting.prints import after_paragraph, before_paragraph

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
    "share_larger": 1 / 61,
}
SPX_BESIDE = GOLD_BEFORE | {"asset": "SPX", "move": 0.0056, "standardized": 3.1}
TOLD = (
    "gold −0.49 % over 02:00–03:00 CET (01:00–02:00 UTC) on 18 February, before headline 2 was printed, 4.5 times the "
    "usual (the largest of 61 days)"
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def after(make_findings: MakeFindings, *clock: dict[str, Any], zone: str = "Europe/Berlin") -> str:
    return plain(after_paragraph(make_findings([{}], clock, windows=WINDOWS, zone=zone), AFTER))


def before(make_findings: MakeFindings, *clock: dict[str, Any], windows: list[str] = WINDOWS) -> str:
    return plain(before_paragraph(make_findings([{}], clock, windows=windows), BEFORE))


def test_after_in_company(make_findings: MakeFindings) -> None:
    quiet = {"number": 2, "standardized": 0.3, "share_larger": 0.7}
    assert after(make_findings, {"n_others": 3}, quiet) == (
        "Against the usual for its time of day, the largest move after a print was in the S&P 500: −1.05 % over "
        "10:00–12:00 CET (09:00–11:00 UTC) on 17 February around headline 1 (three others came in that span), 2.2 "
        "times the usual (at least as large on two of 60 earlier days). Among the two such windows measured, chance "
        "alone would bring less than one as unusual; there is one."
    )


def test_after_alone_and_larger_than_ever(make_findings: MakeFindings) -> None:
    text = after(make_findings, {"standardized": 9.6, "share_larger": 1 / 61}, {"standardized": 0.1})
    assert "around headline 1, 9.6 times the usual (the largest of 61 days)." in text


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


def test_after_counts_what_chance_would_bring(make_findings: MakeFindings) -> None:
    rows = [{"standardized": 0.1, "share_larger": 0.9}] * 48
    also = {"standardized": 2.0, "share_larger": 3 / 61}
    assert after(make_findings, {}, also, *rows).endswith(
        "Among the 50 such windows measured, chance alone would bring about two as unusual; there are two."
    )


def test_after_of_a_single_window_counts_nothing(make_findings: MakeFindings) -> None:
    assert after(make_findings, {}).endswith("earlier days). It is the only such window measured.")


def test_after_leaves_out_what_was_not_measured(make_findings: MakeFindings) -> None:
    stale = {"outcome": "stale_price", "standardized": 99.0}
    merged = {"outcome": "merged_into_episode", "standardized": 99.0}
    unknown = {"standardized": float("nan")}
    assert "It is the only such window" in after(make_findings, {}, stale, merged, unknown)


def test_after_without_anything_comparable(make_findings: MakeFindings) -> None:
    assert after(make_findings, {"standardized": float("nan")}) == (
        "No move after a headline could be compared with the usual for its time of day; the appendix says why, pair by "
        "pair."
    )


def test_before_larger_than_any_move_after(make_findings: MakeFindings) -> None:
    assert before(make_findings, {}, GOLD_BEFORE) == (
        "Against the usual for its time of day, the largest move of all came before a print, in a span without any "
        f"other headline: {TOLD}. It is the only such window measured. Either the news was out before this source "
        "printed it, or the move had nothing to do with the headline."
    )


def test_before_larger_with_another_asset_beside(make_findings: MakeFindings) -> None:
    text = before(make_findings, {}, GOLD_BEFORE, SPX_BESIDE)
    assert (
        f"{TOLD}, and beside it the S&P 500 +0.56 % (3.1 times). Among the two such windows measured" in text
    )


def test_before_names_nothing_beside_that_is_no_larger_than_a_move_after(make_findings: MakeFindings) -> None:
    assert "beside" not in before(make_findings, {"standardized": 3.2}, GOLD_BEFORE, SPX_BESIDE)


def test_before_names_nothing_beside_from_another_headline(make_findings: MakeFindings) -> None:
    assert "beside" not in before(make_findings, {}, GOLD_BEFORE, SPX_BESIDE | {"number": 1})


def test_before_smaller_than_a_move_after(make_findings: MakeFindings) -> None:
    assert before(make_findings, {"standardized": 9.6}, GOLD_BEFORE) == (
        "Before the prints, in spans without any other headline, no move was larger against the usual than after "
        f"them; the largest was {TOLD}."
    )


def test_before_is_compared_with_every_window_after(make_findings: MakeFindings) -> None:
    to_the_close = {"window": "0/close", "standardized": 5.0}
    assert "no move was larger against the usual than after them" in before(
        make_findings, {}, to_the_close, GOLD_BEFORE
    )


def test_before_without_a_window_after_compares_with_none(make_findings: MakeFindings) -> None:
    assert before(make_findings, GOLD_BEFORE, windows=["-60min/0"]) == (
        f"Before the prints, in spans without any other headline, the largest move against the usual was {TOLD}."
    )


def test_before_with_another_headline_in_the_span_is_left_out(make_findings: MakeFindings) -> None:
    assert before(make_findings, {}, GOLD_BEFORE | {"n_others": 1}) == ""


def test_before_with_nothing_measured_says_nothing(make_findings: MakeFindings) -> None:
    assert before(make_findings, {}) == ""


@pytest.mark.parametrize(("asset", "unit"), [("UST10Y", "bp"), ("VIX", "points"), ("SPX", "%")])
def test_moves_are_told_in_the_native_unit(make_findings: MakeFindings, asset: str, unit: str) -> None:
    assert f" {unit} over 10:00–12:00 CET" in after(make_findings, {"asset": asset, "move": 2.0})
