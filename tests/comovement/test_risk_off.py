"""Risk-off scores from frames, session studies and clock-time studies."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.comovement import default_signature, risk_off
from aftershock.comovement.score_words import adjust_pvalues, episode_word
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_flights

MADE = simulate_flights(1200, n_flights=10, size=5.0, rng=2)
MOVES = MADE.frame()
DAYS = MOVES.index[MADE.flights]
SCORES = risk_off(MOVES, episodes=DAYS)


def test_planted_flights_are_risk_off() -> None:
    assert (SCORES.table["word"] == "risk-off").all()


def test_flights_turned_round_are_risk_on() -> None:
    turned = -MOVES
    turned.attrs = MOVES.attrs
    assert (risk_off(turned, episodes=DAYS).table["word"] == "risk-on").all()


def test_quiet_days_are_not_told_from_noise() -> None:
    quiet = MOVES.index[[400, 500, 600]]
    assert (risk_off(MOVES, episodes=quiet).table["word"] == "not told from noise").all()


def test_large_moves_across_the_signature_are_mixed() -> None:
    moves = MOVES.copy()
    moves.iloc[700] = [-0.09, 40.0, 0.0, 0.0]
    assert risk_off(moves, episodes=[moves.index[700]]).table["word"].tolist() == ["mixed"]


def test_adjusted_pvalues_are_never_below_the_others() -> None:
    assert (SCORES.table["adjusted_pvalue"] >= SCORES.table["pvalue"]).all()


@pytest.mark.parametrize("adjustment", ["romano_wolf", "holm", "benjamini_hochberg", "benjamini_yekutieli"])
def test_one_episode_needs_no_adjustment(adjustment: Any) -> None:
    row = risk_off(MOVES, episodes=DAYS[:1], adjustment=adjustment, n_draws=20_000).table.iloc[0]
    assert row["adjusted_pvalue"] == pytest.approx(row["pvalue"], abs=2e-3)


def test_the_same_seed_gives_the_same_table() -> None:
    pd.testing.assert_frame_equal(SCORES.to_frame(), risk_off(MOVES, episodes=DAYS).to_frame())


def test_a_missing_asset_is_named() -> None:
    moves = MOVES.copy()
    moves.loc[DAYS[3], "GOLD"] = np.nan
    row = risk_off(moves, episodes=DAYS).table.iloc[3]
    assert (row["missing"], row["n_assets"]) == ("GOLD", 3)


def test_two_missing_assets_leave_no_score_but_a_reason() -> None:
    moves = MOVES.copy()
    moves.loc[DAYS[3], ["GOLD", "SPX"]] = np.nan
    row = risk_off(moves, episodes=DAYS).table.iloc[3]
    assert np.isnan(row["score"]) and row["word"] == "" and "at least 2 are needed" in row["reason"]


def test_a_second_headline_of_the_day_is_merged() -> None:
    table = risk_off(MOVES, episodes={"first": DAYS[0], "second": DAYS[0]}).table
    assert table.loc["second", "reason"] == "merged into first"


def test_events_that_name_assets_are_scored_on_their_sessions() -> None:
    events = pd.DataFrame({"event_id": "e", "asset": list(MOVES.columns), "session": DAYS[0]})
    assert risk_off(MOVES, episodes=events).table.loc["e", "score"] == SCORES.table["score"].iloc[0]


def test_weights_of_war_risk_may_be_any() -> None:
    weights = pd.Series({"SPX": -1.0, "UST10Y": -0.4, "WTI": 1.3})
    assert dict(risk_off(MOVES, episodes=DAYS, signature=weights).signature) == weights.to_dict()


def test_a_session_study_brings_its_moves_and_events() -> None:
    events = pd.DataFrame(
        [(str(day.date()), asset, day) for day in DAYS for asset in MOVES.columns],
        columns=["event_id", "asset", "session"],
    )
    results = ash.EventStudy(MOVES, events, window=(0, 0), estimation=(-120, -11)).fit()
    pd.testing.assert_frame_equal(risk_off(results).table, SCORES.table)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"episodes": None}, "episodes is missing"),
        ({"signature": {"SPX": -1}}, "two or more"),
        ({"signature": {"SPX": -1, "BUND": 1}}, "no other"),
        ({"window": "0/+60min"}, "pair of rows"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ComovementError, match=said):
        risk_off(MOVES, **{"episodes": DAYS, **arguments})


def test_assets_that_nobody_knows_need_weights() -> None:
    with pytest.raises(ComovementError, match="two are needed"):
        default_signature(["mine", "SPX"])


def test_prices_of_bonds_weigh_the_other_way_than_yields() -> None:
    assert default_signature(["SPX", "UST10Y", "ZN", "WTI"]) == {"SPX": -1.0, "UST10Y": -1.0, "ZN": 1.0}


def test_words_follow_the_adjusted_pvalues() -> None:
    assert [episode_word(2.0, one, 0.9, alpha=0.05) for one in (0.05, 0.06)] == [
        "risk-off",
        "not told from noise",
    ]


def test_romano_wolf_counts_all_episodes() -> None:
    statistics = np.array([3.0, 0.1])
    draws = np.array([[0.0, 4.0], [1.0, 1.0], [2.0, 0.0], [0.0, 0.0]])
    assert adjust_pvalues(np.array([0.2, 0.8]), statistics, draws, "romano_wolf").tolist() == [0.4, 0.8]


@pytest.fixture(scope="module")
def clock_results() -> Any:
    text = "A strait is closed (3:40 p.m.)\n\nText.\n\nA second ship is hit (5:10 p.m.)\n\nText."
    heads = ash.read_headlines(text, date="2019-03-20", zone="CET")
    bars = ash.load_prices(
        ["SPX", "GOLD", "ZN"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h"
    )
    return ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()


def test_a_clock_time_study_is_scored_headline_by_headline(clock_results: Any) -> None:
    scores = risk_off(clock_results)
    assert len(scores.table) == 2 and scores.table["pvalue"].between(0, 1, inclusive="right").any()


def test_a_clock_time_study_says_where_its_windows_come_from(clock_results: Any) -> None:
    assert set(risk_off(clock_results).table["compared_with"]) <= {"own_day", "all_days", ""}


def test_a_clock_time_study_takes_names_of_windows(clock_results: Any) -> None:
    with pytest.raises(ComovementError, match="name of one of its windows"):
        risk_off(clock_results, window=(0, 1))


def test_the_summary_says_words_and_method() -> None:
    text = SCORES.summary()
    assert (
        "risk-off 10" in text and "romano_wolf" in text and str(SCORES).startswith("<RiskOffScores: 10 of 10")
    )


def test_scores_hold_reactions_and_quiet_rows() -> None:
    assert SCORES.reactions.shape == (10, 4) and len(SCORES.quiet) == len(MOVES) - 10
