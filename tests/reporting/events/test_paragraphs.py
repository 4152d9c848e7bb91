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


def test_events_of_no_group_are_counted(make_found: Make) -> None:
    paragraph = told(make_found, [{}, ACT], labels=["Act", "Mixed"], groups=["Act"])[0]
    assert paragraph.endswith("The one other event counts in the whole list only.")


def test_without_groups_there_is_no_paragraph_on_them(make_found: Make) -> None:
    assert not [text for text in told(make_found, [{}], groups=()) if text.startswith("Group")]


@pytest.mark.parametrize(
    ("days", "windows", "said"),
    [
        (["2022-02-01", "2022-02-14"], [(-2, 0)], "Two days are listed; no two fall on one session. Over [-2, 0] no "
         "two events share a day. So the mean correlation of shared days r̄ is 0, and the correction for it changes "
         "nothing here."),
        (["2022-02-01", "2022-02-14"], [(-2, 0), (0, 0)], "Over [-2, 0] and [0, 0] no two events share a day."),
        (["2022-02-01", "2022-02-03"], [(-2, 0), (0, 0)], "Over [-2, 0] one pair of events shares a day and over "
         "[0, 0] no two events share a day. Standard errors and kp_bmp_t allow for that by the mean correlation "
         "of shared days r̄, here 0.000: they are 1.00 times as wide as for events that share nothing."),
        (["2022-02-01", "2022-02-02", "2022-02-03"], [(-2, 0)], "Over [-2, 0] three pairs of events share a day."),
        (["2022-02-18", "2022-02-22"], [(0, 0)], "no two events share a day"),
        (["2022-02-18", "2022-02-22"], [(-1, 0)], "one pair of events shares a day"),
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
