"""Badges on the rail never overlap, and no headline loses its number."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.reporting.rail import (
    badge_label,
    fit_badges,
    label_numbers,
    merge_neighbours,
    pack_lanes,
)

ROUNDING = 0.011
NUMBERS = st.sets(st.integers(1, 99), min_size=1, max_size=30)
SPANS = st.lists(
    st.tuples(st.floats(0, 500), st.floats(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=40
)
PLACES = st.lists(st.floats(0, 500), min_size=1, max_size=40)


def numbers_in(label: str) -> set[int]:
    ends = [[int(end) for end in run.split("–")] for run in label.split(", ")]
    return {number for run in ends for number in range(run[0], run[-1] + 1)}


@given(SPANS, st.floats(0, 5))
def test_spans_of_one_lane_keep_their_distance(spans: list[tuple[float, float]], gap: float) -> None:
    lanes = pack_lanes(spans, gap=gap)
    for (first, lane), (second, other) in combinations(zip(spans, lanes, strict=True), 2):
        if lane == other:
            assert first[1] + gap <= second[0] or second[1] + gap <= first[0]


@given(SPANS)
def test_no_more_lanes_are_used_than_spans_meet_in_one_place(spans: list[tuple[float, float]]) -> None:
    lanes = pack_lanes(spans, gap=0.0)
    deepest = max((sum(left <= start < right for left, right in spans) for start, _ in spans), default=0)
    assert max(lanes, default=-1) + 1 == deepest


@given(st.lists(st.floats(0, 500), unique=True, max_size=30), st.randoms(use_true_random=False))
def test_lanes_do_not_depend_on_the_order_given(lefts: list[float], random) -> None:
    spans = [(left, left + 14) for left in lefts]
    shuffled = random.sample(spans, len(spans))
    assert dict(zip(spans, pack_lanes(spans, gap=1), strict=True)) == dict(
        zip(shuffled, pack_lanes(shuffled, gap=1), strict=True)
    )


@given(PLACES, st.floats(0, 60))
def test_every_headline_is_in_one_group_no_wider_than_the_reach(places: list[float], reach: float) -> None:
    groups = merge_neighbours(places, reach=reach)
    assert sorted(index for group in groups for index in group) == list(range(len(places)))
    for group in groups:
        members = [places[index] for index in group]
        assert max(members) - min(members) <= reach


@settings(deadline=None)
@given(PLACES, st.integers(1, 6))
def test_badges_fit_the_lanes_there_are_and_never_overlap(places: list[float], most: int) -> None:
    numbers = list(range(1, len(places) + 1))
    badges = fit_badges(sorted(places), numbers, size=9.6, width=500, most_lanes=most)
    assert max(badge.lane for badge in badges) < most
    for first, second in combinations(badges, 2):
        if first.lane == second.lane:
            assert first.right <= second.left + ROUNDING or second.right <= first.left + ROUNDING


@settings(deadline=None)
@given(PLACES)
def test_badges_stay_on_the_rail(places: list[float]) -> None:
    badges = fit_badges(sorted(places), range(1, len(places) + 1), size=9.6, width=500, most_lanes=4)
    assert min(badge.left for badge in badges) >= 0
    assert max(badge.right for badge in badges) <= 500 + ROUNDING


@settings(deadline=None)
@given(PLACES)
def test_every_number_is_on_some_badge(places: list[float]) -> None:
    badges = fit_badges(sorted(places), range(1, len(places) + 1), size=9.6, width=500, most_lanes=3)
    shown = set().union(*(numbers_in(badge.label) for badge in badges))
    assert shown == set(range(1, len(places) + 1))


def test_headlines_far_apart_keep_their_own_badges() -> None:
    badges = fit_badges([10, 100, 200], [1, 2, 3], size=9.6, width=500, most_lanes=1)
    assert [badge.label for badge in badges] == ["1", "2", "3"]


def test_a_rail_without_headlines_is_empty() -> None:
    assert fit_badges([], [], size=9.6, width=500, most_lanes=3) == []


@given(NUMBERS)
def test_a_label_names_exactly_its_numbers(numbers: set[int]) -> None:
    assert numbers_in(label_numbers(sorted(numbers))) == numbers


@given(NUMBERS)
def test_a_badge_label_stays_short(numbers: set[int]) -> None:
    assert len(badge_label(sorted(numbers))) <= 9
