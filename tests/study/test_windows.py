"""Windows include both ends, and say which parameter is wrong and what to write instead."""

import math

import numpy as np
import pytest

from aftershock.errors import EstimationError
from aftershock.study import Window
from aftershock.study.windows import as_window, as_windows, check_estimation, hull


def test_both_ends_count() -> None:
    assert Window(-1, 5).length == 7


def test_one_session_is_a_window() -> None:
    assert Window(0, 0).length == 1


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(-1, 5), "[-1, +5]"),
        (Window(0, 0), "[0, 0]"),
        (Window(0, 1), "[0, +1]"),
        (Window(10, 20), "[+10, +20]"),
        (Window(-250, -11), "[-250, -11]"),
    ],
)
def test_prints_with_signs(window: Window, text: str) -> None:
    assert str(window) == text


def test_holds_itself() -> None:
    assert Window(-1, 5).holds(Window(-1, 5))


@pytest.mark.parametrize("other", [Window(-2, 0), Window(0, 6), Window(-3, -2), Window(6, 7)])
def test_does_not_hold_what_reaches_beyond(other: Window) -> None:
    assert not Window(-1, 5).holds(other)


def test_refuses_to_end_before_it_starts() -> None:
    with pytest.raises(
        EstimationError, match=r"window \(1, 0\) ends before it starts.*earlier session first"
    ):
        Window(1, 0)


@pytest.mark.parametrize("pair", [(0, 1), [0, 1], (0.0, 1.0), np.array([0, 1]), Window(0, 1)])
def test_a_pair_becomes_a_window(pair: object) -> None:
    assert as_window(pair, name="window") == Window(0, 1)  # type: ignore[arg-type]


def test_a_reversed_pair_names_its_parameter() -> None:
    with pytest.raises(EstimationError, match=r"estimation \(-5, -90\) ends before it starts"):
        as_window((-5, -90), name="estimation")


@pytest.mark.parametrize(
    "value", [3, None, (0,), (0, 1, 2), (0, 0.5), ("a", "b"), (0, math.nan), (0, math.inf)]
)
def test_anything_else_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(EstimationError, match=r"window is .*pair of whole sessions, e\.g\. \(-1, 5\)"):
        as_window(value, name="window")  # type: ignore[arg-type]


def test_the_error_carries_the_value() -> None:
    with pytest.raises(EstimationError) as caught:
        as_window((0, 0.5), name="window")  # type: ignore[arg-type]
    assert caught.value.data == {"value": (0, 0.5)}


def test_estimation_may_end_right_before_the_window() -> None:
    check_estimation(Window(-250, -2), Window(-1, 5))


@pytest.mark.parametrize("end", [-1, 0, 9])
def test_estimation_may_not_reach_into_the_window(end: int) -> None:
    with pytest.raises(EstimationError, match=r"reaches into window \[-1, \+5\]; let it end at -2 or before"):
        check_estimation(Window(-250, end), Window(-1, 5))


@pytest.mark.parametrize("value", [(0, 1), [0, 1], Window(0, 1), np.array([0, 1])])
def test_one_pair_is_one_window(value: object) -> None:
    assert as_windows(value, name="window") == (Window(0, 1),)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [[(0, 0), (-1, 1)], ((0, 0), (-1, 1)), [Window(0, 0), [-1, 1]]])
def test_several_pairs_are_several_windows(value: object) -> None:
    assert as_windows(value, name="window") == (Window(0, 0), Window(-1, 1))  # type: ignore[arg-type]


def test_no_window_is_refused() -> None:
    with pytest.raises(EstimationError, match="window is empty; give at least one pair"):
        as_windows([], name="window")


@pytest.mark.parametrize("value", [[(0, 0), 1], "01", ["a", "b"], [(0, 0), (1,)]])
def test_what_is_no_list_of_pairs_is_refused(value: object) -> None:
    with pytest.raises(EstimationError, match="pair of whole sessions"):
        as_windows(value, name="window")  # type: ignore[arg-type]


def test_a_hull_holds_every_window() -> None:
    assert hull([Window(0, 0), Window(-3, -2), Window(1, 4)]) == Window(-3, 4)
