"""Local projections on arrays: the response of a series to a shock, horizon by horizon."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from aftershock.comovement.lagged import lag_columns
from aftershock.comovement.overlap import Coefficient, robust_coefficient
from aftershock.inference.power import minimum_detectable_effect
from aftershock.typing import FloatArray, IntArray, ProjectionErrors, ProjectionResponse, Rng

FEWEST_FREE = 30
"""Rows beyond the number of coefficients below which nothing is estimated."""
N_DRAWS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class ResponsePath:
    """Hold the response of one series at each horizon.

    Parameters
    ----------
    estimates, std_errors, df : ndarray of shape (n_horizons,)
        Response to one unit of the shock, its standard error and degrees of freedom (infinite for the normal
        distribution); NaN where it is not estimated.
    n_rows : ndarray of int, shape (n_horizons,)
        Rows that entered.
    influence : ndarray of shape (n_horizons, n_rows)
        What each row adds to the error of each horizon.
    n_lags : int
        Lags of shock and response among the controls.
    reason : str
        Why there is no estimate at some horizon; empty where there is one at all.
    """

    estimates: FloatArray
    std_errors: FloatArray
    df: FloatArray
    n_rows: IntArray
    influence: FloatArray
    n_lags: int
    reason: str

    def limits(self, alpha: float) -> tuple[FloatArray, FloatArray]:
        """Compute the limits of the pointwise intervals with coverage ``1 - alpha``, each of shape (n_horizons,)."""
        reach = -stdtrit(self.df, alpha / 2) * self.std_errors
        return self.estimates - reach, self.estimates + reach

    def bias(self) -> FloatArray:
        """Approximate the bias of each estimate in a sample of this size, for cumulated responses.

        Returns
        -------
        ndarray of shape (n_horizons,)
            ``-sum_{j<h} estimate_j / n_h``: the mean that the regression takes off holds part of the response.
        """
        before = np.concatenate([[0.0], np.cumsum(self.estimates)[:-1]])
        return np.asarray(-before / np.maximum(self.n_rows, 1))

    def detectable(self, alpha: float, *, power: float = 0.8) -> FloatArray:
        """Compute the smallest response that a test of this level finds with the power, shape (n_horizons,)."""
        pairs = zip(self.std_errors, self.df, strict=True)
        found = [minimum_detectable_effect(se, df=df, power=power, alpha=alpha) for se, df in pairs]
        return np.array(found, dtype=np.float64)


def outcome_path(
    values: FloatArray, horizon: int, *, response: ProjectionResponse, cumulative: bool
) -> FloatArray:
    """Compute what is explained at one horizon.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Moves.
    horizon : int
        Rows after the row of the shock.
    response : {"move", "volatility"}
        Moves with their sign, or their size.
    cumulative : bool
        Over all rows from the shock to the horizon (sum of moves, root mean square for volatility), or at the
        horizon alone (move, absolute move).

    Returns
    -------
    ndarray of shape (n_rows,)
        NaN where a move is missing or the series has ended.

    Examples
    --------
    >>> moves = np.array([1.0, -2.0, 2.0])
    >>> outcome_path(moves, 1, response="move", cumulative=True)
    array([-1.,  0., nan])
    >>> outcome_path(moves, 1, response="volatility", cumulative=False)
    array([ 2.,  2., nan])
    """
    found = np.full(values.size, np.nan)
    last = values.size - horizon
    if last <= 0:
        return found
    if not cumulative:
        found[:last] = values[horizon:] if response == "move" else np.abs(values[horizon:])
        return found
    parts = values if response == "move" else values**2
    windows = np.lib.stride_tricks.sliding_window_view(parts, horizon + 1)
    found[:last] = windows.sum(axis=1) if response == "move" else np.sqrt(windows.mean(axis=1))
    return found


def path_design(values: FloatArray, shock: FloatArray, fixed: FloatArray, n_lags: int) -> FloatArray:
    """Set the regressors side by side: the shock, the fixed columns, the lags of shock and of values.

    Parameters
    ----------
    values, shock : ndarray of shape (n_rows,)
        The series whose lags are controls, and the shock.
    fixed : ndarray of shape (n_rows, n_fixed)
        The constant, or one column a slot of the season.
    n_lags : int
        Lags of both.

    Returns
    -------
    ndarray of shape (n_rows, 1 + n_fixed + 2 n_lags)

    Examples
    --------
    >>> path_design(np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.ones((2, 1)), 1)[1]
    array([4., 1., 3., 1.])
    """
    lags = [lag_columns(shock, n_lags), lag_columns(values, n_lags)] if n_lags else []
    return np.column_stack([shock, fixed, *lags])


def response_path(
    values: FloatArray,
    shock: FloatArray,
    fixed: FloatArray,
    *,
    n_lags: int,
    horizons: int,
    response: ProjectionResponse,
    cumulative: bool,
    errors: ProjectionErrors,
) -> ResponsePath:
    """Estimate the response at each horizon by a regression of its own.

    Parameters
    ----------
    values, shock : ndarray of shape (n_rows,)
        Moves and shock in order of time; NaN where missing.
    fixed : ndarray of shape (n_rows, n_fixed)
        The constant, or one column a slot of the season.
    n_lags : int
        Lags of both among the controls.
    horizons : int
        Last horizon; the first is zero.
    response : {"move", "volatility"}
        What responds.
    cumulative : bool
        Over the rows up to the horizon, or at the horizon.
    errors : {"lag_augmented", "newey_west"}
        Errors robust to unequal variances, which the lags make sufficient, or the autocorrelation-consistent ones.

    Returns
    -------
    ResponsePath

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> shock = rng.standard_normal(500)
    >>> moves = 2.0 * shock + 0.1 * rng.standard_normal(500)
    >>> found = response_path(moves, shock, np.ones((500, 1)), n_lags=2, horizons=0, response="move",
    ...                       cumulative=True, errors="lag_augmented")
    >>> found.estimates.round(1)
    array([2.])
    """
    controls = values if response == "move" else np.abs(values)
    design = path_design(controls, shock, fixed, n_lags)
    found: list[Coefficient | None] = []
    for horizon in range(horizons + 1):
        outcome = outcome_path(values, horizon, response=response, cumulative=cumulative)
        usable = np.isfinite(outcome) & np.isfinite(design).all(axis=1)
        if usable.sum() - design.shape[1] < FEWEST_FREE:
            found.append(None)
        elif errors == "lag_augmented":
            found.append(robust_coefficient(outcome, design, width=horizon + 1 if cumulative else 1))
        else:
            found.append(newey_west_coefficient(outcome, design, bandwidth=newey_west_bandwidth(horizon)))
    return _joined(found, values.size, n_lags, design.shape[1])


def newey_west_bandwidth(horizon: int) -> int:
    """Choose how many autocovariances of a horizon's residuals are allowed for, as statsmodels does.

    Examples
    --------
    >>> newey_west_bandwidth(0), newey_west_bandwidth(10)
    (2, 10)
    """
    return max(horizon, math.ceil(4.0 * math.pow(max(horizon, 1) / 100.0, 2.0 / 9.0)))


def newey_west_coefficient(outcome: FloatArray, design: FloatArray, *, bandwidth: int) -> Coefficient | None:
    """Regress an outcome and judge the first coefficient by autocorrelation-consistent errors.

    Use it to compare with other programs; in samples of a few hundred rows these intervals are too narrow.

    Parameters
    ----------
    outcome : ndarray of shape (n_rows,)
        What is explained, in order of time.
    design : ndarray of shape (n_rows, n_columns)
        Regressors; the first is the one judged.
    bandwidth : int
        Autocovariances with Bartlett weights.

    Returns
    -------
    Coefficient or None
        Normal distribution, no correction for the sample's size. None where the design does not determine it. The
        squares of ``influence`` do not sum to the squared standard error here.

    References
    ----------
    Newey and West (1987), Econometrica 55, 703-708.

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 2.0, 3.0])
    >>> found = newey_west_coefficient(np.array([0.1, 0.9, 2.1, 2.9]), np.column_stack([x, np.ones(4)]), bandwidth=1)
    >>> round(found.estimate, 2)
    0.96
    """
    used = np.flatnonzero(np.isfinite(outcome) & np.isfinite(design).all(axis=1))
    rows, known = design[used], outcome[used]
    if len(rows) <= rows.shape[1] or np.linalg.matrix_rank(rows) < rows.shape[1]:
        return None
    basis, triangle = np.linalg.qr(rows)
    weights = basis @ np.linalg.solve(triangle, np.eye(rows.shape[1]))[0]
    influence = np.zeros(outcome.size)
    influence[used] = weights * (known - basis @ (basis.T @ known))
    variance = float(influence @ influence)
    for lag in range(1, bandwidth + 1):
        variance += 2.0 * (1.0 - lag / (bandwidth + 1.0)) * float(influence[lag:] @ influence[:-lag])
    deviation = math.sqrt(max(variance, 0.0))
    return Coefficient(float(weights @ known), deviation, math.inf, influence, len(rows))


def path_alpha(path: ResponsePath, alpha: float, *, rng: Rng, n_draws: int = N_DRAWS) -> float:
    """Find the level at which pointwise bands hold the whole path with probability ``1 - alpha``.

    Use it to speak of the path as a whole; pointwise bands at ``alpha`` hold at one horizon that was chosen
    beforehand.

    Parameters
    ----------
    path : ResponsePath
        Path with lag-augmented errors.
    alpha : float
        One minus the coverage.
    rng : int or Generator
        Seed or source of the draws.
    n_draws : int
        Draws.

    Returns
    -------
    float
        Give it to ``path.limits``. NaN where no horizon is estimated.

    Notes
    -----
    ``P(|Z| > c)`` for a single normal Z, c the ``1 - alpha`` quantile of ``max_h |Z_h|``, Z normal with the
    correlations of the estimates. Each horizon keeps its own t distribution.

    References
    ----------
    Montiel Olea and Plagborg-Moeller (2019), Journal of Applied Econometrics 34, 1-17.

    Examples
    --------
    >>> one = np.ones((1, 50))
    >>> single = ResponsePath(one[:, 0], one[:, 0], np.array([np.inf]), np.array([50]), one, 1, "")
    >>> round(path_alpha(single, 0.1, rng=0), 1)
    0.1
    """
    draws = largest_draws(path, rng=rng, n_draws=n_draws)
    return float(2.0 * ndtr(-np.quantile(draws, 1.0 - alpha))) if draws.size else math.nan


def largest_score(path: ResponsePath) -> tuple[float, int]:
    """Find the horizon that is farthest from zero, as a normal score: the z with the p-value of its t.

    Examples
    --------
    >>> one = np.ones((2, 50))
    >>> free = np.full(2, np.inf)
    >>> largest_score(ResponsePath(np.array([1.0, -3.0]), one[:, 0], free, free, one, 1, ""))
    (3.0, 1)
    """
    tails = stdtr(path.df, -np.abs(path.estimates / path.std_errors))
    at = int(np.nanargmin(tails))
    return float(-ndtri(tails[at])), at


def largest_draws(path: ResponsePath, *, rng: Rng, n_draws: int = N_DRAWS) -> FloatArray:
    """Draw the largest size of a normal score over the horizons when there is no response; empty without a path.

    Examples
    --------
    >>> one = np.ones((1, 50))
    >>> single = ResponsePath(one[:, 0], one[:, 0], np.array([np.inf]), np.array([50]), one, 1, "")
    >>> largest_draws(single, rng=0, n_draws=3).shape
    (3,)
    """
    known = np.isfinite(path.std_errors) & (path.std_errors > 0)
    if not known.any():
        return np.zeros(0)
    parts = path.influence[known]
    scaled = parts / np.sqrt((parts**2).sum(axis=1, keepdims=True))
    roots, axes = np.linalg.eigh(scaled @ scaled.T)
    free = np.random.default_rng(rng).standard_normal((n_draws, roots.size))
    scores: FloatArray = free * np.sqrt(np.maximum(roots, 0.0)) @ axes.T
    return np.asarray(np.abs(scores).max(axis=1))


def _joined(found: list[Coefficient | None], n_rows: int, n_lags: int, n_columns: int) -> ResponsePath:
    """Set the horizons side by side, NaN where there is no coefficient."""
    influence = np.zeros((len(found), n_rows))
    for row, one in enumerate(found):
        if one is not None:
            influence[row] = one.influence
    missing = [row for row, one in enumerate(found) if one is None]
    reason = (
        f"from horizon {missing[0]} on, the rows that are complete do not exceed the {n_columns} coefficients by "
        f"{FEWEST_FREE}, or the shock does not vary beside its lags"
        if missing
        else ""
    )
    return ResponsePath(
        estimates=np.array([math.nan if one is None else one.estimate for one in found]),
        std_errors=np.array([math.nan if one is None else one.std_error for one in found]),
        df=np.array([math.nan if one is None else one.df for one in found]),
        n_rows=np.array([0 if one is None else one.n_rows for one in found], dtype=np.int64),
        influence=influence,
        n_lags=n_lags,
        reason=reason,
    )
