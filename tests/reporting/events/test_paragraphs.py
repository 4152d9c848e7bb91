"""What the paragraphs under the lead say, branch by branch, word for word."""

from collections.abc import Callable

import pytest

from aftershock.reporting.events.paragraphs import standfirst

Make = Callable[..., object]
NAN = float("nan")
ACT = {"group": "Act", "n_events": 50, "estimate": -0.0031}
THREAT = {"group": "Threat", "n_events": 9, "estimate": 0.0049}


def told(make_found: Make, *rows: object, **options: object) -> list[str]:
    found = make_found(*rows, **options)
    return [
        text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2212", "-")
        for text in standfirst(found)
    ]


def test_note_of_the_study_comes_first_and_gaps_last(make_found: Make) -> None:
    paragraphs = told(make_found, [{}], note="The dates are late.", gaps=("No daily prices of WTI. Absent.",))
    assert (paragraphs[0], paragraphs[-1]) == ("The dates are late.", "No daily prices of WTI. Absent.")


def test_groups_are_set_side_by_side(make_found: Make) -> None:
    paragraph = told(make_found, [{}, ACT, THREAT], [{}])[0]
    assert paragraph == (
        "Group by group, from two sessions before the listed day to that day: Act (50 events): -0.31 % in the S&P 500. "
        "Threat (nine events): +0.49 % in the S&P 500. The difference between them is within what chance explains "
        "(p = 0.11)."
    )


def test_events_of_no_group_are_counted(make_found: Make) -> None:
    paragraph = told(make_found, [{}, ACT], labels=["Act", "Mixed"], groups=["Act"])[0]
    assert paragraph.endswith("The one other event counts in the whole list only.")


def test_differences_within_noise_tell_the_smallest(make_found: Make) -> None:
    other = {"asset": "GOLD", "pvalue": 0.5, "pvalue_holm": 0.9}
    paragraph = told(make_found, [{}, ACT, THREAT, ACT | {"asset": "GOLD"}], [{}, other])[0]
    assert paragraph.endswith(
        "Both differences between them, over every window, are within what chance explains (smallest p = 0.11, "
        "p = 0.87 with all of them counted)."
    )


def test_differences_beyond_noise_are_named(make_found: Make) -> None:
    rows = [{"pvalue": 0.001, "pvalue_holm": 0.002}, {"asset": "GOLD"}]
    paragraph = told(make_found, [{}, ACT, THREAT, ACT | {"asset": "GOLD"}], rows)[0]
    assert paragraph.endswith(
        "They differ by more than noise explains, with both counted, in the S&P 500 over [-2, 0] (Act less Threat "
        "-0.80 %, p = 0.002)."
    )


def test_without_groups_there_is_no_paragraph_on_them(make_found: Make) -> None:
    assert not [text for text in told(make_found, [{}], groups=()) if text.startswith("Group")]


def test_other_windows_are_told_with_their_smallest_p(make_found: Make) -> None:
    rows = [
        {},
        {"start": -3, "end": 1, "pvalue": 0.055},
        {"start": -3, "end": 1, "asset": "GOLD", "pvalue": 0.2},
    ]
    paragraph = told(make_found, rows, groups=(), windows=((-2, 0), (-3, 1)))[0]
    assert paragraph == (
        "From three sessions before the listed day to one after the mean moves were -0.11 % in the S&P 500 and -0.11 % "
        "in gold (smallest p = 0.055, p = 1.00 with all tests counted)."
    )


@pytest.mark.parametrize(
    ("days", "windows", "said"),
    [
        (["2022-02-01", "2022-02-14"], [(-2, 0)], "Two days are listed; no two fall on one session. Over [-2, 0] no "
         "two events share a day. So the mean correlation of shared days r̄ is 0, and the correction for it changes "
         "nothing here."),
        (["2022-02-01", "2022-02-14"], [(-2, 0), (0, 0)], "Over [-2, 0] and [0, 0] no two events share a day."),
        (["2022-02-01", "2022-02-03"], [(-2, 0), (0, 0)], "Over [-2, 0] 1 pair of events shares a day and over [0, 0] "
         "no two events share a day. Standard errors and kp_bmp_t allow for that by the mean correlation "
         "of shared days r̄, here 0.000: they are 1.00 times as wide as for events that share nothing."),
        (["2022-02-01", "2022-02-02", "2022-02-03"], [(-2, 0)], "Over [-2, 0] 3 pairs of events share a day."),
        (["2022-02-18", "2022-02-22"], [(0, 0)], "no two events share a day"),
        (["2022-02-18", "2022-02-22"], [(-1, 0)], "1 pair of events shares a day"),
    ],
    ids=["far", "two windows", "near", "three", "sessions", "over a long weekend"],
)  # fmt: skip
def test_overlap_is_counted_in_sessions(
    make_found: Make, days: list[str], windows: list[tuple[int, int]], said: str
) -> None:
    assert said in told(make_found, [{}], days=days, windows=windows, groups=())[-1]


def test_ranges_are_told_where_assets_and_groups_differ(make_found: Make) -> None:
    rows = [
        {"mean_correlation": -0.002, "shared_factor": 0.93},
        {"mean_correlation": 0.004, "shared_factor": 1.1384},
    ]
    paragraph = told(make_found, rows, days=["2022-02-01", "2022-02-02"], groups=())[-1]
    assert paragraph.endswith(
        "r̄, here -0.002 to 0.004: they are 0.93 to 1.14 times as wide as for events that share nothing."
    )


def test_merged_events_are_counted_once(make_found: Make) -> None:
    days, outcomes = ["2022-02-22", "2022-02-22"], ["used", "merged_into_episode"]
    assert (
        "1 of 2 pairs share a session with an earlier event and count once."
        in (told(make_found, [{}], days=days, outcomes=outcomes, groups=())[-1])
    )


def test_one_day_is_listed(make_found: Make) -> None:
    assert told(make_found, [{"pvalue": NAN}], days=["2022-02-01"], groups=())[-1].startswith(
        "One day is listed;"
    )
