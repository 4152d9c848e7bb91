"""What followed the episodes nearest to one."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import analogues, risk_off
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_flights

MADE = simulate_flights(2500, n_flights=40, size=3.0, rng=3)
MOVES = MADE.frame()
DAYS = MOVES.index[MADE.flights]
REACTIONS = MOVES.loc[DAYS] / MOVES.std()
LAST = DAYS[-1]
FOUND = analogues(REACTIONS, of=LAST, moves=MOVES)


def test_neighbours_come_nearest_first() -> None:
    assert FOUND.neighbours["distance"].is_monotonic_increasing


def test_what_followed_is_the_sum_of_the_five_rows_after() -> None:
    day = FOUND.values.index[0]
    row = MOVES.index.get_loc(day)
    assert FOUND.values.loc[day, "SPX"] == pytest.approx(MOVES["SPX"].iloc[row + 1 : row + 6].sum())


def test_nothing_from_the_day_at_hand_on_is_used() -> None:
    later = MOVES.copy()
    later.loc[LAST:] = 99.0
    other = analogues(REACTIONS, of=LAST, moves=later)
    pd.testing.assert_frame_equal(other.neighbours, FOUND.neighbours)
    pd.testing.assert_frame_equal(other.following, FOUND.following)


def test_an_episode_whose_following_days_reach_the_one_at_hand_is_left_out() -> None:
    close = MOVES.index[MOVES.index.get_loc(LAST) - 3]
    wider = pd.concat([REACTIONS, REACTIONS.loc[[LAST]].set_axis([close])]).sort_index()
    assert (
        analogues(wider, of=LAST, moves=MOVES).left_out.loc[close, "reason"]
        == "not over before the episode at hand"
    )


def test_later_episodes_are_left_out() -> None:
    found = analogues(REACTIONS, of=DAYS[20], moves=MOVES)
    assert found.n_earlier + len(found.left_out) == 39 and found.n_earlier <= 20


def test_a_twin_is_the_nearest() -> None:
    twin = REACTIONS.copy()
    twin.loc[LAST] = twin.loc[DAYS[7]]
    found = analogues(twin, of=LAST, moves=MOVES)
    assert found.neighbours.index[0] == DAYS[7] and found.neighbours["distance"].iloc[0] == pytest.approx(
        0.0, abs=1e-6
    )


def test_the_share_nearer_counts_pairs_of_earlier_episodes() -> None:
    assert (
        FOUND.neighbours["share_nearer"].between(0, 1).all()
        and FOUND.neighbours["share_nearer"].is_monotonic_increasing
    )


def test_all_windows_before_are_counted() -> None:
    table = FOUND.following.set_index(["asset", "rows"])
    assert table.loc[("SPX", "all windows before"), "n"] == MOVES.index.get_loc(LAST) - 4


def test_fewer_than_eight_are_listed_not_described() -> None:
    found = analogues(REACTIONS, of=LAST, moves=MOVES, k=7)
    after = found.following[found.following["rows"] == "after neighbours"]
    assert (
        after["median"].isna().all() and len(found.values) == 7 and "Listed, not described" in found.summary()
    )


def test_themes_keep_to_their_own() -> None:
    themes = {day: ("war" if at % 2 else "trade") for at, day in enumerate(DAYS)}
    found = analogues(REACTIONS, of=LAST, moves=MOVES, themes=themes)
    assert set(found.neighbours["theme"]) == {themes[LAST]}


def test_an_episode_that_lacks_an_asset_is_left_out() -> None:
    holed = REACTIONS.copy()
    holed.loc[DAYS[4], "GOLD"] = np.nan
    assert analogues(holed, of=LAST, moves=MOVES).left_out.loc[DAYS[4], "reason"] == "an asset has no move"


def test_scores_bring_their_reactions_and_days() -> None:
    scores = risk_off(MOVES, episodes=DAYS)
    assert analogues(scores, of=str(LAST.date()), moves=MOVES).n_neighbours == 10


def test_the_angle_is_another_distance() -> None:
    assert "angle" in analogues(REACTIONS, of=LAST, moves=MOVES, distance="cosine").distance


def test_the_summary_forecasts_nothing() -> None:
    assert FOUND.summary().endswith("not a forecast.") and "n 10" in FOUND.summary()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"of": "nobody"}, "no episode"),
        ({"k": 0}, "at least 1 neighbour"),
        ({"horizon": (0, 5)}, "horizon"),
        ({"horizon": (5, 1)}, "horizon"),
        ({"assets": ["SPX"]}, "two are needed"),
        ({"assets": ["SPX", "BUND"]}, "no column BUND"),
        ({"when": {LAST: "never"}}, "no row of the moves"),
        ({"of": DAYS[0], "moves": MOVES.iloc[MADE.flights[0] :]}, "calm row"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ComovementError, match=said):
        analogues(REACTIONS, **{"of": LAST, "moves": MOVES, **arguments})


def test_an_unknown_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="distance"):
        analogues(REACTIONS, of=LAST, moves=MOVES, distance="taxi")  # type: ignore[arg-type]
