"""Tests of the mean standardized abnormal move with the spread over events as the yardstick."""

import math

from aftershock.inference.parametric import MEAN_ZERO, mean_t
from aftershock.inference.records import HypothesisTest, referred, undefined
from aftershock.typing import Alternative, FloatArray

UNIT = "standard errors"


def bmp_t(scar: FloatArray, *, alternative: Alternative = "two-sided") -> HypothesisTest:
    """Test the mean standardized abnormal move, letting the event itself raise the variance.

    Use it for several events on different dates when events make markets more volatile, as news does.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with n - 1 degrees of freedom; undefined below two events.

    Notes
    -----
    ``t = mean(SCAR) / (sd(SCAR) / sqrt(n))``. Assumes events do not share shocks.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30, 253-272.

    Examples
    --------
    >>> import numpy as np
    >>> round(bmp_t(np.array([1.0, 2.0, 3.0, -1.0, 0.0, 1.0])).statistic, 4)
    1.7321
    """
    return mean_t(scar, "bmp_t", alternative=alternative, unit=UNIT)


def bmp_t_csar(csar: FloatArray, *, alternative: Alternative = "two-sided") -> HypothesisTest:
    """Test the mean of Patell's sum of standardized days, letting the event itself raise the variance.

    Use it to compare with programs that sum standardized days; :func:`bmp_t` standardizes the sum by its exact
    forecast error and is to be preferred for windows of several days.

    Parameters
    ----------
    csar : ndarray of shape (n_events,)
        Standardized abnormal moves summed over the window and divided by the square root of its days.
        NaN are left out and not counted.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with n - 1 degrees of freedom; undefined below two events.

    Notes
    -----
    ``t = mean(CSAR) / (sd(CSAR) / sqrt(n))``. Assumes events do not share shocks.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30, 253-272; Patell (1976), Journal of
    Accounting Research 14, 246-276, for the sum.

    Examples
    --------
    >>> import numpy as np
    >>> round(bmp_t_csar(np.array([1.0, 2.0, 3.0, -1.0, 0.0, 1.0])).statistic, 4)
    1.7321
    """
    return mean_t(csar, "bmp_t_csar", alternative=alternative, unit=UNIT)


def kp_bmp_t(
    scar: FloatArray, mean_correlation: float, *, alternative: Alternative = "two-sided"
) -> HypothesisTest:
    """Test the mean standardized abnormal move when events share dates or windows.

    Use it as the first test for several events: clustered political news makes all simpler ones over-reject.

    Parameters
    ----------
    scar : ndarray of shape (n_events,)
        Cumulative abnormal moves over their forecast standard errors. NaN are left out and not counted.
    mean_correlation : float
        Mean over pairs of events of the correlation of their abnormal moves, weighted by the share of
        event days that they have in common; see :func:`mean_overlap_correlation`.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative.

    Returns
    -------
    HypothesisTest
        t with n - 1 degrees of freedom; ``extra["mean_correlation"]``. Undefined below two events or where the
        correction is not positive.

    Notes
    -----
    ``t_KP = t_BMP sqrt((1 - rbar) / (1 + (n - 1) rbar))``. Assumes that the correlation of the estimation window
    holds on the event days.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025.

    Examples
    --------
    >>> import numpy as np
    >>> scar = np.array([1.0, 2.0, 3.0, -1.0, 0.0, 1.0])
    >>> kp_bmp_t(scar, 0.0).statistic == bmp_t(scar).statistic
    True
    >>> round(kp_bmp_t(scar, 0.1).statistic, 4)
    1.3416
    """
    plain = mean_t(scar, "kp_bmp_t", alternative=alternative, unit=UNIT)
    if plain.reason:
        return plain
    alone, shared = 1 - mean_correlation, 1 + (plain.n_events - 1) * mean_correlation
    if not (alone > 0 and shared > 0):
        return no_variance_left("kp_bmp_t", mean_correlation, plain.n_events, alternative)
    ratio = alone / shared
    return referred(
        "kp_bmp_t",
        plain.statistic * math.sqrt(ratio),
        df=plain.df,
        estimate=plain.estimate,
        std_error=plain.std_error / math.sqrt(ratio),
        n_events=plain.n_events,
        alternative=alternative,
        null=MEAN_ZERO,
        unit=UNIT,
        extra={"mean_correlation": mean_correlation},
    )


def no_variance_left(
    name: str, mean_correlation: float, n_events: int, alternative: Alternative
) -> HypothesisTest:
    """Make the record of a test whose correction for correlation is not positive."""
    reason = f"a mean correlation of {mean_correlation:.3f} leaves no positive variance"
    return undefined(name, reason, null=MEAN_ZERO, n_events=n_events, alternative=alternative, unit=UNIT)
