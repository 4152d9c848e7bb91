"""Standard errors of one coefficient when the dependent variable sums up overlapping rows."""

from dataclasses import dataclass

import numpy as np

from aftershock.typing import FloatArray

SATURATED = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Coefficient:
    """Hold one coefficient of a regression, how sure it is, and what each row adds to its error.

    Parameters
    ----------
    estimate, std_error, df : float
        The coefficient, its standard error, and the degrees of freedom of its t distribution.
    influence : ndarray of shape (n_rows,)
        What each row adds; the squares sum to the squared standard error. Zero for rows left out.
    n_rows : int
        Rows that entered.
    """

    estimate: float
    std_error: float
    df: float
    influence: FloatArray
    n_rows: int


def spread_overlap(columns: FloatArray, width: int) -> FloatArray:
    """Multiply columns by the correlation matrix of sums over overlapping rows.

    Parameters
    ----------
    columns : ndarray of shape (n_rows, n_columns)
        Columns in order of time.
    width : int
        Rows that each sum takes; 1 leaves the columns as they are.

    Returns
    -------
    ndarray of shape (n_rows, n_columns)

    Notes
    -----
    The correlation of the sums of independent rows that begin l rows apart is ``max(0, 1 - l / width)``.

    Examples
    --------
    >>> spread_overlap(np.eye(3), 2)
    array([[1. , 0.5, 0. ],
           [0.5, 1. , 0.5],
           [0. , 0.5, 1. ]])
    """
    spread = columns.copy()
    for lag in range(1, min(width, len(columns))):
        share = 1.0 - lag / width
        spread[lag:] += share * columns[:-lag]
        spread[:-lag] += share * columns[lag:]
    return spread


def robust_coefficient(outcome: FloatArray, design: FloatArray, *, width: int = 1) -> Coefficient | None:
    """Regress an outcome and judge the first coefficient, allowing for unequal variances and for overlap.

    Use it where the first regressor cannot be predicted from the other columns, e.g. because its own lags are among
    them: the terms of its error are then uncorrelated from row to row even where residuals are not.

    Parameters
    ----------
    outcome : ndarray of shape (n_rows,)
        What is explained, in order of time. Rows with a NaN here or in the design are left out.
    design : ndarray of shape (n_rows, n_columns)
        Regressors; the first is the one judged.
    width : int
        Rows that the outcome sums up; 1 for no overlap.

    Returns
    -------
    Coefficient or None
        None where the design does not determine the coefficient.

    Notes
    -----
    a is the row of ``(X'X)**-1 X'`` that gives the coefficient, e the residuals, h the leverages,
    ``M = I - X (X'X)**-1 X'`` and W the correlation matrix of overlapping sums. Then
    ``se**2 = sum a_t**2 e_t**2 / ((MWM)_tt (1 - h_t))``. Without overlap W is the identity and this is HC3. With it,
    ``(MWM)_tt`` makes up for what residuals lose when a few independent stretches are fitted. The degrees of freedom
    are those of Bell and McCaffrey for errors with correlation W: ``(sum a_t**2)**2 / sum_st v_s v_t (MWM)_st**2``,
    ``v_t = a_t**2 / (MWM)_tt``.

    References
    ----------
    MacKinnon and White (1985), Journal of Econometrics 29, 305-325; Bell and McCaffrey (2002), Survey Methodology 28,
    169-181; Imbens and Kolesar (2016), Review of Economics and Statistics 98, 701-712.

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    >>> found = robust_coefficient(np.array([0.1, 0.9, 2.1, 2.9, 4.1]), np.column_stack([x, np.ones(5)]))
    >>> round(found.estimate, 3), found.n_rows
    (1.0, 5)
    """
    used = np.isfinite(outcome) & np.isfinite(design).all(axis=1)
    rows = np.where(used[:, None], design, 0.0)
    n_rows, n_columns = int(used.sum()), design.shape[1]
    if n_rows <= n_columns:
        return None
    basis, triangle = np.linalg.qr(rows)
    diagonal = np.abs(np.diag(triangle))
    if diagonal.min() <= SATURATED * diagonal.max():
        return None
    known = np.where(used, outcome, 0.0)
    weights = basis @ np.linalg.solve(triangle, np.eye(n_columns))[0]
    residuals = np.where(used, known - basis @ (basis.T @ known), 0.0)
    kept, free = _residual_shares(basis, width)
    judged = used & (free > SATURATED) & (kept > SATURATED)
    influence = np.zeros(outcome.size)
    influence[judged] = weights[judged] * residuals[judged] / np.sqrt(kept[judged] * free[judged])
    shares = np.where(judged, weights**2 / np.where(judged, kept, 1.0), 0.0)
    df = float((weights[judged] ** 2).sum() ** 2 / _squared_overlap(basis, shares, width))
    return Coefficient(float(weights @ known), float(np.sqrt((influence**2).sum())), df, influence, n_rows)


def _halves(basis: FloatArray, width: int) -> FloatArray:
    """Find Z with ``MWM = W - Q Z' - Z Q'``, Q the basis."""
    spread = spread_overlap(basis, width)
    return np.asarray(spread - 0.5 * basis @ (basis.T @ spread))


def _residual_shares(basis: FloatArray, width: int) -> tuple[FloatArray, FloatArray]:
    """Compute the variance that residuals keep under overlap, and without it."""
    halves = _halves(basis, width)
    return 1.0 - 2.0 * (basis * halves).sum(axis=1), 1.0 - (basis**2).sum(axis=1)


def _squared_overlap(basis: FloatArray, shares: FloatArray, width: int) -> float:
    """Sum ``v_s v_t (MWM)_st**2`` over all pairs of rows, without building the matrix."""
    halves = _halves(basis, width)
    left, right = np.hstack([basis, halves]), np.hstack([halves, basis])
    weighted = shares[:, None] * left
    mixed = float((weighted * spread_overlap(shares[:, None] * right, width)).sum())
    low_rank = float(((left.T @ weighted) * (right.T @ (shares[:, None] * right))).sum())
    banded = float((shares**2).sum())
    for lag in range(1, min(width, shares.size)):
        banded += 2.0 * (1.0 - lag / width) ** 2 * float(shares[lag:] @ shares[:-lag])
    return banded - 2.0 * mixed + low_rank
