"""The sample-quantile test: one event ranked among the quiet days of its own asset."""

import math

import numpy as np

from aftershock.inference.records import HypothesisTest, check_alpha, undefined
from aftershock.typing import Alternative, FloatArray, check_option

NULL = "the event's abnormal move comes from the distribution of the estimation window"


def sample_quantile(
    abnormal: float, residuals: FloatArray, *, alternative: Alternative = "two-sided", unit: str = ""
) -> HypothesisTest:
    """Rank one abnormal move among the abnormal moves of its estimation window.

    Use it for a single event: it needs no normal distribution and no second event.

    Parameters
    ----------
    abnormal : float
        Abnormal move of the event, in native units; for several days their sum.
    residuals : ndarray of shape (n_estimation,)
        Abnormal moves of the estimation window, or their sums over as many consecutive days as the event
        has. NaN are left out and not counted.
    alternative : {"two-sided", "greater", "less"}
        Two-sided doubles the smaller tail.
    unit : str
        Unit of ``abnormal``.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the share of estimation days at or below the event. The p-value counts the event
        itself in numerator and denominator, so it is never zero.

    Notes
    -----
    ``p_low = (1 + #{e_s <= AR}) / (M + 1)``, ``p_high`` likewise, two-sided ``min(1, 2 min(p_low, p_high))``.
    Assumes that quiet days are exchangeable with the event day under the null: a volatile month before the
    event makes it conservative, a quiet one makes it reject too often.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15, 495-541;
    Phipson and Smyth (2010) for the added one.

    Examples
    --------
    >>> quiet = np.linspace(-1, 1, 199)
    >>> sample_quantile(-3.0, quiet).pvalue
    0.01
    """
    check_option("alternative", alternative, Alternative)
    quiet = residuals[np.isfinite(residuals)]
    if not (math.isfinite(abnormal) and quiet.size):
        reason = "no finite abnormal move or no estimation days"
        return undefined("sample_quantile", reason, null=NULL, n_events=0, alternative=alternative, unit=unit)
    at_or_below, at_or_above = int((quiet <= abnormal).sum()), int((quiet >= abnormal).sum())
    low, high = (1 + at_or_below) / (quiet.size + 1), (1 + at_or_above) / (quiet.size + 1)
    pvalue = {"two-sided": min(1.0, 2 * min(low, high)), "greater": high, "less": low}[alternative]
    return HypothesisTest(
        statistic=at_or_below / quiet.size,
        pvalue=pvalue,
        distribution="empirical",
        estimate=abnormal,
        n_events=1,
        alternative=alternative,
        null=NULL,
        method="sample_quantile",
        unit=unit,
    )


def rolling_sums(residuals: FloatArray, n_days: int) -> FloatArray:
    """Sum every run of ``n_days`` consecutive values; a run with a NaN is NaN.

    Use it to give the sample-quantile test of a window of several days its yardstick.

    Parameters
    ----------
    residuals : ndarray of shape (n,)
        Abnormal moves in time order, with NaN for days left out.
    n_days : int
        Length of the window, in days.

    Returns
    -------
    ndarray of shape (n - n_days + 1,)
        Empty when there are fewer than ``n_days`` values.

    Examples
    --------
    >>> rolling_sums(np.array([1.0, 2.0, 3.0]), 2)
    array([3., 5.])
    """
    if residuals.size < n_days:
        return np.empty(0)
    runs: FloatArray = np.lib.stride_tricks.sliding_window_view(residuals, n_days)
    return np.asarray(runs.sum(axis=-1), dtype=np.float64)


def noticeable_move(residuals: FloatArray, *, alpha: float = 0.05) -> float:
    """Find the size beyond which :func:`sample_quantile` would have called a move unusual, whatever its sign.

    Use it to say what a finding of "nothing" is worth.

    Parameters
    ----------
    residuals : ndarray of shape (n_estimation,)
        Abnormal moves of the estimation window, in native units. NaN are left out.
    alpha : float
        Level of the two-sided test.

    Returns
    -------
    float
        A move beyond this would have had a two-sided p-value of at most ``alpha``; NaN when there are too few
        days for the test to reach ``alpha`` at all.

    Raises
    ------
    ValueError
        If ``alpha`` is not between 0 and 1.

    Notes
    -----
    With M days the tail may hold ``k = floor(alpha (M + 1) / 2) - 1`` of them; the move must be beyond the
    next one on both sides.

    Examples
    --------
    >>> noticeable_move(np.arange(-50.0, 51.0), alpha=0.1)
    46.0
    """
    check_alpha(alpha)
    quiet = np.sort(residuals[np.isfinite(residuals)])
    inside_tail = math.floor(alpha * (quiet.size + 1) / 2) - 1
    if inside_tail < 0:
        return math.nan
    return float(max(-quiet[inside_tail], quiet[quiet.size - 1 - inside_tail]))
