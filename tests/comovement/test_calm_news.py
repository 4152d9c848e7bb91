"""Calm against news: the trap, what is told, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import CalmAndNews, adjusted_correlation, calm_and_news, news_bars
from aftershock.errors import ComovementError
from aftershock.simulate import simulate_regimes

ROUNDING = 1e-10
TRAP = simulate_regimes(
    {"GOLD": 0.5, "WTI": 0.3}, source="SPX", n_news=150, n_other=450, variance_ratio=9.0, rng=1
)
CHANGED = simulate_regimes(
    {"GOLD": 0.5}, source="SPX", n_news=200, n_other=600, variance_ratio=3.0, news_links={"GOLD": -0.5}, rng=2
)
OWN_NEWS = simulate_regimes(
    {"GOLD": 0.5}, source="SPX", n_news=150, n_other=450, variance_ratio=2.0, residual_ratio=4.0, rng=2
)


@pytest.fixture(scope="module")
def trapped() -> CalmAndNews:
    return calm_and_news(TRAP.moves, TRAP.news, source="SPX", n_draws=499)


def row(found: CalmAndNews, first: str = "SPX", second: str = "GOLD") -> pd.Series:
    frame = found.to_frame()
    return frame[(frame["first"] == first) & (frame["second"] == second)].iloc[0]


@pytest.mark.parametrize(("regime", "name"), [(False, "calm"), (True, "news")])
def test_measured_correlations_are_those_of_their_own_rows(
    trapped: CalmAndNews, regime: bool, name: str
) -> None:
    expected = TRAP.moves[TRAP.news == regime].corr()
    assert row(trapped)[name] == pytest.approx(expected.loc["SPX", "GOLD"], abs=ROUNDING)


def test_adjusted_correlation_with_the_source_is_forbes_and_rigobons(trapped: CalmAndNews) -> None:
    one = row(trapped)
    ratio = TRAP.moves["SPX"][TRAP.news].var(ddof=0) / TRAP.moves["SPX"][~TRAP.news].var(ddof=0)
    assert one["adjusted"] == pytest.approx(adjusted_correlation(one["news"], ratio), abs=ROUNDING)


def test_adjusted_correlation_of_two_followers_is_that_of_moves_with_a_calmed_source(
    trapped: CalmAndNews,
) -> None:
    news = TRAP.moves[TRAP.news] - TRAP.moves[TRAP.news].mean()
    calmed = news["SPX"] * np.sqrt(TRAP.moves["SPX"][~TRAP.news].var(ddof=0) / news["SPX"].var(ddof=0))
    slopes = news.cov().loc["SPX"] / news["SPX"].var()
    moved = news - np.outer(news["SPX"] - calmed, slopes)
    expected = moved.corr().loc["GOLD", "WTI"]
    assert row(trapped, "GOLD", "WTI")["adjusted"] == pytest.approx(expected, abs=ROUNDING)


def test_larger_variance_alone_raises_the_measured_correlation_and_no_other(trapped: CalmAndNews) -> None:
    one = row(trapped)
    assert one["news"] - one["calm"] > 0.2
    assert one["difference_low"] < 0 < one["difference_high"]


def test_links_that_did_not_change_are_not_told_to_have(trapped: CalmAndNews) -> None:
    assert trapped.equality.pvalue > 0.05


def test_a_link_that_turned_is_found() -> None:
    found = calm_and_news(CHANGED.moves, CHANGED.news, n_draws=499)
    assert (row(found)["pvalue"], found.equality.pvalue, found.slope_pvalues[0]) == pytest.approx(
        [1 / 500] * 3
    )


def test_an_asset_with_news_of_its_own_is_doubted() -> None:
    found = calm_and_news(OWN_NEWS.moves, OWN_NEWS.news, n_draws=299)
    assert "GOLD that SPX leaves" in found.doubts[0]


def test_no_asset_is_doubted_where_only_the_source_varies_more(trapped: CalmAndNews) -> None:
    assert trapped.doubts == ()


def test_response_is_the_slope_on_the_source(trapped: CalmAndNews) -> None:
    calm = TRAP.moves[~TRAP.news].cov().loc["SPX"]
    assert trapped.slope_calm.value == pytest.approx(calm[["GOLD", "WTI"]] / calm["SPX"], abs=ROUNDING)


def test_variance_ratios_are_those_of_every_asset(trapped: CalmAndNews) -> None:
    expected = TRAP.moves[TRAP.news].var(ddof=0) / TRAP.moves[~TRAP.news].var(ddof=0)
    assert trapped.variances()["variance_ratio"].tolist() == pytest.approx(expected.tolist(), abs=ROUNDING)


def test_bound_holds_the_adjustment_in_either_direction(trapped: CalmAndNews) -> None:
    one, ratios = row(trapped), trapped.variance_ratio.value
    both = [adjusted_correlation(one["news"], ratio) for ratio in ratios[:2]]
    assert [one["bound_low"], one["bound_high"]] == pytest.approx(sorted(both), abs=ROUNDING)


def test_a_variance_ratio_of_one_changes_nothing() -> None:
    moves, news = TRAP.moves.copy(), TRAP.news
    scale = moves["SPX"][~news].std(ddof=0) / moves["SPX"][news].std(ddof=0)
    moves.loc[news, "SPX"] *= scale
    one = row(calm_and_news(moves, news, n_draws=99))
    assert one["adjusted"] == pytest.approx(one["news"], abs=ROUNDING)


def test_units_do_not_matter() -> None:
    larger = TRAP.moves.assign(GOLD=1000 * TRAP.moves["GOLD"])
    once, again = (calm_and_news(one, TRAP.news, n_draws=99) for one in (TRAP.moves, larger))
    assert again.difference.high == pytest.approx(once.difference.high)


def test_a_wider_coverage_gives_wider_intervals() -> None:
    narrow, wide = (calm_and_news(TRAP.moves, TRAP.news, n_draws=499, alpha=alpha) for alpha in (0.2, 0.05))
    assert np.all(wide.adjusted.high > narrow.adjusted.high)


def test_the_same_seed_gives_the_same_table() -> None:
    once, again = (calm_and_news(TRAP.moves, TRAP.news, n_draws=99, rng=4) for _ in range(2))
    pd.testing.assert_frame_equal(once.to_frame("response"), again.to_frame("response"))


def test_the_source_comes_first_whatever_the_columns() -> None:
    found = calm_and_news(TRAP.moves[["GOLD", "SPX", "WTI"]], TRAP.news, source="SPX", n_draws=99)
    assert found.assets == ("SPX", "GOLD", "WTI")


def test_missing_moves_are_left_out_and_counted() -> None:
    holes = TRAP.moves.copy()
    holes.iloc[[3, 5], 1] = np.nan
    assert calm_and_news(holes, TRAP.news, n_draws=99).n_missing == 2


def test_the_table_of_responses_counts_rows(trapped: CalmAndNews) -> None:
    assert trapped.to_frame("response")["n_news"].tolist() == [150, 150]


def test_the_test_to_report_is_listed_first(trapped: CalmAndNews) -> None:
    assert trapped.tests()["method"].tolist() == ["link_permutation", "jennrich_adjusted"]


def test_summary_names_the_direction_it_assumes(trapped: CalmAndNews) -> None:
    assert "News moves the source first" in trapped.summary()


def test_a_line_says_what_was_compared(trapped: CalmAndNews) -> None:
    assert repr(trapped).startswith("CalmAndNews(3 assets, source SPX, 150 news and 450 calm rows")


def test_too_few_news_rows_are_refused_with_the_bound() -> None:
    few = TRAP.news & (TRAP.news.cumsum() <= 12)
    with pytest.raises(ComovementError, match=r"There are 12 news rows .* from 30 rows in 8 blocks"):
        calm_and_news(TRAP.moves, few)


def test_a_refusal_says_what_could_have_been_seen() -> None:
    few = TRAP.news & (TRAP.news.cumsum() <= 12)
    with pytest.raises(ComovementError, match=r"a change below 0\.68 would hardly have been seen"):
        calm_and_news(TRAP.moves, few)


def test_one_long_burst_is_too_few_blocks() -> None:
    burst = pd.Series(np.arange(600) < 60, index=TRAP.moves.index)
    with pytest.raises(ComovementError, match="60 news rows in 3 blocks"):
        calm_and_news(TRAP.moves, burst)


def test_an_unknown_source_is_refused_by_name() -> None:
    with pytest.raises(ComovementError, match="UST10Y"):
        calm_and_news(TRAP.moves, TRAP.news, source="UST10Y")


def test_pairs_with_an_asset_that_stands_still_have_a_reason_and_no_number() -> None:
    found = calm_and_news(TRAP.moves.assign(WTI=0.0), TRAP.news, n_draws=99)
    one = row(found, "SPX", "WTI")
    assert (np.isnan(one["adjusted"]), one["reason"]) == (
        True,
        "an asset does not move in one of the regimes",
    )


def test_links_of_an_asset_that_stands_still_are_not_tested() -> None:
    assert calm_and_news(TRAP.moves.assign(WTI=0.0), TRAP.news, n_draws=99).equality.reason


def test_two_names_of_one_asset_have_a_reason() -> None:
    found = calm_and_news(TRAP.moves.assign(WTI=2 * TRAP.moves["GOLD"]), TRAP.news, n_draws=99)
    assert "lockstep" in row(found, "GOLD", "WTI")["reason"]


@pytest.mark.parametrize("wrong", [{"n_draws": 10}, {"block_length": 0.5}])
def test_numbers_outside_their_bounds_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ComovementError, match=next(iter(wrong))):
        calm_and_news(TRAP.moves, TRAP.news, **wrong)  # type: ignore[arg-type]


def test_moves_struck_at_different_times_are_refused() -> None:
    struck = TRAP.moves.copy()
    struck.attrs = {"strike": {"SPX": "16:00 New York", "GOLD": "13:30 New York"}, "method": "session"}
    with pytest.raises(ComovementError, match="snapshot"):
        calm_and_news(struck, TRAP.news)


ENDS = pd.date_range("2022-02-17 14:00", periods=4, freq="1h", tz="UTC")


def test_a_bar_that_ends_as_the_headline_comes_holds_no_news() -> None:
    assert news_bars(ENDS, [ENDS[1]], window="0/+60min").tolist() == [False, False, True, False]


def test_hours_of_news_are_compared_as_rows_are() -> None:
    bars = TRAP.moves.set_axis(pd.date_range("2022-01-03", periods=600, freq="1h", tz="UTC"))
    inside = bars.index[TRAP.news.to_numpy()] - pd.Timedelta("30min")
    by_time = calm_and_news(bars, inside, window="0/+20min", n_draws=99)
    assert by_time.to_frame()["news"].tolist() == pytest.approx(
        calm_and_news(TRAP.moves, TRAP.news, n_draws=99).to_frame()["news"].tolist()
    )


def test_time_around_headlines_needs_rows_in_time() -> None:
    with pytest.raises(ComovementError, match="no instants with a time zone"):
        calm_and_news(TRAP.moves, [pd.Timestamp("2022-02-17", tz="UTC")], window="0/+60min")
