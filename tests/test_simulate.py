"""Simulated markets have the properties they claim, and the embedded sample is exactly what they give."""

import csv
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import AftershockError, AssetError
from aftershock.headlines import read_headlines
from aftershock.markets import load_prices
from aftershock.simulate import (
    Clock,
    Planted,
    half_hour_clock,
    persistent_volatility,
    planted_path,
    simulate_market,
    simulate_returns,
    student_shocks,
    usual_volatility,
    write_sample,
)
from aftershock.simulate.sample import BAR_SYMBOLS

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
MONTE_CARLO = 0.05  # relative error of a standard deviation from 20,000 fat-tailed draws, generously
HOURLY_LIMIT = 200_000
CLOSURE = np.datetime64("2019-03-20T14:40", "ns")


@pytest.fixture(scope="module")
def clock() -> Clock:
    return half_hour_clock("2019-03-01", "2019-03-29")


@pytest.fixture(scope="module")
def planted_rows() -> list[dict[str, str]]:
    with (SAMPLE / "planted.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_student_shocks_have_unit_variance() -> None:
    assert student_shocks(20_000, df=6.0, rng=1).std() == pytest.approx(1.0, rel=MONTE_CARLO)


def test_student_shocks_refuse_an_infinite_variance() -> None:
    with pytest.raises(AftershockError, match=r"df is 2.*above 2"):
        student_shocks(3, df=2.0, rng=1)


def test_persistent_volatility_has_mean_square_one() -> None:
    path = persistent_volatility(200_000, persistence=0.5, spread=0.3, rng=1)
    assert np.mean(path**2) == pytest.approx(1.0, rel=MONTE_CARLO)


def test_persistent_volatility_has_the_autocorrelation_asked_for() -> None:
    path = np.log(persistent_volatility(50_000, persistence=0.9, spread=0.3, rng=1))
    assert np.corrcoef(path[1:], path[:-1])[0, 1] == pytest.approx(0.9, abs=0.01)


def test_persistent_volatility_refuses_a_unit_root() -> None:
    with pytest.raises(AftershockError, match=r"persistence is 1\.0; it must lie in \[0, 1\)"):
        persistent_volatility(3, persistence=1.0, spread=0.1, rng=1)


def test_returns_have_the_beta_asked_for() -> None:
    panel = simulate_returns(20_000, 1, rng=1, beta=0.7)
    slope = np.cov(panel.assets[:, 0], panel.market)[0, 1] / panel.market.var()
    assert slope == pytest.approx(0.7, abs=0.03)


def test_returns_have_the_residual_correlation_asked_for() -> None:
    panel = simulate_returns(20_000, 2, rng=1, beta=0.0, correlation=0.4)
    assert np.corrcoef(panel.assets.T)[0, 1] == pytest.approx(0.4, abs=0.03)


def test_returns_at_event_rows_have_the_extra_variance_and_no_other_row_has() -> None:
    calm = simulate_returns(30, 2, rng=1, beta=0.0)
    tense = simulate_returns(30, 2, rng=1, beta=0.0, event_rows=[4, 7], event_variance=4.0)
    expected = np.ones(30)
    expected[[4, 7]] = 2.0
    np.testing.assert_allclose(tense.assets / calm.assets, np.column_stack([expected, expected]))


def test_returns_refuse_a_correlation_above_one() -> None:
    with pytest.raises(AftershockError, match=r"correlation is 1\.2"):
        simulate_returns(3, 2, rng=1, correlation=1.2)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_the_same_seed_gives_the_same_returns(seed: int) -> None:
    first, again = (simulate_returns(20, 3, rng=seed, spread=0.3) for _ in range(2))
    np.testing.assert_array_equal(first.assets, again.assets)


def test_the_open_of_stocks_is_livelier_than_midday_and_midday_than_the_night() -> None:
    night, midday, opening, close = usual_volatility(np.array([22.0, 12.0, 9.75, 15.75]))
    assert night < midday < close < opening


def test_the_clock_runs_from_sunday_evening_to_friday_17_new_york() -> None:
    week = half_hour_clock("2019-03-11", "2019-03-15").instants
    assert (week[0], week[-1]) == (np.datetime64("2019-03-10T22:00"), np.datetime64("2019-03-15T21:00"))


def test_the_clock_pauses_from_17_to_18_new_york(clock: Clock) -> None:
    gaps = np.diff(clock.instants).astype("timedelta64[m]")
    assert sorted({int(gap) for gap in gaps.astype(int)}) == [30, 60, 49 * 60 - 60, 49 * 60]


def test_the_clock_follows_new_york_into_summer_time(clock: Clock) -> None:
    opens = clock.instants[np.flatnonzero(np.diff(clock.session)) + 1]
    assert np.datetime64("2019-03-07T23:00") in opens and np.datetime64("2019-03-11T22:00") in opens


def test_planted_moves_are_added_to_noise_that_does_not_depend_on_them(clock: Clock) -> None:
    planted = Planted(CLOSURE, "WTI", 0.03)
    difference = simulate_market(clock, planted=[planted], rng=1) - simulate_market(clock, rng=1)
    np.testing.assert_allclose(difference[:, 3], planted_path(clock.instants, planted), atol=1e-12)


def test_a_planted_move_leaves_the_other_assets_alone(clock: Clock) -> None:
    planted = simulate_market(clock, planted=[Planted(CLOSURE, "WTI", 0.03)], rng=1)
    np.testing.assert_array_equal(planted[:, :3], simulate_market(clock, rng=1)[:, :3])


def test_a_price_struck_at_the_very_instant_does_not_know_the_planted_move() -> None:
    at = np.array([CLOSURE, CLOSURE + np.timedelta64(1, "ns")])
    np.testing.assert_allclose(planted_path(at, Planted(CLOSURE, "WTI", 0.03)), [0.0, 0.03])


def test_half_of_the_retraced_share_is_gone_after_one_half_life() -> None:
    planted = Planted(CLOSURE, "WTI", 0.04, retraced=0.5, half_life=np.timedelta64(30, "m"))
    later = np.array([CLOSURE + np.timedelta64(30, "m")])
    assert planted_path(later, planted)[0] == pytest.approx(0.03)


def test_a_move_in_an_asset_that_is_not_simulated_is_refused(clock: Clock) -> None:
    with pytest.raises(AssetError, match="'BRENT', which is not among SPX, UST10Y, GOLD, WTI"):
        simulate_market(clock, planted=[Planted(CLOSURE, "BRENT", 0.03)], rng=1)


def test_a_day_of_simulated_moves_has_the_volatility_asked_for() -> None:
    year = half_hour_clock("2017-01-02", "2018-12-31")
    last = np.flatnonzero(np.diff(year.session, append=-1))
    daily = np.diff(simulate_market(year, rng=1, spread=0.0)[last, 0])
    assert daily.std() == pytest.approx(0.008, rel=0.1)


def test_the_committed_sample_is_what_the_seed_gives(tmp_path: Path) -> None:
    written = write_sample(tmp_path, stories=SAMPLE / "stories.toml")
    differing = [path.name for path in written if path.read_bytes() != (SAMPLE / path.name).read_bytes()]
    assert differing == []


def test_the_committed_sample_holds_no_other_file(tmp_path: Path) -> None:
    written = {path.name for path in write_sample(tmp_path, stories=SAMPLE / "stories.toml")}
    assert {path.name for path in SAMPLE.iterdir()} == written | {"stories.toml"}


def test_another_seed_gives_other_prices(tmp_path: Path) -> None:
    write_sample(tmp_path, stories=SAMPLE / "stories.toml", seed=1)
    assert (tmp_path / "SPX.csv").read_bytes() != (SAMPLE / "SPX.csv").read_bytes()


def test_a_folder_without_stories_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(AftershockError, match="no stories file"):
        write_sample(tmp_path)


def test_stories_without_a_key_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "stories.toml").write_text('place = "Europe/Berlin"\nentry = []\n', encoding="utf-8")
    with pytest.raises(AftershockError, match="lacks the key 'zone'"):
        write_sample(tmp_path)


@pytest.mark.parametrize("symbol", BAR_SYMBOLS)
def test_hourly_files_stay_small(symbol: str) -> None:
    assert (SAMPLE / f"{symbol}_1h.csv").stat().st_size < HOURLY_LIMIT


def test_daily_sample_loads_with_every_session_of_each_calendar() -> None:
    prices = load_prices(
        ["SPX", "UST10Y", "GOLD", "WTI"], start="2018-01-02", end="2019-03-29", source="sample"
    )
    missing = {symbol: int(prices.moves()[symbol].dropna().size) for symbol in prices.symbols}
    sessions = {symbol: len(prices[symbol].sessions()) - 1 for symbol in prices.symbols}
    assert missing == sessions


def test_sample_prices_say_that_they_are_simulated() -> None:
    assert load_prices(["SPX"], start="2019-03-01", end="2019-03-29", source="sample").simulated


def test_hourly_bars_of_the_sample_know_the_closure_only_from_the_bar_that_ends_at_15_utc() -> None:
    bars = load_prices(["WTI"], start="2019-03-20", end="2019-03-20", source="sample", interval="1h")["WTI"]
    closes = bars.table["close"].loc["2019-03-20 13:00Z":"2019-03-20 15:00Z"]
    moves = np.diff(np.log(closes))
    assert moves[1] > 0.03 and moves[1] > 3 * abs(moves[0])


def test_planted_instants_follow_from_the_printed_times(planted_rows: list[dict[str, str]]) -> None:
    instants = {row["printed_time"]: row["instant"] for row in planted_rows}
    assert instants == {
        "3:40 p.m.": "2019-03-20T14:40:00Z",
        "3:20 a.m.": "2019-03-21T02:20:00Z",
        "11:05 a.m.": "2019-03-21T10:05:00Z",
    }


def test_the_closure_moves_every_asset_in_the_risk_off_way(planted_rows: list[dict[str, str]]) -> None:
    sign = {
        row["asset"]: np.sign(float(row["size"]))
        for row in planted_rows
        if row["printed_time"] == "3:40 p.m."
    }
    assert sign == {"SPX": -1, "UST10Y": -1, "GOLD": 1, "WTI": 1, "ZN": 1}


def test_every_planted_headline_is_an_entry_of_the_live_blog(planted_rows: list[dict[str, str]]) -> None:
    page = (SAMPLE / "live-blog.txt").read_text(encoding="utf-8").splitlines()
    lines = {f"{row['headline']} ({row['printed_time']})" for row in planted_rows}
    assert lines <= set(page)


def test_the_live_blog_reads_back_with_every_planted_instant(planted_rows: list[dict[str, str]]) -> None:
    headlines = read_headlines(SAMPLE / "live-blog.txt", date="2019-03-21")
    read = dict(
        zip(headlines["headline"], headlines["instant"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"), strict=True)
    )
    assert {row["headline"]: read[row["headline"]] for row in planted_rows} == {
        row["headline"]: row["instant"] for row in planted_rows
    }


def test_every_story_reads_back_and_nothing_else_does() -> None:
    told = tomllib.loads((SAMPLE / "stories.toml").read_text(encoding="utf-8"))
    headlines = read_headlines(SAMPLE / "live-blog.txt", date="2019-03-21")
    assert headlines["headline"].tolist() == [entry["headline"] for entry in reversed(told["entry"])]


def test_every_body_reads_back_without_the_furniture_around_it() -> None:
    told = tomllib.loads((SAMPLE / "stories.toml").read_text(encoding="utf-8"))
    headlines = read_headlines(SAMPLE / "live-blog.txt", date="2019-03-21")
    assert headlines["body"].tolist() == ["\n\n".join(entry["body"]) for entry in reversed(told["entry"])]


def test_the_live_blog_prints_times_as_such_pages_do() -> None:
    page = (SAMPLE / "live-blog.txt").read_text(encoding="utf-8")
    printed = re.findall(r"^.+ \((\d[^)]*m\.)\)$", page, flags=re.MULTILINE)
    assert printed[:6] == ["1:30 p.m.", "11:50 a.m.", "11:05 a.m.", "3:20 a.m.", "12:25 a.m.", "9:30 p.m."]
