"""Sentences and tables on whole days: news share, jumps, and what would have been seen."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from aftershock.reporting.clock_days import ClockDays, clock_days
from aftershock.reporting.day_tables import jump_table, share_table
from aftershock.reporting.day_words import jump_paragraph, seen_paragraph, share_paragraph
from aftershock.reporting.findings import Findings
from aftershock.reporting.largest import largest_table
from aftershock.reporting.narrative import standfirst

MakeFindings = Callable[..., Findings]
NAN = float("nan")
SHARE = {
    "asset": "SPX",
    "share": 0.66,
    "expected": 0.54,
    "time_share": 0.41,
    "ratio": 1.2,
    "low": 0.2,
    "high": 0.8,
    "pvalue": 0.27,
    "n_days": 1,
    "n_draws": 63,
    "reason": "",
}
JUMP = {
    "asset": "SPX",
    "start": pd.Timestamp("2022-02-17T09:00Z"),
    "end": pd.Timestamp("2022-02-17T10:00Z"),
    "move": -0.0106,
    "statistic": -7.2,
    "critical": 6.1,
    "headline_id": "2022-02-17T0910Z",
    "distance": pd.Timedelta("50min"),
}
FAT = "Where bars have fat tails chance makes jumps too, so no p-value is claimed for them."


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def days_of(
    *shares: dict[str, Any],
    jumps: tuple[dict[str, Any], ...] = (),
    followed: tuple[bool, ...] = (False, False),
) -> ClockDays:
    return ClockDays(
        "0/+60min",
        pd.DataFrame([SHARE | one for one in shares], columns=list(SHARE)),
        pd.DataFrame([JUMP | one for one in jumps], columns=list(JUMP)),
        pd.Series(followed, index=["2022-02-17T0910Z", "2022-02-17T1010Z"][: len(followed)]),
    )


def found(
    make_findings: MakeFindings, days: ClockDays, *clock: dict[str, Any], headlines: int = 2
) -> Findings:
    rows = clock or ({}, {"asset": "GOLD", "detectable": 0.004})
    return make_findings([{}], rows, windows=["0/+60min"], headlines=headlines, days=days)


def share(make_findings: MakeFindings, *rows: dict[str, Any]) -> str:
    days = days_of(*rows)
    return plain(share_paragraph(found(make_findings, days), days))


def test_share_that_is_not_known_is_not_told(make_findings: MakeFindings) -> None:
    assert share(make_findings, {"share": NAN, "reason": "no day"}) == ""


def jumps(make_findings: MakeFindings, days: ClockDays, headlines: int = 2) -> str:
    return plain(jump_paragraph(found(make_findings, days, headlines=headlines), days))


def test_no_jump_at_all(make_findings: MakeFindings) -> None:
    assert jumps(make_findings, days_of()) == (
        "From 16 February to 18 February, season and day taken out, no bar jumped."
    )


def test_jumps_are_counted_by_asset_and_by_headline(make_findings: MakeFindings) -> None:
    far = {"asset": "GOLD", "distance": pd.Timedelta("-2h")}
    days = days_of(jumps=({}, far, far), followed=(True, False))
    assert jumps(make_findings, days) == (
        "From 16 February to 18 February, season and day taken out, prices jumped in the S&P 500 once and gold twice. "
        "One of these three jumps came within 60 min after a headline; one of the two headlines had none that soon. "
        f"{FAT}"
    )


def test_jump_after_the_only_headline(make_findings: MakeFindings) -> None:
    days = days_of(jumps=({},), followed=(True,))
    assert jumps(make_findings, days, headlines=1).endswith(f"It came within 60 min after a headline. {FAT}")


def test_what_would_have_been_seen(make_findings: MakeFindings) -> None:
    assert plain(seen_paragraph(found(make_findings, days_of()), days_of())) == (
        "From each headline to 60 min after, a move beyond about 0.90 % in the S&P 500 and 0.40 % in gold would have "
        "been unusual taken alone (the median over the headlines)."
    )


def test_nothing_is_said_of_what_could_not_be_seen(make_findings: MakeFindings) -> None:
    assert seen_paragraph(found(make_findings, days_of(), {"detectable": NAN}), days_of()) == ""


def test_study_without_bars_has_no_whole_days() -> None:
    assert clock_days(None, pd.DataFrame(), seed=0) is None


def test_share_table_says_why_there_is_no_number(make_findings: MakeFindings) -> None:
    days = days_of(
        {},
        {"asset": "GOLD", "reason": "no day", "n_days": 0}
        | dict.fromkeys(("share", "expected", "time_share", "low", "high", "pvalue"), NAN),
    )
    rows = share_table(found(make_findings, days), days).rows
    assert [plain(text) for text in rows[0]] == [
        "S&P 500",
        "1",
        "66 %",
        "41 %",
        "54 %",
        "20 % to 80 %",
        "0.27",
        "–",
    ]
    assert rows[1] == ("Gold", "0", "–", "–", "–", "–", "–", "no day")


def test_jump_table_has_the_nearest_headline_and_those_without(make_findings: MakeFindings) -> None:
    days = days_of(jumps=({},), followed=(True, False))
    table = jump_table(found(make_findings, days), days)
    assert [plain(text) for text in table.rows[0]] == [
        "S&P 500",
        "Thu 17 Feb 09:00–10:00",
        "−1.05 %",
        "7.2",
        "6.1",
        "1",
        "+50 min",
        "Talks",
    ]
    assert table.caption.endswith("Headlines that no jump followed within 60 min: 2.")


def test_jump_table_where_every_headline_had_one(make_findings: MakeFindings) -> None:
    days = days_of(jumps=({},), followed=(True, True))
    assert jump_table(found(make_findings, days), days).caption.endswith(
        "Every headline was followed by a jump within 60 min."
    )


def test_days_of_the_demo_are_gathered(demo: Findings) -> None:
    assert demo.days is not None
    assert demo.days.shares["asset"].tolist() == ["SPX", "ZN", "GOLD", "WTI"]
    assert demo.days.followed.index.tolist() == demo.heads.index.tolist()
    assert demo.days.jumps["end"].is_monotonic_increasing


@pytest.mark.parametrize("cause", ["because", "due to", "caused", "triggered", "on the news", "in response"])
def test_no_sentence_names_a_cause(demo: Findings, cause: str) -> None:
    assert demo.days is not None
    told = [part(demo, demo.days) for part in (share_paragraph, jump_paragraph, seen_paragraph)]
    assert all(told) and cause not in " ".join([*told, *standfirst(demo)])


def test_what_would_have_been_seen_stands_beside_the_largest_moves(demo: Findings) -> None:
    assert demo.days is not None
    assert seen_paragraph(demo, demo.days) in largest_table(demo).caption
