"""Many tests at once."""

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
    from statsmodels.stats.multitest import multipletests

    adjusted = np.full(pvalues.shape, np.nan)
    tests = np.isfinite(pvalues)
    if tests.any():
        adjusted[tests] = multipletests(pvalues[tests], method="holm")[1]
    return adjusted
