"""Every branch of the sentences on dated events, to the letter, in tests/golden."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from aftershock import __version__
from aftershock.markets import get_asset
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.narrative import lead_sentence, verdict_cards
from aftershock.reporting.events.paragraphs import standfirst
from aftershock.reporting.events.sources import provenance
from aftershock.reporting.events.wording import group_text, mean_size, mean_text, window_words
from aftershock.reporting.wording import joined
from aftershock.study.windows import Window

Make = Callable[..., EventFindings]
Golden = Callable[[str, Mapping[str, str]], None]

NAN = float("nan")
SPX: dict[str, Any] = {}
GOLD = {"asset": "GOLD", "estimate": 0.0015, "detectable_all": 0.0074, "detectable": 0.0052}
BONDS = {"asset": "UST10Y", "estimate": -1.143, "detectable_all": 3.61, "detectable": 2.5, "std_error": 0.86}
CERTAIN = {"pvalue": 0.0004, "pvalue_holm": 0.0012}
ALONE = {"pvalue": 0.03, "pvalue_holm": 0.09}
LESS_ALONE = {"pvalue": 0.04, "pvalue_holm": 0.12}
SEEN_BY_NONE = {"detectable": NAN, "detectable_all": NAN}
NOT_JUDGED = SEEN_BY_NONE | {
    "pvalue": NAN,
    "pvalue_holm": NAN,
    "reason": "fewer than two events",
    "n_events": 1,
}
NOT_MEASURED = NOT_JUDGED | {"estimate": NAN, "std_error": NAN, "n_events": 0}
ACT = {"group": "Act", "n_events": 50, "estimate": -0.0031, "pvalue": NAN, "pvalue_holm": NAN}
THREAT = {"group": "Threat", "n_events": 9, "estimate": 0.0049, "pvalue": NAN, "pvalue_holm": NAN}
WIDER = {"start": -3, "end": 1}


def test_leads(make_found: Make, golden: Golden) -> None:
    cases = {
        "nothing stands out": [SPX, BONDS, GOLD],
        "the only mean does not stand out": [SPX],
        "neither of two, one of which could never have": [SPX, GOLD | SEEN_BY_NONE],
        "one event": [SPX | {"n_events": 1}],
        "one of two stands out": [CERTAIN, GOLD],
        "two of four stand out": [CERTAIN, GOLD | CERTAIN | {"pvalue_holm": 0.03}, BONDS, {"asset": "WTI"}],
        "both stand out": [CERTAIN, GOLD | CERTAIN],
        "the only mean stands out": [CERTAIN],
        "one unusual alone": [ALONE, GOLD],
        "both unusual alone": [ALONE, GOLD | LESS_ALONE],
        "the only mean of the lead unusual alone": [ALONE, WIDER],
        "another window stands out": [SPX, WIDER | CERTAIN],
        "other groups stand out": [SPX, GOLD, ACT | CERTAIN, GOLD | THREAT | CERTAIN],
        "not judged": [NOT_JUDGED],
        "not measured": [NOT_MEASURED],
    }
    without = {"another window stands out"}
    golden(
        "event_leads",
        {
            name: lead_sentence(
                make_found(
                    rows, windows=((-2, 0), (-3, 1)), groups=() if name in without else ("Act", "Threat")
                )
            )
            for name, rows in cases.items()
        },
    )


def test_provenance(make_found: Make, golden: Golden) -> None:
    found = make_found([SPX], days=("2022-02-01",), gaps=("No WTI.",))
    found.events.attrs.update(origin="days.csv", read=1, rejected=[])
    found.aligned.attrs["assumption"] = "A day counts in its own session."
    told = provenance(found.study, replace(found, contracts="WTI: not checked"))
    golden(
        "event_provenance",
        {term: text.replace(__version__, "VERSION") for term, text in told},
    )


def test_numbers(golden: Golden) -> None:
    spx, bonds = get_asset("SPX"), get_asset("UST10Y")
    golden(
        "event_wording",
        {
            "means": joined([mean_text(spx, -0.0011), mean_text(bonds, 1.143), mean_text(spx, NAN)]),
            "sizes": joined([mean_size(spx, -0.0011), mean_size(bonds, -1.143)]),
            "groups": joined([group_text(""), group_text("Act")]),
        },
    )


def test_cards(make_found: Make, golden: Golden) -> None:
    cases = {
        "within noise": [SPX, GOLD],
        "within noise, the only test": [SPX],
        "stands out": [CERTAIN, GOLD],
        "stands out, the only test": [CERTAIN],
        "nothing could be seen": [SEEN_BY_NONE],
        "not judged": [NOT_JUDGED],
        "not measured": [NOT_MEASURED],
    }
    cards = {name: verdict_cards(make_found(rows))[0] for name, rows in cases.items()}
    golden(
        "event_cards",
        {name: f"{one.name} | {one.move} | {one.sentence} | {one.stands_out}" for name, one in cards.items()},
    )


def test_paragraphs_under_the_lead(make_found: Make, golden: Golden) -> None:
    far, near = ("2022-02-01", "2022-02-14"), ("2022-02-01", "2022-02-02")
    other = {"asset": "GOLD", "pvalue": 0.5, "pvalue_holm": 0.9}
    beyond = {"pvalue": 0.001, "pvalue_holm": 0.002}
    groups = [SPX, ACT, THREAT]
    both = [*groups, GOLD, GOLD | ACT | {"asset": "GOLD"}]
    too_few = {"mean_correlation": NAN, "shared_factor": NAN}
    cases: dict[str, EventFindings] = {
        "a note, a gap, days apart": make_found(
            [SPX], groups=(), note="The days are late.", gaps=("No WTI.",)
        ),
        "groups, one difference within noise": make_found(groups, [{}]),
        "groups, two differences within noise": make_found(both, [{}, other]),
        "groups, three differences within noise": make_found(both, [{}, other, other]),
        "groups, one difference that stands out": make_found(groups, [beyond]),
        "groups, one of two stands out": make_found(both, [beyond, other]),
        "groups, two of three stand out": make_found(both, [beyond, other | beyond, other]),
        "groups, nothing to compare": make_found(groups, [{"pvalue": NAN}]),
        "groups without a mean": make_found([SPX, ACT | {"estimate": NAN}], groups=("Act",)),
        "one event of no group": make_found(groups, labels=("Act", "Mixed")),
        "two events of no group": make_found(groups, labels=("Mixed", "Mixed")),
        "another window, two tests": make_found(
            [SPX, GOLD, WIDER, GOLD | WIDER], windows=((-2, 0), (-3, 1)), groups=()
        ),
        "another window, one test": make_found([SPX, WIDER], windows=((-2, 0), (-3, 1)), groups=()),
        "another window, not judged": make_found(
            [SPX, WIDER | NOT_JUDGED], windows=((-2, 0), (-3, 1)), groups=()
        ),
        "another window, not measured": make_found(
            [SPX, WIDER | NOT_MEASURED], windows=((-2, 0), (-3, 1)), groups=()
        ),
        "one day": make_found([SPX], days=far[:1], groups=()),
        "days that share": make_found(
            [{"mean_correlation": 0.02, "shared_factor": 1.1}], days=near, groups=()
        ),
        "days that share, by how much differs": make_found(
            [
                {"mean_correlation": 0.02, "shared_factor": 1.1},
                GOLD | {"mean_correlation": 0.05, "shared_factor": 1.3},
            ],
            days=(*near, "2022-02-03"),
            groups=(),
        ),
        "days that share, too few": make_found([too_few], days=near, groups=()),
        "windows that differ in this": make_found(
            [SPX, WIDER], windows=((0, 0), (-3, 1)), days=near, groups=()
        ),
        "days of one session": make_found(
            [SPX], days=near, outcomes=("used", "merged_into_episode"), groups=()
        ),
    }
    golden("event_paragraphs", {name: "\n".join(standfirst(found)) for name, found in cases.items()})


@pytest.mark.parametrize(
    "windows", [[(0, 0), (2, 2), (-1, -1), (0, 1), (0, 5), (-1, 0), (-3, 0), (-3, 1), (-5, -2), (1, 5)]]
)
def test_windows(windows: list[tuple[int, int]], golden: Golden) -> None:
    golden("event_windows", {str(pair): window_words(Window(*pair)) for pair in windows})
