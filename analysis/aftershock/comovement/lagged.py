"""Lags on arrays: the columns that hold a series back, and how many of them it needs."""

import numpy as np

from aftershock.typing import FloatArray

FEWEST_ROWS_A_LAG = 20


def lag_columns(values: FloatArray, n_lags: int) -> FloatArray:
    """Lay out the values of one to so many rows before.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        A series in order of time.
    n_lags : int
        Lags, from one.

    Returns
    -------
    ndarray of shape (n_rows, n_lags)
        NaN where the series has not begun.

    Examples
    --------
    >>> lag_columns(np.array([1.0, 2.0, 3.0]), 2)
    array([[nan, nan],
           [ 1., nan],
           [ 2.,  1.]])
    """
    lagged = np.full((values.size, n_lags), np.nan)
    for lag in range(1, n_lags + 1):
        lagged[lag:, lag - 1] = values[:-lag]
    return lagged


def lag_limit(n_rows: int) -> int:
    """Bound the lags that so many rows may be searched for.

    Parameters
    ----------
    n_rows : int
        Rows of the series.

    Returns
    -------
    int
        ``12 (n / 100)**(1/4)`` rounded down, but no more than a lag for every 20 rows, and at least one.

    References
    ----------
    Schwert (1989), Journal of Business and Economic Statistics 7, 147-159.

    Examples
    --------
    >>> lag_limit(250), lag_limit(6000), lag_limit(40)
    (12, 33, 2)
    """
    return max(1, min(int(12 * (n_rows / 100) ** 0.25), n_rows // FEWEST_ROWS_A_LAG))


def own_lags(values: FloatArray, fixed: FloatArray, *, most: int, penalty: float = 2.0) -> int:
    """Choose how many of its own lags a series needs.

    Use it to choose lags without a look at the link to be tested: a search over the lags of both series together
    keeps those that happen to matter, and the test then rejects too often.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        A series in order of time; rows with a NaN among the lags are left out.
    fixed : ndarray of shape (n_rows, n_fixed)
        Columns that are always there: the constant, or one a slot of the season.
    most : int
        Largest number of lags tried.
    penalty : float
        2 for Akaike's criterion, ``log(n)`` for that of Schwarz.

    Returns
    -------
    int
        From 1 to ``most``.

    Notes
    -----
    The number p that makes ``log(SSR_p / n) + penalty p / n`` least, all on the same rows; the sums of squares of all
    p come from one QR decomposition.

    Examples
    --------
    >>> shocks = np.random.default_rng(1).standard_normal(400)
    >>> path = np.zeros(400)
    >>> for row in range(2, 400):
    ...     path[row] = 0.6 * path[row - 2] + shocks[row]
    >>> own_lags(path, np.ones((400, 1)), most=6, penalty=np.log(400))
    2
    """
    table = np.column_stack([fixed, lag_columns(values, most), values])
    table = table[np.isfinite(table).all(axis=1)]
    n_rows, n_fixed = len(table), fixed.shape[1]
    if n_rows <= table.shape[1]:
        return 1
    triangle: FloatArray = np.asarray(np.linalg.qr(table, mode="r"))
    last = triangle[n_fixed:, -1]
    squares = np.cumsum(last[::-1] ** 2)[::-1]
    numbers = np.arange(1, most + 1)
    with np.errstate(divide="ignore"):
        criterion = np.log(squares[1:] / n_rows) + penalty * numbers / n_rows
    return int(numbers[np.argmin(criterion)])
