"""Many tests at once: adjustments of p-values that need nothing else."""

from typing import Literal

import numpy as np

from aftershock.typing import FloatArray


def holm(pvalues: FloatArray) -> FloatArray:
    """Adjust p-values so that the chance of even one false alarm stays below the level.

    Use it for every table of several assets or events; it assumes nothing about their dependence.

    Parameters
    ----------
    pvalues : ndarray of shape (n_tests,)
        Unadjusted p-values. NaN are not tests: they stay NaN and are not counted.

    Returns
    -------
    ndarray of shape (n_tests,)
        Adjusted p-values, never below the unadjusted ones.

    Notes
    -----
    ``p_(j)* = max over i<=j of min(1, (n - i + 1) p_(i))``, computed by statsmodels.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, np.nan])).round(2)
    array([0.02, 0.04,  nan])
    """
    return _adjusted(pvalues, "holm")


def benjamini_hochberg(pvalues: FloatArray) -> FloatArray:
    """Adjust p-values so that the expected share of false alarms among the findings stays below the level.

    Use it to screen many headlines or assets when a few false leads are acceptable; it lets more through than
    :func:`holm`. It assumes independent or positively dependent tests.

    Parameters
    ----------
    pvalues : ndarray of shape (n_tests,)
        Unadjusted p-values. NaN are not tests: they stay NaN and are not counted.

    Returns
    -------
    ndarray of shape (n_tests,)
        Adjusted p-values, never below the unadjusted ones.

    Notes
    -----
    ``p_(j)* = min over i>=j of min(1, n p_(i) / i)``, computed by statsmodels.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, np.nan])).round(2)
    array([0.03, 0.04, 0.04,  nan])
    """
    return _adjusted(pvalues, "fdr_bh")


def benjamini_yekutieli(pvalues: FloatArray) -> FloatArray:
    """Adjust p-values for the share of false alarms among the findings, whatever the dependence of the tests.

    Use it in place of :func:`benjamini_hochberg` when assets move against each other, as bonds and shares do.

    Parameters
    ----------
    pvalues : ndarray of shape (n_tests,)
        Unadjusted p-values. NaN are not tests: they stay NaN and are not counted.

    Returns
    -------
    ndarray of shape (n_tests,)
        Adjusted p-values, never below those of :func:`benjamini_hochberg`.

    Notes
    -----
    ``p_(j)* = min over i>=j of min(1, n c p_(i) / i)`` with ``c = 1 + 1/2 + ... + 1/n``, computed by statsmodels.

    References
    ----------
    Benjamini and Yekutieli (2001), Annals of Statistics 29, 1165-1188.

    Examples
    --------
    >>> benjamini_yekutieli(np.array([0.01, 0.04, 0.03, np.nan])).round(3)
    array([0.055, 0.073, 0.073,   nan])
    """
    return _adjusted(pvalues, "fdr_by")


def _adjusted(pvalues: FloatArray, method: Literal["holm", "fdr_bh", "fdr_by"]) -> FloatArray:
    """Adjust the finite p-values by statsmodels and leave the others missing."""
    from statsmodels.stats.multitest import multipletests

    adjusted = np.full(pvalues.shape, np.nan)
    tests = np.isfinite(pvalues)
    if tests.any():
        adjusted[tests] = multipletests(pvalues[tests], method=method)[1]
    return adjusted
