"""Every branch of the sentences on sessions, prints and whole days, to the letter, in tests/golden."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from aftershock.reactions import ClockWindow
from aftershock.reporting.clock_days import ClockDays
from aftershock.reporting.day_words import jump_paragraph, seen_paragraph, share_paragraph
from aftershock.reporting.findings import Findings
from aftershock.reporting.narrative import lead_sentence, standfirst, verdict_cards
from aftershock.reporting.prints import after_paragraph, before_paragraph, clock_lead, run_up_paragraph

MakeFindings = Callable[..., Findings]
Golden = Callable[[str, Mapping[str, str]], None]

NAN = float("nan")
SPX = {"noticeable_all": 0.031}
GOLD = {"asset": "GOLD", "move": 0.016177, "numbers": (1, 2), "rank": 40.0, "noticeable_all": 0.024}
YIELD = {"asset": "UST10Y", "move": -6.0, "unit": "bp", "noticeable": 8.7, "noticeable_all": 14.2}
OIL = {"asset": "WTI", "move": -0.020495, "noticeable": 0.046, "noticeable_all": 0.071}
ALONE = {"sample_quantile_pvalue": 0.045, "pvalue_holm": 0.45}
LESS_ALONE = {"sample_quantile_pvalue": 0.03, "pvalue_holm": 0.12}
CERTAIN = {"sample_quantile_pvalue": 0.005, "pvalue_holm": 0.02, "rank": 2.0}
MORE_CERTAIN = {"sample_quantile_pvalue": 0.0025, "pvalue_holm": 0.01, "rank": 1.0}
TINY = {"sample_quantile_pvalue": 1e-5, "pvalue_holm": 1e-4, "rank": 1.0}
NOT_JUDGED = {"sample_quantile_pvalue": NAN, "pvalue_holm": NAN, "noticeable_all": NAN}
LOST = NOT_JUDGED | {"move": NAN, "outcome": "no_price"}
SHORT = {"n_estimation": 70.0, "noticeable": NAN, "noticeable_all": NAN}
NEXT_DAY = {"event_id": "2022-02-18", "session": pd.Timestamp("2022-02-18")}


def day(number: int) -> dict[str, Any]:
    return {
        "event_id": f"2022-03-{number:02d}",
        "session": pd.Timestamp(f"2022-03-{number:02d}"),
        "numbers": (2,),
    }


def lines(texts: tuple[str, ...]) -> str:
    return "\n".join(texts) or "(nothing)"


def test_leads(make_findings: MakeFindings, golden: Golden) -> None:
    seventeen = tuple(range(1, 18))
    fourteen = {"numbers": seventeen[:14]}
    cases = {
        "nothing stands out": make_findings([SPX, GOLD, YIELD, OIL]),
        "the only move does not stand out": make_findings([GOLD]),
        "of two moves neither stands out, and one could never have": make_findings(
            [SPX, GOLD | {"noticeable_all": NAN}]
        ),
        "every move stands out": make_findings([CERTAIN, GOLD | MORE_CERTAIN]),
        "the only move stands out, none as large": make_findings([GOLD | MORE_CERTAIN]),
        "the only move stands out, one larger": make_findings([GOLD | CERTAIN]),
        "of one session the only move stands out": make_findings([GOLD | CERTAIN, SPX | NEXT_DAY]),
        "one of two stands out": make_findings([SPX | CERTAIN, GOLD]),
        "two of four stand out": make_findings([SPX | CERTAIN, GOLD | MORE_CERTAIN, YIELD, OIL | ALONE]),
        "a very small p": make_findings([TINY, GOLD | TINY]),
        "one of three unusual alone": make_findings([SPX | ALONE, GOLD, YIELD]),
        "two of three unusual alone": make_findings([SPX | ALONE, GOLD | LESS_ALONE, YIELD]),
        "both unusual alone": make_findings([SPX | ALONE, GOLD | LESS_ALONE]),
        "the only one of its session unusual alone": make_findings([SPX | ALONE, GOLD | day(1)]),
        "no move could have stood out": make_findings([SHORT, GOLD | SHORT]),
        "no move could have stood out, one test": make_findings([GOLD | SHORT | {"n_estimation": 30.0}]),
        "nothing can be said": make_findings([NOT_JUDGED, GOLD | NOT_JUDGED]),
        "nothing was measured": make_findings([LOST]),
        "one headline": make_findings([GOLD | {"numbers": (1,)}], headlines=1),
        "some of the headlines": make_findings([GOLD | fourteen | {"numbers": (1,)}], headlines=3),
        "other numbers for some assets": make_findings(
            [
                SPX | fourteen,
                YIELD | fourteen,
                GOLD | {"numbers": seventeen[:13]},
                OIL | {"numbers": seventeen},
            ],
            headlines=17,
        ),
        "all of several": make_findings([GOLD | {"numbers": (1, 2, 3)}], headlines=3),
        "an asset that did not move": make_findings([SPX | {"move": 0.0}, GOLD]),
        "a move after a print": make_findings([SPX], [{"pvalue_all": 0.01}], windows=["0/+60min"]),
    }
    golden("leads", {name: lead_sentence(found) for name, found in cases.items()})


def test_cards(make_findings: MakeFindings, golden: Golden) -> None:
    cases = {
        "within noise": make_findings([SPX]),
        "unusual alone": make_findings([SPX | ALONE, GOLD]),
        "stands out among several": make_findings([SPX | CERTAIN, GOLD]),
        "stands out, the only test": make_findings([SPX | CERTAIN]),
        "too little history": make_findings([SHORT]),
        "not measured": make_findings([LOST]),
        "not judged": make_findings([NOT_JUDGED | {"outcome": "short_estimation"}]),
    }
    told = {name: verdict_cards(found)[0] for name, found in cases.items()}
    golden(
        "cards",
        {name: f"{one.name} | {one.move} | {one.sentence} | {one.stands_out}" for name, one in told.items()},
    )


def test_paragraphs_under_the_lead(make_findings: MakeFindings, golden: Golden) -> None:
    after, before = {"window": "0/+60min"}, {"window": "-60min/0"}
    many = [SPX | day(number) for number in range(1, 7)]
    cases = {
        "one other session": make_findings([SPX, GOLD | day(18) | {"numbers": (2,)}]),
        "one session too many": make_findings([SPX, *many[:4]]),
        "several sessions too many": make_findings([SPX, *many]),
        "a session without moves": make_findings([SPX, LOST | day(1)]),
        "what could never stand out is told once": make_findings([SHORT, SHORT | day(1), SHORT | day(2)]),
        "windows after and before": make_findings([SPX], [after, before], windows=["-60min/0", "0/+60min"]),
        "a window after alone": make_findings(
            [SPX],
            [after | {"run_up_pvalue": 0.4}, after | {"asset": "GOLD", "run_up_pvalue": 0.01}],
            windows=["0/+60min"],
        ),
        "a window before alone": make_findings([SPX], [before], windows=["-60min/0"]),
        "windows to the close alone": make_findings(
            [SPX], [after | {"window": "0/close"}], windows=["0/close"]
        ),
        "a lead in clock time moves the session down": make_findings(
            [SPX], [after | {"pvalue_all": 0.01}], windows=["0/+60min"]
        ),
        "what is missing comes last": make_findings([SPX], gaps=("No daily prices of WTI. Absent.",)),
        "days": make_findings([SPX], [after], windows=["0/+60min"], days=days_of({})),
    }
    golden("paragraphs", {name: lines(standfirst(found)) for name, found in cases.items()})


AFTER, BEFORE = ClockWindow.parse("0/+60min"), ClockWindow.parse("-60min/0")
WINDOWS = ["-60min/0", "0/+60min", "0/close"]
QUIET = {"number": 2, "standardized": 0.3, "placebo_pvalue": 0.7}
UNJUDGED = {"placebo_pvalue": NAN, "placebo_reason": "few_placebos", "pvalue_all": NAN}
OUT = {"pvalue_all": 0.01, "placebo_pvalue": 0.001, "n_larger": 0}
RUN_UP = {
    "window": "-60min/0",
    "after": pd.Timestamp("2022-02-17T09:00Z"),
    "before": pd.Timestamp("2022-02-17T08:00Z"),
}
EVERY_DAY = {"placebo_from": "all_days", "n_placebos": 900, "usual_from": "days_before"}
OVER_NIGHT = {
    "before": pd.Timestamp("2022-02-16T22:00Z"),
    "after": pd.Timestamp("2022-02-17T16:00Z"),
    "outcome": "market_closed_next_open",
    "usual_from": "like_gaps",
}


def test_prints(make_findings: MakeFindings, golden: Golden) -> None:
    def found(*clock: dict[str, Any], windows: list[str] = WINDOWS, zone: str = "Europe/Berlin") -> Findings:
        return make_findings([SPX], clock, windows=windows, zone=zone)

    after = {
        "nothing measured": found({"outcome": "no_price", "standardized": NAN}),
        "the only move": found({}),
        "the only move, not judged": found(UNJUDGED),
        "none judged": found(UNJUDGED, QUIET | UNJUDGED),
        "some judged": found({}, QUIET | UNJUDGED),
        "none unusual": found({}, QUIET),
        "one unusual": found({"placebo_pvalue": 0.03, "n_larger": 1}, QUIET),
        "several unusual": found({"placebo_pvalue": 0.02, "n_larger": 0}, QUIET | {"placebo_pvalue": 0.04}),
        "one stands out": found(OUT, QUIET),
        "two stand out": found(OUT, QUIET | OUT | {"asset": "GOLD"}),
        "four stand out": found(*[OUT | {"number": number} for number in range(1, 5)]),
        "many by chance": found(*[QUIET | {"number": number} for number in range(1, 41)]),
        "none could have stood out": found(
            EVERY_DAY, *[QUIET | EVERY_DAY | {"number": at} for at in range(2, 60)]
        ),
        "in company": found({"n_others": 3}, QUIET),
        "with one other": found({"n_others": 1}, QUIET),
        "while the market was shut": found(OVER_NIGHT, QUIET),
        "while the market was shut, in company": found(OVER_NIGHT | {"n_others": 2}, QUIET),
        "headlines in UTC": found({}, QUIET, zone="UTC"),
        "headlines in UTC, over night": found(OVER_NIGHT, QUIET, zone="UTC"),
        "given back in part": found({"retraced": 0.34, "retraced_by_close": 1.2}, QUIET),
        "given back not at all": found({"retraced": 0.0}, QUIET),
    }
    leads = {
        "without bars": make_findings([SPX]),
        "none stands out": found({}, QUIET),
        "the only clock test": found(OUT, UNJUDGED | {"number": 2}),
        "one of two": found(OUT, QUIET),
        "both": found(OUT, QUIET | OUT),
        "three of four": found(*[OUT | {"number": number} for number in (1, 2, 3)], QUIET | {"number": 4}),
        "before a print does not count": found(OUT | RUN_UP, QUIET),
        "over night": found(OVER_NIGHT | OUT | {"n_others": 1}, QUIET),
    }
    larger = RUN_UP | {"asset": "GOLD", "move": -0.0049, "standardized": -4.5, "number": 2}
    before = {
        "nothing measured": found({}),
        "smaller than after": found({}, RUN_UP | {"standardized": 1.1}),
        "smaller than after, judged": found({}, RUN_UP | {"standardized": 1.1}, RUN_UP | QUIET),
        "larger than after": found({}, larger),
        "larger than after, with another": found(
            {}, larger, larger | {"asset": "SPX", "move": 0.0056, "standardized": 3.1}
        ),
        "nothing after to compare with": found(larger, windows=["-60min/0"]),
        "all in company": found({}, RUN_UP | {"n_others": 2}),
    }
    run_up = {
        "none judged": found({}),
        "one of several": found({"run_up_pvalue": 0.01}, QUIET | {"run_up_pvalue": 0.5}),
        "in company": found({"run_up_pvalue": 0.01, "run_up_n_others": 1}),
    }
    golden("prints_after", {name: after_paragraph(one, AFTER) for name, one in after.items()})
    golden("prints_lead", {name: clock_lead(one) or "(nothing)" for name, one in leads.items()})
    golden(
        "prints_before", {name: before_paragraph(one, BEFORE) or "(nothing)" for name, one in before.items()}
    )
    golden(
        "prints_run_up", {name: run_up_paragraph(one, AFTER) or "(nothing)" for name, one in run_up.items()}
    )


def days_of(
    *shares: dict[str, Any],
    jumps: tuple[dict[str, Any], ...] = (),
    followed: tuple[bool, ...] = (False, False),
) -> ClockDays:
    """Whole days by hand."""
    share = {"asset": "SPX", "share": 0.66, "time_share": 0.41, "expected": 0.54, "pvalue": 0.27, "n_days": 1}
    jump = {"asset": "SPX", "distance": pd.Timedelta("20min")}
    return ClockDays(
        window="0/+60min",
        shares=pd.DataFrame([share | one for one in shares], columns=list(share)),
        jumps=pd.DataFrame([jump | one for one in jumps], columns=list(jump)),
        followed=pd.Series(followed, dtype=bool),
    )


def test_whole_days(make_findings: MakeFindings, golden: Golden) -> None:
    def found(days: ClockDays, *clock: dict[str, Any], headlines: int = 2) -> Findings:
        rows = clock or ({}, {"asset": "GOLD", "detectable": 0.004})
        return make_findings([{}], rows, windows=["0/+60min"], headlines=headlines, days=days)

    def jumped(*jumps: dict[str, Any], followed: tuple[bool, ...]) -> str:
        days = days_of(jumps=jumps, followed=followed)
        return jump_paragraph(found(days, headlines=len(followed)), days)

    gold, far = (
        {"asset": "GOLD", "share": 0.4, "pvalue": 0.9},
        {"asset": "GOLD", "distance": pd.Timedelta("-2h")},
    )
    shares = {
        "one asset on one day": days_of({}),
        "two assets on several days": days_of({"n_days": 3}, gold | {"n_days": 3}),
        "not known": days_of({"share": NAN}),
    }
    told = {
        f"share: {name}": share_paragraph(found(days), days) or "(nothing)" for name, days in shares.items()
    }
    told |= {
        "jumps: none": jumped(followed=(False, False)),
        "jumps: one near": jumped({}, followed=(True, False)),
        "jumps: one far": jumped(far, followed=(False, False)),
        "jumps: some near": jumped({}, far, far, followed=(True, False)),
        "jumps: all near every headline": jumped({}, {}, followed=(True, True)),
        "jumps: neither near": jumped(far, far, followed=(False, False, False)),
        "jumps: none near": jumped(far, far, far, followed=(False, False)),
        "jumps: all near, one headline of three without": jumped({}, {}, {}, followed=(True, True, False)),
        "jumps: near every one of three": jumped({}, {}, {}, followed=(True, True, True)),
        "jumps: five times, of one headline": jumped(*[{}] * 5, followed=(True,)),
    }
    none = days_of()
    told |= {
        "seen: two assets": seen_paragraph(found(none), none),
        "seen: not known": seen_paragraph(found(none, {"detectable": NAN}), none) or "(nothing)",
    }
    golden("days", told)
