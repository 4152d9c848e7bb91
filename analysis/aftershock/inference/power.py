"""What a test could have seen: power, the smallest effect it finds, the smallest p-value it has."""

import math

import numpy as np
from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from aftershock.errors import InferenceError
from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import N_DRAWS
from aftershock.inference.signs import smallest_flip_pvalue
from aftershock.inference.wild import smallest_wild_pvalue
from aftershock.typing import Alternative, DiscreteTest, FloatArray, WildWeights, check_option


def rejection_probability(
    effect: float,
    std_error: float,
    *,
    df: float = math.nan,
    alpha: float = 0.05,
    alternative: Alternative = "two-sided",
) -> float:
    """Compute the chance that a t or z test rejects when the true mean is ``effect``.

    Use it to plan a study, or to read one that found nothing.

    Parameters
    ----------
    effect : float
        True mean, in native units.
    std_error : float
        Standard error of the estimate, in the same unit.
    df : float
        Degrees of freedom of a t test; NaN for a z test, whose standard error is known.
    alpha : float
        Level of the test.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    float
        NaN where effect or standard error is not finite, the standard error not positive or ``df`` not positive.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    ``P(T > c)`` for T noncentral t with ``df`` and centre ``effect / std_error``, c the critical value; two-sided the
    lower tail is added.

    References
    ----------
    Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 31.

    Examples
    --------
    >>> round(rejection_probability(0.01, 0.01 / 2.8), 3)
    0.8
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    if not _standardized(effect, std_error, df):
        return math.nan
    return _power(effect / std_error, df, alpha, alternative)


def minimum_detectable_effect(
    std_error: float,
    *,
    df: float = math.nan,
    power: float = 0.8,
    alpha: float = 0.05,
    alternative: Alternative = "two-sided",
) -> float:
    """Compute the smallest true mean that a t or z test would find with the given probability.

    Use it beside every "not significant": an effect below it may well be there.

    Parameters
    ----------
    std_error : float
        Standard error of the estimate, in native units, as the test reports it.
    df : float
        Degrees of freedom of a t test; NaN for a z test.
    power : float
        Probability of finding the effect.
    alpha : float
        Level of the test.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative; the effect for "less" is negative.

    Returns
    -------
    float
        In the unit of ``std_error``; NaN where it or ``df`` is not positive, or the level alone has that power.

    Raises
    ------
    InferenceError
        If ``power`` is not above ``alpha`` and below 1.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    Solves :func:`rejection_probability` = ``power``; for large df it is ``(z_(1 - alpha/2) + z_power) se = 2.80 se``.

    References
    ----------
    Bloom (1995), Evaluation Review 19, 547-556.

    Examples
    --------
    >>> round(minimum_detectable_effect(0.01), 4), round(minimum_detectable_effect(0.01, df=5), 4)
    (0.028, 0.0351)
    """
    from scipy.optimize import brentq

    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    _check_power(power, alpha)
    if not _standardized(0.0, std_error, df):
        return math.nan
    sided: Alternative = "greater" if alternative == "less" else alternative
    beyond = 1.0
    while _power(beyond, df, alpha, sided) < power:
        beyond *= 2
    centre = brentq(lambda at: _power(at, df, alpha, sided) - power, 0.0, beyond)
    return float(-centre * std_error if alternative == "less" else centre * std_error)


def resampled_detectable_effect(
    null_values: FloatArray,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    alternative: Alternative = "two-sided",
) -> float:
    """Find the smallest true effect that a quantile or resampling test would find with the given probability.

    Use it for :func:`sample_quantile` with the abnormal moves of the estimation window, for
    :func:`nguyen_wolf_permutation` with their running sums, and for :func:`date_block_permutation` with the means of
    its arrangements.

    Parameters
    ----------
    null_values : ndarray of shape (n,)
        What the estimate would be without an effect, in native units. NaN are left out.
    power : float
        Probability of finding the effect.
    alpha : float
        Level of the test.
    alternative : {"two-sided", "greater", "less"}
        Two-sided takes the harder of the two directions, as a size; the effect for "less" is negative.

    Returns
    -------
    float
        In the unit of ``null_values``; NaN where there are too few for the test to reach ``alpha``.

    Raises
    ------
    InferenceError
        If ``power`` is not above ``alpha`` and below 1.
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    The test rejects beyond the critical value c, the order statistic with ``floor(alpha' (n + 1)) - 1`` values above
    it, ``alpha' = alpha/2`` two-sided. An effect beyond d lifts the share ``power`` of the values beyond c when
    ``d = c - q``, q the least of that share. It takes the yardstick as given: where the effect itself enters it, as in
    sign flips of few dates, the true power is lower.

    Examples
    --------
    >>> resampled_detectable_effect(np.arange(-50.0, 51.0), alpha=0.1)
    76.0
    """
    check_alpha(alpha)
    check_option("alternative", alternative, Alternative)
    _check_power(power, alpha)
    values = np.sort(null_values[np.isfinite(null_values)])
    sides = 2 if alternative == "two-sided" else 1
    beyond = math.floor(alpha / sides * (values.size + 1) + 1e-9) - 1
    if beyond < 0:
        return math.nan
    upward, downward = _lift(values, beyond, power), _lift(-values[::-1], beyond, power)
    return {"two-sided": max(upward, downward), "greater": upward, "less": -downward}[alternative]


def smallest_pvalue(
    test: DiscreteTest,
    n: int,
    *,
    alternative: Alternative = "two-sided",
    weights: WildWeights = "rademacher",
    n_draws: int = N_DRAWS,
) -> float:
    """Compute the smallest p-value that a test with a discrete reference can give.

    Use it to see whether a test can reach a level at all before reading its answer.

    Parameters
    ----------
    test : str
        A test with a discrete reference; the error lists them.
    n : int
        What the test counts: events for "sign_exact_binomial" and "wilcoxon_exact", dates for "date_block_permutation"
        and "wild_cluster_bootstrap", estimation days for "sample_quantile", windows for "nguyen_wolf_permutation".
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.
    weights : {"rademacher", "webb"}
        Weights of the wild bootstrap.
    n_draws : int
        Draws of the tests by date.

    Returns
    -------
    float

    Raises
    ------
    InferenceError
        If ``n`` is negative.
    ValueError
        If ``test`` is not one of the options.

    Examples
    --------
    >>> smallest_pvalue("date_block_permutation", 5), smallest_pvalue("sample_quantile", 99)
    (0.0625, 0.02)
    """
    check_option("test", test, DiscreteTest)
    check_option("alternative", alternative, Alternative)
    if n < 0:
        raise InferenceError(f"n is {n}; give the number of events, dates or days, at least 0.", n=n)
    if test == "sample_quantile":
        return min(1.0, (2 if alternative == "two-sided" else 1) / (n + 1))
    if test == "nguyen_wolf_permutation":
        return 1 / max(n, 1)
    if test == "wild_cluster_bootstrap":
        return smallest_wild_pvalue(n, weights, alternative, n_draws)
    drawn = test == "date_block_permutation" and n_draws < 2.0**n
    return max(smallest_flip_pvalue(n, alternative), 1 / (n_draws + 1) if drawn else 0.0)


def _power(centre: float, df: float, alpha: float, alternative: Alternative) -> float:
    """Compute the rejection probability for an effect of so many standard errors."""
    tail = alpha / 2 if alternative == "two-sided" else alpha
    critical = -float(ndtri(tail) if math.isnan(df) else stdtrit(df, tail))
    up = _beyond(critical, df, centre)
    if alternative == "two-sided":
        return up + _beyond(critical, df, -centre)
    return up if alternative == "greater" else _beyond(critical, df, -centre)


def _beyond(critical: float, df: float, centre: float) -> float:
    """Compute the chance of a noncentral t, or shifted normal, above the critical value."""
    if math.isnan(df):
        return float(ndtr(centre - critical))
    chance = float(nctdtr(df, -centre, -critical))
    # scipy answers NaN here and there in the far lower tail, where the chance is below 1e-15
    return 0.0 if math.isnan(chance) and centre < 0 else chance


def _lift(values: FloatArray, beyond: int, power: float) -> float:
    """Find the upward shift that takes the given share of sorted values beyond the critical one."""
    needed = math.ceil(power * values.size - 1e-9)
    return float(values[values.size - 1 - beyond] - values[values.size - needed])


def _standardized(effect: float, std_error: float, df: float) -> bool:
    """Tell whether an effect can be measured in standard errors."""
    known = math.isfinite(effect) and math.isfinite(std_error) and std_error > 0
    return known and (math.isnan(df) or df > 0)


def _check_power(power: float, alpha: float) -> None:
    """Refuse a power that is no better than chance or certain."""
    if not alpha < power < 1:
        raise InferenceError(
            f"power is {power!r} at level {alpha!r}; give a share above the level and below 1, e.g. 0.8.",
            power=power,
            alpha=alpha,
        )
