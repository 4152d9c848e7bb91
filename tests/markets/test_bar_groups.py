"""Which shorter bars make up which longer one, against counting them one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aftershock.markets.bar_groups import (
    BarGroups,
    first_values,
    group_bars,
    highest_values,
    last_values,
    lowest_values,
    summed_values,
)

MINUTE = 60 * 10**9
NOON = np.datetime64("2022-02-17T12:00", "ns").astype(np.int64)

ends_in_minutes = st.lists(st.integers(1, 200), min_size=1, max_size=60, unique=True).map(sorted)
walls_in_minutes = st.lists(st.integers(1, 200), max_size=5, unique=True).map(sorted)


def instants(minutes: list[int]) -> np.ndarray:
    return (NOON + np.asarray(minutes, dtype=np.int64) * MINUTE).astype("datetime64[ns]")


def grouped(ends: list[int], *, step: int, walls: list[int] | None = None, anchor: int = 0) -> BarGroups:
    return group_bars(
        instants(ends) - np.timedelta64(MINUTE, "ns"),
        instants(ends),
        step=np.timedelta64(step * MINUTE, "ns"),
        anchors=instants([anchor] * len(ends)),
        boundaries=instants(walls or []),
    )


def minutes(values: np.ndarray) -> list[int]:
    return ((values.astype(np.int64) - NOON) // MINUTE).tolist()


def by_counting(
    ends: list[int], step: int, walls: list[int], anchor: int
) -> dict[tuple[int, int], list[int]]:
    """Walk each bar to the first grid point or boundary at or after its end, and back to the one before."""
    turns = set(walls)
    groups: dict[tuple[int, int], list[int]] = {}
    for end in ends:
        last = end
        while last not in turns and (last - anchor) % step:
            last += 1
        first = end - 1
        while first not in turns and (first - anchor) % step:
            first -= 1
        groups.setdefault((first, last), []).append(end)
    return groups


@given(ends_in_minutes, walls_in_minutes, st.integers(2, 40), st.integers(-50, 50))
def test_groups_are_those_found_by_counting(
    ends: list[int], walls: list[int], step: int, anchor: int
) -> None:
    groups = grouped(ends, step=step, walls=walls, anchor=anchor)
    expected = by_counting(ends, step, walls, anchor)
    spans = list(zip(minutes(groups.starts), minutes(groups.ends), strict=True))
    assert spans == list(expected)
    assert (groups.last - groups.first + 1).tolist() == [len(members) for members in expected.values()]
    assert groups.closed.tolist() == [members[-1] == span[1] for span, members in expected.items()]
    assert groups.opened.tolist() == [members[0] - 1 == span[0] for span, members in expected.items()]
    assert groups.whole.tolist() == [len(members) == span[1] - span[0] for span, members in expected.items()]


def test_bar_that_ends_on_a_grid_point_belongs_to_what_ended_there() -> None:
    assert minutes(grouped([15], step=15).ends) == [15]


def test_boundary_cuts_a_longer_bar_in_two() -> None:
    groups = grouped([1, 2, 3, 4, 5], step=5, walls=[2])
    assert (minutes(groups.starts), minutes(groups.ends)) == ([0, 2], [2, 5])


def test_bar_that_reaches_across_the_grid_is_marked() -> None:
    two = np.timedelta64(2 * MINUTE, "ns")
    ends = instants([4, 6])
    groups = group_bars(
        ends - two,
        ends,
        step=np.timedelta64(5 * MINUTE, "ns"),
        anchors=instants([0, 0]),
        boundaries=ends[:0],
    )
    assert groups.crossed.tolist() == [False, True]


def test_values_of_a_group() -> None:
    groups, values = grouped([1, 2, 3, 4], step=2), np.array([3.0, 1.0, 5.0, 9.0])
    found = [
        rule(values, groups).tolist()
        for rule in (first_values, last_values, highest_values, lowest_values, summed_values)
    ]
    assert found == [[3.0, 5.0], [1.0, 9.0], [3.0, 9.0], [1.0, 5.0], [4.0, 14.0]]


def test_unknown_value_makes_high_low_and_sum_unknown() -> None:
    groups, values = grouped([1, 2, 3, 4], step=2), np.array([3.0, np.nan, 5.0, 9.0])
    for rule in (highest_values, lowest_values, summed_values):
        assert np.isnan(rule(values, groups)).tolist() == [True, False]
