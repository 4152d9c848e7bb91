"""Many tests at once from their joint distribution: the step-down adjustment of Romano and Wolf."""

import numpy as np

from aftershock.errors import InferenceError
from aftershock.inference.resampling import as_extreme
from aftershock.typing import Alternative, FloatArray, check_option


def romano_wolf(
    statistics: FloatArray,
    draws: FloatArray,
    *,
    alternative: Alternative = "two-sided",
    complete: bool = False,
) -> FloatArray:
    """Adjust p-values for the chance of even one false alarm, making use of how the tests depend on each other.

    Use it in place of :func:`holm` where the same headlines are tested on several assets and joint draws exist, as
    from :func:`date_block_draws`: assets that move together count as fewer tests.

    Parameters
    ----------
    statistics : ndarray of shape (n_hypotheses,)
        Observed test statistics, studentized so that all are on one scale. NaN are not tests: they stay NaN and are
        not counted.
    draws : ndarray of shape (n_draws, n_hypotheses)
        The same statistics under the null, all hypotheses drawn together in each row. Columns of tests must be
        finite or infinite, not NaN.
    alternative : {"two-sided", "greater", "less"}
        Direction of the alternative of every hypothesis.
    complete : bool
        The rows are all arrangements there are, the observed one included; else it is added to the count.

    Returns
    -------
    ndarray of shape (n_hypotheses,)
        Adjusted p-values, never zero, in the order of the statistics never falling as these get smaller.

    Raises
    ------
    InferenceError
        If ``draws`` does not have one column a statistic and at least one row, or lacks draws of a test.

    Notes
    -----
    With ``t_(1) >= t_(2) >= ...`` in size, ``p_(j) = (1 + #{b: max over k>=j of t_(k)b >= t_(j)}) / (B + 1)``, then
    ``p_(j)* = max over i<=j of p_(i)``. Controls the familywise error where the draws have the joint distribution
    of the statistics under the nulls that are true (subset pivotality).

    References
    ----------
    Romano and Wolf (2005), Econometrica 73, 1237-1282; Romano and Wolf (2016), Statistics and Probability Letters
    113, 38-40, for the p-values.

    Examples
    --------
    >>> draws = np.array([[0.1, 0.2], [3.0, 0.4], [-0.3, -1.0]])
    >>> romano_wolf(np.array([2.0, -4.0]), draws)
    array([0.5 , 0.25])
    """
    check_option("alternative", alternative, Alternative)
    _check_draws(statistics, draws)
    adjusted = np.full(statistics.shape, np.nan)
    tests = np.flatnonzero(np.isfinite(statistics))
    if not tests.size:
        return adjusted
    sizes, sized = _sizes(statistics[tests], alternative), _sizes(draws[:, tests], alternative)
    order = np.argsort(-sizes, kind="stable")
    still_standing = np.maximum.accumulate(sized[:, order[::-1]], axis=1)[:, ::-1]
    counts = as_extreme(still_standing, sizes[order], "greater")
    added = 0 if complete else 1
    adjusted[tests[order]] = np.maximum.accumulate((counts + added) / (len(draws) + added))
    return adjusted


def _sizes(values: FloatArray, alternative: Alternative) -> FloatArray:
    """Turn statistics so that larger speaks more against the null."""
    if alternative == "two-sided":
        return np.abs(values)
    return values if alternative == "greater" else -values


def _check_draws(statistics: FloatArray, draws: FloatArray) -> None:
    """Refuse draws that do not fit the statistics."""
    if draws.ndim != 2 or draws.shape[1:] != statistics.shape or not len(draws):
        raise InferenceError(
            f"draws has shape {draws.shape} for {statistics.size} statistics; give one column a statistic and at "
            "least one row.",
            shape=draws.shape,
            n_statistics=statistics.size,
        )
    unknown = np.flatnonzero(np.isfinite(statistics) & np.isnan(draws).any(axis=0))
    if unknown.size:
        raise InferenceError(
            f"the draws of hypotheses {unknown.tolist()} hold NaN; draw all hypotheses in every row, or set their "
            "statistics to NaN to leave them out.",
            hypotheses=unknown.tolist(),
        )
