"""Which test is recommended, in which words, and which tests are warned of."""

import math
import warnings
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from scipy import stats

import aftershock as ash
from aftershock.errors import AssumptionWarning, EstimationError
from aftershock.inference.sizes import SIZES, size_of
from aftershock.study.advice import ALIKE, KINDS, assumption_gap, expected_size, implied_size
from aftershock.study.diagnosis import Diagnosis
from aftershock.study.event_tests import JUDGES

Simulate = Callable[..., ash.EventStudyResults]
ONE_DATE = [(300, asset) for asset in range(30)]
APART = [(300 + 10 * at, 0) for at in range(10)]
FEW_DATES = [(300 + 20 * at, asset) for at in range(5) for asset in range(4)]
CALM = Diagnosis(
    n_events=30,
    n_assets=30,
    n_dates=30,
    n_clusters=30,
    n_repeats=0,
    overlap=0.0,
    mean_correlation=0.0,
    chance_correlation=0.0,
    staggered=False,
    variance_ratio=1.0,
    variance_pvalue=0.5,
)
SHARED = replace(CALM, n_dates=1, n_clusters=1, overlap=1.0, mean_correlation=0.3, chance_correlation=0.003)
VOLATILE = replace(CALM, variance_ratio=2.0, variance_pvalue=0.001)
BOTH = replace(SHARED, variance_ratio=2.0, variance_pvalue=0.001)
CLOSE = replace(SHARED, n_dates=20, n_clusters=2, mean_correlation=0.07, staggered=True)
NEARLY_THE_SIMULATED_SIZE = 0.03


def test_one_event_is_ranked_among_its_quiet_days(simulate: Simulate) -> None:
    advice = simulate([(300, 0)]).recommend()
    assert (advice.test, advice.beside) == ("sample_quantile", ("nguyen_wolf_permutation",))
    assert advice.reason == (
        "One event of one asset is ranked among its own quiet days, which needs no normal shape. With 246 of them its "
        "p-value cannot go below 0.0081; nguyen_wolf_permutation beside it keeps the days in their order."
    )
    assert math.isnan(advice.variance_ratio)


def test_one_event_with_too_few_quiet_days_is_told_so(simulate: Simulate) -> None:
    advice = simulate([(50, 0)], estimation=38).recommend()
    assert advice.reason.endswith(
        "With 34 of them its p-value cannot go below 0.057, so no move however large is significant at 5 %: estimate "
        "over more days."
    )


def test_several_events_apart(simulate: Simulate) -> None:
    advice = simulate(APART).recommend()
    assert (advice.test, advice.beside) == ("kp_bmp_t", ("wild_cluster_bootstrap",))
    assert advice.reason == (
        "kp_bmp_t lets events raise volatility and share days, and keeps its size in every condition simulated. "
        "Found: neither shared shocks nor raised variance."
    )
    assert (advice.n_events, advice.n_dates, advice.n_clusters, advice.n_assets) == (10, 10, 10, 1)
    assert (advice.overlap, advice.mean_correlation, advice.condition) == (0.0, 0.0, "independent")


def test_few_events_apart_have_nothing_beside_it(simulate: Simulate) -> None:
    advice = simulate(APART[:3]).recommend()
    assert (advice.test, advice.beside) == ("kp_bmp_t", ())


def test_windows_that_overlap_over_several_days(simulate: Simulate) -> None:
    advice = simulate([(300 + 3 * at, 0) for at in range(12)], days=5, mask_events=False).recommend()
    assert (advice.test, advice.beside) == ("kp_bmp_t", ("calendar_time_t",))


def test_raised_variance_is_told_with_its_size(simulate: Simulate) -> None:
    advice = simulate([(300 + 10 * at, 0) for at in range(30)], variance=4.0).recommend()
    assert (advice.test, advice.condition) == ("kp_bmp_t", "event_variance")
    assert advice.variance_ratio > 2 and advice.variance_pvalue < 0.01
    assert (
        f"Found: their standardized moves have {advice.variance_ratio:.1f} times the variance of quiet days "
        f"(p = {advice.variance_pvalue:.2g})." in advice.reason
    )


def test_one_date_of_many_assets_is_one_shock(simulate: Simulate) -> None:
    advice = simulate(ONE_DATE[:6], correlation=0.5).recommend()
    assert (advice.test, advice.beside) == ("joint_wald", ("brown_warner_1985_t",))
    assert advice.reason.startswith(
        "6 moves of one date are one shock, however many assets it reached: results.joint_test counts it once, by the "
        "correlations of quiet days. Found: 100 % of them share days with another, with a mean correlation of 0."
    )


def test_one_date_with_more_assets_than_days_has_no_joint_test(simulate: Simulate) -> None:
    advice = simulate([(60, asset) for asset in range(40)], correlation=0.5, estimation=40).recommend()
    assert advice.test == "kp_bmp_t"
    assert "with 36 estimation days that all have there is no joint test of 40 assets." in advice.reason


def test_few_dates_are_one_number_each(simulate: Simulate) -> None:
    advice = simulate(FEW_DATES, correlation=0.3).recommend()
    assert (advice.test, advice.beside) == ("ibragimov_mueller_t", ("wild_cluster_bootstrap", "kp_bmp_t"))
    assert advice.reason.startswith(
        "20 events fall into 5 clusters that share no day: with one number a cluster nothing need be known of how "
        'events of a date depend on each other; wild_cluster_bootstrap beside it needs weights="webb". Found: '
    )


def test_from_six_dates_on_signs_do(simulate: Simulate) -> None:
    places = [(300 + 20 * at, asset) for at in range(6) for asset in range(4)]
    advice = simulate(places).recommend()
    assert advice.test == "ibragimov_mueller_t"
    assert "webb" not in advice.reason


@pytest.mark.parametrize("n_clusters", [4, 7])
def test_what_is_recommended_for_few_dates_can_reach_the_level(simulate: Simulate, n_clusters: int) -> None:
    places = [(300 + 20 * at, asset) for at in range(n_clusters) for asset in range(4)]
    results = simulate(places, moved=4.0)
    advice = results.recommend()
    assert results.test(advice.test).pvalue < 0.05  # type: ignore[arg-type]
    weights = "webb" if "webb" in advice.reason else "rademacher"
    assert not results.test("wild_cluster_bootstrap", weights=weights).reason


def test_two_or_three_dates_leave_something_unsaid(simulate: Simulate) -> None:
    advice = simulate(FEW_DATES[:8], correlation=0.3).recommend()
    assert (advice.test, advice.beside) == ("kp_bmp_t", ("ibragimov_mueller_t",))
    assert advice.reason.startswith(
        "8 events fall into 2 clusters that share no day: too few for a test by cluster to find anything, so kp_bmp_t "
        "must take the correlation of quiet days for that of the event days, which these events cannot confirm."
    )


def test_eight_dates_are_no_longer_few(simulate: Simulate) -> None:
    places = [(300 + 20 * at, asset) for at in range(8) for asset in range(2)]
    assert simulate(places).recommend().test == "kp_bmp_t"


def test_advice_on_one_asset_is_about_that_asset(simulate: Simulate) -> None:
    results = simulate([*APART, (310, 1)])
    assert results.recommend(asset="A1").test == "sample_quantile"
    assert results.recommend(event_id="e310").test == "joint_wald"


def test_advice_carries_the_simulated_sizes(simulate: Simulate) -> None:
    advice = simulate(ONE_DATE, correlation=0.3).recommend()
    assert advice.condition == "common_date"
    assert dict(advice.sizes) == {name: size_of(name, "common_date") for name in SIZES}


def test_advice_prints_as_test_and_reason(simulate: Simulate) -> None:
    advice = simulate(APART).recommend()
    assert str(advice) == f"{advice.test}: {advice.reason}"
    assert "\n" not in repr(advice)


def test_nothing_measured_is_no_advice(simulate: Simulate) -> None:
    with pytest.raises(
        EstimationError, match=r"no event of this selection has a standardized move over \[0, 0\]"
    ):
        simulate(APART).recommend(asset="A9")


def test_a_test_that_takes_shared_events_for_independent_is_warned_of(simulate: Simulate) -> None:
    results = simulate(ONE_DATE, correlation=0.3)
    shared = results.recommend().mean_correlation
    told = (
        "cross_sectional_t does not hold its size for these events: 100 % of them share days with another, with a "
        rf"mean correlation of {shared:.2g} in quiet times. It rejects about \d\d % of true nulls at 5 % in such data "
        r"\(58 % for thirty simulated events: the events share one date and their shocks have a correlation of 0.3\); "
        "use kp_bmp_t."
    )
    with pytest.warns(AssumptionWarning, match=f"^{told}$") as caught:
        results.test("cross_sectional_t")
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_a_test_that_takes_events_for_calm_is_warned_of(simulate: Simulate) -> None:
    results = simulate([(300 + 10 * at, 0) for at in range(30)], variance=4.0)
    told = (
        r"^patell_z does not hold its size for these events: their standardized moves have \d.\d times the variance of "
        r"quiet days \(p = .*\). It rejects about \d\d % of true nulls at 5 % in such data \(17 % for thirty "
        r"simulated events: the variance doubles at the event\); use kp_bmp_t.$"
    )
    with pytest.warns(AssumptionWarning, match=told) as caught:
        results.test("patell_z")
    assert len(caught) == 1


@pytest.mark.parametrize("name", [name for name, judge in JUDGES.items() if not judge.single])
def test_nobody_is_warned_where_nothing_is_broken(simulate: Simulate, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulate([(300 + 10 * at, at) for at in range(12)]).test(name)  # type: ignore[arg-type]


HOLD_ON_ONE_DATE = {
    "kp_bmp_t", "kp_patell_z", "brown_warner_1985_t", "lamb_z", "grank_t", "rank_multiday_z", "corrado_rank_z",
    "corrado_zivney_rank_z", "corrado_zivney_sign_z", "ibragimov_mueller_t", "wild_cluster_bootstrap",
    "date_block_permutation", "calendar_time_t",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, judge in JUDGES.items() if not judge.single])
def test_on_one_date_those_that_hold_are_not_warned_of(name: str) -> None:
    assert (assumption_gap(name, SHARED) == "") == (name in HOLD_ON_ONE_DATE)


@pytest.mark.parametrize(
    "found", [CALM, SHARED, VOLATILE, BOTH, CLOSE], ids=lambda one: "+".join(one.conditions)
)
def test_the_headline_test_is_never_warned_of(found: Diagnosis) -> None:
    assert assumption_gap("kp_bmp_t", found) == ""


def test_a_test_that_gives_no_number_is_not_warned_of(simulate: Simulate) -> None:
    results = simulate([(300, asset) for asset in range(5)], correlation=0.9)
    assert results.test("sign_exact_binomial").reason


def test_tests_frame_gives_the_size_instead_of_a_warning(simulate: Simulate) -> None:
    results = simulate(ONE_DATE, correlation=0.3)
    sizes = results.tests()["size"]
    shared = results.recommend().mean_correlation
    f = (1 + 29 * shared) / (1 - shared)
    assert sizes["cross_sectional_t"] == pytest.approx(2 * stats.norm.sf(1.959964 / math.sqrt(f)), rel=1e-6)
    assert sizes["kp_bmp_t"] == pytest.approx(0.05, abs=0.005)
    assert math.isnan(sizes["ibragimov_mueller_t"])


@pytest.mark.parametrize(
    "found", [CALM, SHARED, VOLATILE, BOTH, CLOSE], ids=lambda one: "+".join(one.conditions)
)
@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_formula_gives_what_was_simulated(name: str, found: Diagnosis) -> None:
    """The five conditions, with the mean correlation and variance they were simulated with."""
    implied, simulated = implied_size(name, found), size_of(name, found.conditions[0])
    if name == "brown_warner_1985_t" and found.staggered:
        assert math.isnan(implied)
        assert expected_size(name, found) == pytest.approx(simulated, abs=0.001)
    else:
        whole_numbers_of_signs = 0.055 if "sign" in name else NEARLY_THE_SIMULATED_SIZE
        assert implied == pytest.approx(simulated, abs=whole_numbers_of_signs)


def test_a_weak_correlation_is_not_given_the_size_of_a_strong_one() -> None:
    weak = replace(SHARED, n_events=12, mean_correlation=0.13)
    # f = (1 + 11 x 0.13) / 0.87 = 2.793
    assert expected_size("bmp_t", weak) == pytest.approx(0.241, abs=0.001)


@pytest.mark.parametrize("name", ["brown_warner_1985_t", "grank_t", "rank_multiday_z"])
def test_dates_that_hardly_overlap_are_not_given_the_size_of_close_ones(name: str) -> None:
    mild = replace(CLOSE, n_events=75, mean_correlation=0.0065, chance_correlation=0.001)
    assert expected_size(name, mild) == implied_size("cross_sectional_t", mild) < 0.11
    assert expected_size(name, CLOSE) == size_of(name, "close_dates")


def test_assets_that_move_as_one_make_every_spread_worthless() -> None:
    assert expected_size("bmp_t", replace(SHARED, mean_correlation=1.0 + 1e-12)) == 1.0


def test_every_simulated_test_has_its_kind_or_is_looked_up() -> None:
    assert set(SIZES) - set(KINDS) == {"kp_bmp_t", "rank_multiday_z", "grank_t"}
    assert set(ALIKE.values()) <= set(SIZES)


def test_where_two_faults_meet_the_worse_counts() -> None:
    found = replace(CLOSE, variance_ratio=2.0, variance_pvalue=0.001)
    assert expected_size("rank_multiday_z", found) == size_of("rank_multiday_z", "close_dates")


def test_correlations_by_chance_break_nothing() -> None:
    assert not replace(SHARED, n_events=3, mean_correlation=0.3, chance_correlation=0.11).shared
    assert not replace(SHARED, mean_correlation=0.01, chance_correlation=0.001).shared


def repeated(moves: pd.DataFrame, ids: list[str], rows: list[int]) -> ash.EventStudyResults:
    events = pd.DataFrame({"event_id": ids, "asset": "A", "session": moves.index[rows]})
    return ash.EventStudy(moves, events, window=(0, 0), estimation=(-60, -5)).fit()


@pytest.mark.parametrize("name", ["kp_bmp_t", "cross_sectional_t", "ibragimov_mueller_t"])
def test_one_move_under_several_names_is_warned_of(moves: pd.DataFrame, name: str) -> None:
    results = repeated(moves, ["a", "b", "c", "d", "e"], [100, 100, 120, 140, 160])
    with pytest.warns(AssumptionWarning, match="1 of 5 events repeat the asset and session of another"):
        results.test(name)


def test_one_move_under_several_names_is_told_by_the_recommendation(moves: pd.DataFrame) -> None:
    advice = repeated(moves, ["a", "b", "c"], [100, 100, 140]).recommend()
    assert "Found: 1 of 3 events repeat the asset and session of another" in advice.reason


def test_several_assets_of_one_event_repeat_nothing(simulate: Simulate) -> None:
    results = simulate(ONE_DATE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results.test("kp_bmp_t")
