"""The headline frame: ids, order, flags and rejected rows."""

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import HeadlineError, ZoneError
from aftershock.headlines.frame import (
    Rejected,
    check_rejected,
    describe_rejected,
    headline_ids,
    join_flags,
    normalise_text,
    refuse_if_all_rejected,
    rejected_frame,
)

BAD: Rejected = {"line": 7, "text": "Talks (25:10)", "reason": "hour 25"}


def ids(*instants: str) -> list[str]:
    return headline_ids(np.array(instants, dtype="datetime64[ns]"))


def test_id_is_the_instant_to_the_minute() -> None:
    assert ids("2022-02-17T09:10") == ["2022-02-17T0910Z"]


def test_equal_instants_are_numbered() -> None:
    assert ids("2022-02-17T09:10", "2022-02-17T09:10", "2022-02-17T09:10")[1:] == [
        "2022-02-17T0910Z-2",
        "2022-02-17T0910Z-3",
    ]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2022-02-17T09:10:05", "2022-02-17T091005Z"),
        ("2022-02-17T09:10:50", "2022-02-17T091050Z"),
        ("2022-02-17T09:10:05.25", "2022-02-17T091005.25Z"),
        ("2022-02-17T09:10:00.5", "2022-02-17T091000.5Z"),
        ("2022-02-17T00:00:10", "2022-02-17T000010Z"),
    ],
)
def test_seconds_appear_in_the_id_where_there_are_any(instant: str, expected: str) -> None:
    assert ids(instant) == [expected]


def test_normalised_text_ignores_case_and_spacing() -> None:
    assert normalise_text(" Talks\u00a0RESUME  today") == normalise_text("talks resume today")


def test_flags_are_joined_by_spaces() -> None:
    both = np.array([True, False])
    assert join_flags({"mixed_clock": both, "doubtful_day": both}) == ["mixed_clock doubtful_day", ""]


def test_rejected_rows_are_described_with_count_and_first_example() -> None:
    described = describe_rejected([BAD, BAD], read=9)
    assert "2 of 9 entries were rejected" in described
    assert "line 7, 'Talks (25:10)': hour 25" in described


def test_nothing_left_is_an_error_that_lists_the_rows() -> None:
    with pytest.raises(HeadlineError, match="line 7") as caught:
        refuse_if_all_rejected([BAD], kept=0)
    assert caught.value.data["rejected"] == [BAD]


def test_nothing_left_for_want_of_zones_is_a_zone_error() -> None:
    with pytest.raises(ZoneError):
        refuse_if_all_rejected([BAD], kept=0, zones_only=True)


def test_something_left_is_no_error() -> None:
    refuse_if_all_rejected([BAD], kept=1)


def test_rejected_rows_are_a_frame() -> None:
    heads = pd.DataFrame()
    heads.attrs["rejected"] = [BAD]
    assert rejected_frame(heads).to_dict("records") == [BAD]


def test_half_characters_of_rejected_rows_are_replaced() -> None:
    heads = pd.DataFrame()
    heads.attrs["rejected"] = [BAD | {"text": "Talks \ud800"}]
    assert rejected_frame(heads)["text"].tolist() == ["Talks \ufffd"]


def test_nothing_rejected_is_a_frame_of_the_same_columns() -> None:
    assert rejected_frame(pd.DataFrame()).dtypes.astype(str).to_dict() == {
        "line": "int64",
        "text": "str",
        "reason": "str",
    }


def test_more_rejected_than_allowed_is_an_error_that_lists_them() -> None:
    with pytest.raises(HeadlineError, match="more than max_rejected=1 allows: line 7") as caught:
        check_rejected([BAD, BAD], read=9, max_rejected=1)
    assert caught.value.data["rejected"] == [BAD, BAD]


@pytest.mark.parametrize("max_rejected", [None, 1, 2])
def test_as_many_rejected_as_allowed_is_no_error(max_rejected: int | None) -> None:
    check_rejected([BAD], read=9, max_rejected=max_rejected)


@pytest.mark.parametrize("max_rejected", [-1, 0.5, True])
def test_max_rejected_must_be_a_count(max_rejected: float) -> None:
    with pytest.raises(HeadlineError, match="must be a count"):
        check_rejected([], read=9, max_rejected=max_rejected)  # type: ignore[arg-type]
