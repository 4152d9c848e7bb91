"""Power and detectable effects: against statsmodels, by the definition, and by simulation."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestPower

from aftershock.errors import InferenceError
from aftershock.inference import (
    cross_sectional_t,
    date_block_permutation,
    minimum_detectable_effect,
    nguyen_wolf_permutation,
    noticeable_move,
    rejection_probability,
    resampled_detectable_effect,
    sample_quantile,
    sign_exact_binomial,
    smallest_pvalue,
    wilcoxon_exact,
)
from aftershock.inference.quantile import rolling_sums

SOLVER_TOLERANCE = 1e-9
N_STUDIES = 1000


def bound(share: float) -> float:
    """Four Monte-Carlo standard errors."""
    return 4 * math.sqrt(share * (1 - share) / N_STUDIES)


@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
@pytest.mark.parametrize("n", [4, 12, 200])
@pytest.mark.parametrize("effect", [0.1, 0.8])
def test_power_of_a_t_test_is_that_of_statsmodels(n: int, effect: float, alternative: str) -> None:
    name = {"two-sided": "two-sided", "greater": "larger"}[alternative]
    theirs = TTestPower().power(effect, n, 0.05, alternative=name)
    ours = rejection_probability(effect, 1 / math.sqrt(n), df=n - 1, alternative=alternative)  # type: ignore[arg-type]
    assert ours == pytest.approx(theirs, rel=1e-7)


def test_no_effect_is_found_at_the_level() -> None:
    assert rejection_probability(0.0, 1.0, df=7, alpha=0.03) == pytest.approx(0.03, rel=SOLVER_TOLERANCE)


@pytest.mark.parametrize("df", [math.nan, 5.0])
def test_power_against_the_wrong_side_is_below_the_level(df: float) -> None:
    assert rejection_probability(-1.0, 1.0, df=df, alternative="greater") < 0.05


@pytest.mark.parametrize("df", [1.0, 5.0, 248.0, math.nan])
@pytest.mark.parametrize("effect", [8.0, 12.0, 60.0])
def test_power_is_defined_for_large_effects(df: float, effect: float) -> None:
    assert 0.4 < rejection_probability(effect, 1.0, df=df) <= 1.0


@pytest.mark.parametrize("df", [1.0, 3.0, 30.0, math.nan])
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.99])
def test_the_detectable_effect_has_the_power_asked(df: float, alternative: str, power: float) -> None:
    effect = minimum_detectable_effect(0.3, df=df, power=power, alternative=alternative)  # type: ignore[arg-type]
    found = rejection_probability(effect, 0.3, df=df, alternative=alternative)  # type: ignore[arg-type]
    assert found == pytest.approx(power, rel=1e-6)


def test_a_known_standard_error_gives_the_textbook_multiple() -> None:
    expected = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert minimum_detectable_effect(1.0) == pytest.approx(expected, abs=1e-5)


def test_endless_degrees_of_freedom_are_the_normal() -> None:
    assert minimum_detectable_effect(1.0, df=math.inf) == minimum_detectable_effect(1.0)


def test_the_detectable_effect_is_in_the_unit_of_the_standard_error() -> None:
    assert minimum_detectable_effect(25.0, df=9) == pytest.approx(25 * minimum_detectable_effect(1.0, df=9))


@pytest.mark.parametrize("std_error", [0.0, -1.0, math.nan, math.inf])
def test_no_standard_error_no_effect(std_error: float) -> None:
    assert math.isnan(minimum_detectable_effect(std_error))
    assert math.isnan(rejection_probability(1.0, std_error))


@pytest.mark.parametrize("power", [0.05, 0.0, 1.0, 80])
@pytest.mark.parametrize(
    "function", [minimum_detectable_effect, lambda x, **o: resampled_detectable_effect(np.ones(9), **o)]
)
def test_power_is_a_share_above_the_level(power: float, function: object) -> None:
    with pytest.raises(InferenceError, match="give a share above the level and below 1"):
        function(1.0, power=power)  # type: ignore[operator]


def test_a_simulated_t_test_has_the_power_stated() -> None:
    effect = minimum_detectable_effect(1 / math.sqrt(8), df=7)
    rng = np.random.default_rng(1)
    rate = np.mean([cross_sectional_t(rng.normal(effect, 1, 8)).pvalue <= 0.05 for _ in range(N_STUDIES)])
    assert rate == pytest.approx(0.8, abs=bound(0.8))


def test_a_simulated_quantile_test_has_the_power_stated() -> None:
    rng, found = np.random.default_rng(2), []
    for _ in range(N_STUDIES):
        quiet = rng.standard_t(4, 250)
        move = resampled_detectable_effect(quiet) + rng.standard_t(4)
        found.append(sample_quantile(move, quiet).pvalue <= 0.05)
    # the harder direction is asked for, so the power is somewhat above 80 %
    assert 0.8 - bound(0.8) < np.mean(found) < 0.88 + bound(0.88)


def test_a_simulated_permutation_test_has_nearly_the_power_stated() -> None:
    rng, found = np.random.default_rng(3), []
    for _ in range(N_STUDIES):
        quiet = rng.standard_normal(250)
        effect = resampled_detectable_effect(rolling_sums(quiet, 3))
        found.append(nguyen_wolf_permutation(rng.standard_normal(3) + effect / 3, quiet).pvalue <= 0.05)
    # windows that take in part of the event rank high with it
    assert 0.7 < np.mean(found) < 0.88


def test_a_simulated_sign_flip_has_less_than_the_power_stated() -> None:
    rng, found = np.random.default_rng(4), []
    for _ in range(N_STUDIES):
        moves = rng.standard_normal(12)
        signs = rng.choice([-1.0, 1.0], (400, 12))
        effect = resampled_detectable_effect((signs * moves).mean(axis=1))
        found.append(date_block_permutation(moves + effect, np.arange(12)).pvalue <= 0.05)
    assert 0.65 < np.mean(found) < 0.8 + bound(0.8)


def test_the_detectable_effect_by_hand() -> None:
    # 101 values -50..50 at 10 % on two sides: floor(0.05 * 102) - 1 = 4 beyond 46; 81 of 101 must pass: 46 - (-30)
    assert resampled_detectable_effect(np.arange(-50.0, 51.0), alpha=0.1) == 76.0


def test_the_detectable_effect_begins_at_the_noticeable_move() -> None:
    quiet = np.random.default_rng(5).standard_normal(250)
    assert resampled_detectable_effect(quiet, power=0.51) > 0.9 * noticeable_move(quiet)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_an_effect_beyond_it_is_found_so_often_among_the_values_themselves(alternative: str) -> None:
    quiet = np.random.default_rng(6).standard_t(3, 150)
    effect = resampled_detectable_effect(quiet, alternative=alternative)  # type: ignore[arg-type]
    more = effect * (1 + 1e-9)
    found = [sample_quantile(value + more, quiet, alternative=alternative).pvalue <= 0.05 for value in quiet]  # type: ignore[arg-type]
    assert np.mean(found) >= 0.8


def test_too_few_values_have_no_detectable_effect() -> None:
    assert math.isnan(resampled_detectable_effect(np.arange(30.0)))
    assert math.isfinite(resampled_detectable_effect(np.arange(39.0)))


@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
@pytest.mark.parametrize("n", [6, 10])
def test_smallest_pvalues_are_those_of_the_tests(n: int, alternative: str) -> None:
    moves = np.arange(1.0, n + 1)
    tests = {
        "sign_exact_binomial": sign_exact_binomial(moves, alternative=alternative),  # type: ignore[arg-type]
        "wilcoxon_exact": wilcoxon_exact(moves, alternative=alternative),  # type: ignore[arg-type]
        "date_block_permutation": date_block_permutation(moves, np.arange(n), alternative=alternative),  # type: ignore[arg-type]
    }
    for name, test in tests.items():
        assert smallest_pvalue(name, n, alternative=alternative) == pytest.approx(test.pvalue)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("test", "n", "expected"),
    [
        ("date_block_permutation", 5, 0.0625),
        ("date_block_permutation", 30, 1 / 10_000),
        ("sign_exact_binomial", 30, 2 / 2**30),
        ("sample_quantile", 250, 2 / 251),
        ("nguyen_wolf_permutation", 253, 1 / 253),
        ("wild_cluster_bootstrap", 4, 2 / 16),
        ("wilcoxon_exact", 0, 1.0),
    ],
)
def test_smallest_pvalues_by_hand(test: str, n: int, expected: float) -> None:
    assert smallest_pvalue(test, n) == pytest.approx(expected)  # type: ignore[arg-type]


def test_webb_weights_have_a_smaller_one() -> None:
    assert smallest_pvalue("wild_cluster_bootstrap", 4, weights="webb") == pytest.approx(6 / 6**4)


def test_other_tests_are_refused() -> None:
    with pytest.raises(ValueError, match="test is 'bmp_t'; allowed are 'sign_exact_binomial'"):
        smallest_pvalue("bmp_t", 5)  # type: ignore[arg-type]


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(InferenceError, match="n is -1"):
        smallest_pvalue("sample_quantile", -1)
