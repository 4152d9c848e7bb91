"""Cutting windows out of session order: by hand, and against slices row by row."""

import numpy as np
import pytest

from aftershock.study import Window
from aftershock.study.cutting import count_inside, covered_rows, cut_windows, distinct_rows

VALUES = np.array([10.0, 11.0, 12.0, 13.0])


@pytest.mark.parametrize("window", [Window(-2, 1), Window(0, 0), Window(2, 3), Window(-5, -4), Window(-9, 9)])
def test_each_row_is_the_slice_around_its_event(window: Window) -> None:
    cut = cut_windows(VALUES, np.arange(4), window)
    days = range(window.start, window.end + 1)
    expected = [[VALUES[row + day] if 0 <= row + day < 4 else np.nan for day in days] for row in range(4)]
    np.testing.assert_array_equal(cut, expected)


def test_a_cut_is_a_copy() -> None:
    cut_windows(VALUES, np.array([1]), Window(0, 0))[:] = 0.0
    assert VALUES.tolist() == [10.0, 11.0, 12.0, 13.0]


def test_no_event_cuts_nothing() -> None:
    assert cut_windows(VALUES, np.array([], dtype=int), Window(0, 1)).shape == (0, 2)


@pytest.mark.parametrize("window", [Window(-2, 1), Window(2, 3), Window(-5, -4)])
def test_marked_sessions_are_counted_inside_the_data_only(window: Window) -> None:
    marked = np.array([True, False, True, True])
    days = range(window.start, window.end + 1)
    expected = [sum(marked[row + day] for day in days if 0 <= row + day < 4) for row in range(4)]
    assert count_inside(marked, np.arange(4), window).tolist() == expected


def test_events_cover_their_windows() -> None:
    covered = covered_rows(10, np.array([1, 8]), Window(-1, 0))
    assert np.flatnonzero(covered).tolist() == [0, 1, 7, 8]


def test_windows_cover_only_what_is_inside_the_data() -> None:
    assert covered_rows(4, np.array([0, 3]), Window(-2, 2)).tolist() == [True] * 4


def test_windows_that_overlap_cover_once() -> None:
    assert np.flatnonzero(covered_rows(9, np.array([2, 3, 3]), Window(0, 1))).tolist() == [2, 3, 4]


def test_events_of_one_session_share_a_place() -> None:
    rows, place = distinct_rows(np.array([5, 2, 5, 0]), 6)
    assert rows.tolist() == [0, 2, 5]
    assert place.tolist() == [2, 1, 2, 0]
