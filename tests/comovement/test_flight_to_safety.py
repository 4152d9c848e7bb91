"""Flights to safety from frames of moves."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import flight_to_safety
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_flights

MADE = simulate_flights(1500, n_flights=12, size=6.0, rng=1)
MOVES = MADE.frame()
FOUND = flight_to_safety(MOVES, equity="SPX", bond="UST10Y", duration=8.0)


def test_planted_flights_are_found() -> None:
    planted = MOVES.index[MADE.flights]
    assert planted.isin(FOUND.days.index).mean() == 1.0


def test_the_share_is_that_of_the_rows_judged() -> None:
    row = FOUND.to_frame().loc["flight"]
    assert row["share"] == pytest.approx(FOUND.n_flights / FOUND.n_judged)


def test_the_gap_is_the_return_of_the_bond_less_that_of_shares() -> None:
    day = FOUND.days.index[0]
    expected = -8.0 * MOVES.loc[day, "UST10Y"] / 1e4 - MOVES.loc[day, "SPX"]
    assert FOUND.days.loc[day, "gap"] == pytest.approx(expected)


def test_other_assets_are_described_on_flights_and_on_the_other_rows() -> None:
    table = FOUND.others.set_index(["asset", "rows"])
    assert table.loc[("GOLD", "flights"), "n"] + table.loc[("GOLD", "other"), "n"] == FOUND.n_judged


def test_planted_gold_rises_on_more_flights_than_other_days() -> None:
    table = FOUND.others.set_index(["asset", "rows"])["share_up"]
    assert table["GOLD", "flights"] > table["GOLD", "other"] + 0.2


def test_a_yield_without_duration_has_flights_but_no_gap() -> None:
    found = flight_to_safety(MOVES, equity="SPX", bond="UST10Y")
    assert found.n_flights == FOUND.n_flights
    assert np.isnan(found.gap.mean) and "duration" in found.gap.reason


def test_a_price_gives_the_flights_of_its_yield() -> None:
    priced = MOVES.assign(UST10Y=-8.0 * MOVES["UST10Y"] / 1e4)
    found = flight_to_safety(priced, equity="SPX", bond="UST10Y", bond_quote="price")
    assert found.days.index.equals(FOUND.days.index) and found.gap.mean == pytest.approx(FOUND.gap.mean)


def test_later_moves_change_no_flight() -> None:
    earlier = flight_to_safety(MOVES.iloc[:1000], equity="SPX", bond="UST10Y", duration=8.0)
    assert earlier.days.index.equals(FOUND.days.index[FOUND.days.index < MOVES.index[1000]])


def test_requirements_only_take_flights_away() -> None:
    strict = flight_to_safety(
        MOVES, equity="SPX", bond="UST10Y", require=["negative_correlation", "high_volatility"]
    )
    assert strict.days.index.isin(FOUND.days.index).all() and strict.n_flights < FOUND.n_flights


def test_bars_are_compared_with_bars_of_their_hour() -> None:
    generator = np.random.default_rng(5)
    days = pd.bdate_range("2022-01-03", periods=120, tz="America/New_York")
    instants = pd.DatetimeIndex(
        np.sort(np.concatenate([days + pd.Timedelta(hours=one) for one in (10, 15)])), tz="UTC"
    )
    usual = np.tile([3.0, 1.0], 120)[:, None]
    moves = pd.DataFrame(usual * generator.standard_normal((240, 2)), index=instants, columns=["A", "B"])
    moves.iloc[-1] = [-2.5, 2.5]
    moves.iloc[-2] = [-2.5, 2.5]
    found = flight_to_safety(moves, equity="A", bond="B", bond_quote="price", fewest=30)
    assert instants[-1] in found.days.index and instants[-2] not in found.days.index


def test_too_short_a_sample_says_so() -> None:
    found = flight_to_safety(MOVES.iloc[:40], equity="SPX", bond="UST10Y")
    assert found.n_flights == 0 and "60 earlier" in found.summary()


def test_the_summary_gives_share_interval_and_gap() -> None:
    text = FOUND.summary()
    assert "90% interval" in text and "Bonds less shares" in text and "GOLD on them" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kappa": 0.0}, "kappa"),
        ({"fewest": 1}, "fewest"),
        ({"bond": "SPX"}, "two columns"),
        ({"bond": "BUND"}, "no moves of BUND"),
        ({"duration": -1.0}, "years above 0"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ComovementError, match=said):
        flight_to_safety(MOVES, **{"equity": "SPX", "bond": "UST10Y", **arguments})


def test_a_bond_that_nobody_knows_must_say_what_it_is() -> None:
    bare = pd.DataFrame(MADE.moves[:, :2], columns=["stocks", "bond"])
    with pytest.raises(ComovementError, match="price or a yield"):
        flight_to_safety(bare, equity="stocks", bond="bond")


def test_an_unknown_requirement_is_refused() -> None:
    with pytest.raises(ValueError, match="require"):
        flight_to_safety(MOVES, equity="SPX", bond="UST10Y", require=["panic"])  # type: ignore[list-item]
