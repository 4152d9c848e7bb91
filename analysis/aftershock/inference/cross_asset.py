"""Several assets at once: did any of them react, given how they move together on quiet days."""

import math

import numpy as np
from scipy.special import fdtrc

from aftershock.errors import InferenceError
from aftershock.inference.records import HypothesisTest, undefined
from aftershock.typing import BoolArray, FloatArray

NULL = "no asset has an abnormal move"
POOLED_NULL = "the mean abnormal move over events is zero for every asset"
DEPENDENT = "the abnormal moves of the assets are linearly dependent over the estimation days"


def joint_wald(
    car: FloatArray,
    residuals: FloatArray,
    variance_factor: float | FloatArray,
    *,
    n_parameters: int,
    shares: FloatArray | None = None,
) -> HypothesisTest:
    """Test whether any of several assets reacted to one event.

    Use it before reading single assets: it counts one shock that moves all of them once. The event must not raise
    volatility, or the test over-rejects.

    Parameters
    ----------
    car : ndarray of shape (n_assets,)
        Cumulative abnormal moves of the event, each in its own unit. Assets with NaN drop out.
    residuals : ndarray of shape (n_assets, n_estimation)
        Abnormal moves of the common estimation days, each in its own unit. Days on which an asset has NaN are left
        out for all.
    variance_factor : float or ndarray of shape (n_assets,)
        Exact variance of each cumulative move over the variance of a day: L + L**2/M + ... of the model. An asset
        whose factor is not positive drops out.
    n_parameters : int
        Parameters K of the normal-move model, the same for all assets.
    shares : ndarray of shape (n_assets, n_assets), optional
        Which share of their days the windows of two assets have in common, ``n_ab / sqrt(L_a L_b)``, where assets
        have different sessions; all days by default.

    Returns
    -------
    HypothesisTest
        F with n_assets and M - K - n_assets + 1 degrees of freedom; ``extra`` holds ``wald``, ``n_assets`` and
        ``n_days``. Undefined where there are as many assets as usable days or more, and where their moves are
        linearly dependent.

    Raises
    ------
    InferenceError
        If the arrays do not have one row an asset.

    Notes
    -----
    ``W = z' S**-1 z`` with ``z = CAR / sqrt(C)`` and ``S = E E' / v``, ``v = M - K``;
    ``F = W (v - k + 1) / (v k)``. Exact for normal moves, the same regressors and the same days for all assets
    (Hotelling). Covariances are multiplied by ``shares``, so that days that only one of two assets has add nothing to
    theirs: nearly right.

    References
    ----------
    Hotelling (1931), Annals of Mathematical Statistics 2, 360-378; Campbell, Lo and MacKinlay (1997), The
    Econometrics of Financial Markets, chapter 4, for the forecast error.

    Examples
    --------
    >>> residuals = np.array([[1.0, -1.0, 1.0, -1.0, 0.0], [1.0, 1.0, -1.0, -1.0, 0.0]])
    >>> test = joint_wald(np.array([2.0, 1.0]), residuals, 1.2, n_parameters=1)
    >>> round(test.statistic, 4), test.df, test.df_denominator
    (1.5625, 2.0, 3.0)
    """
    if residuals.ndim != 2 or len(residuals) != car.size:
        raise InferenceError(
            f"residuals have shape {residuals.shape} for {car.size} assets; give one row an asset.",
            shape=residuals.shape,
            n_assets=car.size,
        )
    factor = np.broadcast_to(np.asarray(variance_factor, dtype=np.float64), car.shape)[None, :]
    common = np.ones((1, car.size, car.size)) if shares is None else shares[None, :, :]
    return _pooled("joint_wald", NULL, car[None, :], residuals[None, :, :], factor, n_parameters, common)


def pooled_joint_wald(
    car: FloatArray,
    residuals: FloatArray,
    variance_factor: FloatArray,
    *,
    n_parameters: int,
    shares: FloatArray | None = None,
) -> HypothesisTest:
    """Test whether any of several assets moved on average over several events on different dates.

    Use it before reading the means of single assets. Events must not share days nor raise volatility, or the test
    over-rejects.

    Parameters
    ----------
    car : ndarray of shape (n_events, n_assets)
        Cumulative abnormal moves, each asset in its own unit. NaN are left out; an asset without any drops out.
    residuals : ndarray of shape (n_events, n_assets, n_estimation)
        Abnormal moves of each event's estimation days. Days on which an asset of the event has NaN are left out for
        that event.
    variance_factor : ndarray of shape (n_events,) or (n_events, n_assets)
        Exact variance of each cumulative move over the variance of a day.
    n_parameters : int
        Parameters K of the normal-move model, the same for all.
    shares : ndarray of shape (n_events, n_assets, n_assets), optional
        As for :func:`joint_wald`, for each event.

    Returns
    -------
    HypothesisTest
        F as for :func:`joint_wald` with M the fewest usable days of an event; ``n_events`` counts events with a
        move.

    Raises
    ------
    InferenceError
        If the arrays do not have one row an event and one column an asset.

    Notes
    -----
    ``W = s' V**-1 s`` with ``s = sum_e z_e``, ``V = sum_e S_e``, z and S of :func:`joint_wald` for each event. The
    fewest days of an event stand for the degrees of freedom of V, which is right when all events have the same
    estimation days and cautious otherwise. The error of a mean that several events estimate from the same days is
    left out: with n events on M common days the variance of s is larger by n/M.

    References
    ----------
    Hotelling (1931), Annals of Mathematical Statistics 2, 360-378.

    Examples
    --------
    >>> residuals = np.array([[1.0, -1.0, 1.0, -1.0, 0.0], [1.0, 1.0, -1.0, -1.0, 0.0]])
    >>> car = np.array([[2.0, 1.0], [2.0, 1.0], [1.0, 1.0]])
    >>> test = pooled_joint_wald(car, np.stack([residuals] * 3), np.full(3, 1.2), n_parameters=1)
    >>> round(test.statistic, 4), test.n_events
    (3.5417, 3)
    """
    if residuals.ndim != 3 or residuals.shape[:2] != car.shape:
        raise InferenceError(
            f"car has shape {car.shape} and residuals {residuals.shape}; give both one row an event and one column "
            "an asset.",
            shapes=(car.shape, residuals.shape),
        )
    factor = np.asarray(variance_factor, dtype=np.float64)
    factor = np.broadcast_to(factor[:, None] if factor.ndim == 1 else factor, car.shape)
    common = np.ones((*car.shape, car.shape[1])) if shares is None else shares
    return _pooled("pooled_joint_wald", POOLED_NULL, car, residuals, factor, n_parameters, common)


def _pooled(
    name: str,
    null: str,
    car: FloatArray,
    residuals: FloatArray,
    factor: FloatArray,
    n_parameters: int,
    shares: FloatArray,
) -> HypothesisTest:
    """Add up the standardized moves of the events and refer their sum to the sum of the covariances."""
    measured = np.isfinite(car) & (factor > 0)
    assets, events = np.flatnonzero(measured.any(axis=0)), np.flatnonzero(measured.any(axis=1))
    n_assets, n_events = assets.size, events.size
    measured, residuals = measured[np.ix_(events, assets)], residuals[events][:, assets]
    days = [_usable(rows, there) for rows, there in zip(residuals, measured, strict=True)]
    n_days = min((int(used.sum()) for used in days), default=0)
    extra = {"n_assets": float(n_assets), "n_days": float(n_days)}
    df = n_days - n_parameters
    reason = "no asset has an abnormal move" if not n_assets else _too_few(n_assets, n_days, df)
    wald = math.nan
    if not reason:
        kept = np.ix_(events, assets)
        standardized = np.where(measured, car[kept], 0.0) / np.sqrt(np.where(measured, factor[kept], 1.0))
        total = standardized.sum(axis=0)
        common = shares[np.ix_(events, assets, assets)]
        wald = _wald(total, _summed_covariance(residuals, measured, days, n_parameters, common))
        reason = "" if math.isfinite(wald) else DEPENDENT
    if reason:
        return undefined(name, reason, null=null, n_events=n_events, alternative="two-sided", extra=extra)
    denominator = df - n_assets + 1
    statistic = wald * denominator / (df * n_assets)
    return HypothesisTest(
        statistic=statistic,
        pvalue=float(fdtrc(n_assets, denominator, statistic)),
        df=float(n_assets),
        df_denominator=float(denominator),
        distribution="F",
        n_events=n_events,
        null=null,
        method=name,
        extra=extra | {"wald": wald},
    )


def _usable(residuals: FloatArray, measured: BoolArray) -> BoolArray:
    """Mark the estimation days that all measured assets of an event have."""
    return np.asarray(np.isfinite(residuals[measured]).all(axis=0))


def _summed_covariance(
    residuals: FloatArray, measured: BoolArray, days: list[BoolArray], n_parameters: int, shares: FloatArray
) -> FloatArray:
    """Add up the covariance matrices of the events; an asset that an event lacks adds nothing."""
    total = np.zeros((measured.shape[1], measured.shape[1]))
    for rows, there, used, common in zip(residuals, measured, days, shares, strict=True):
        kept = np.where(there[:, None], rows, 0.0)[:, used]
        total += common * (kept @ kept.T) / (int(used.sum()) - n_parameters)
    return total


def _wald(total: FloatArray, covariance: FloatArray) -> float:
    """Compute the quadratic form in the inverse covariance, each asset on its own scale; NaN where it has none."""
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        return math.nan
    correlation = covariance / np.outer(scale, scale)
    if np.linalg.matrix_rank(correlation, hermitian=True) < scale.size:
        return math.nan
    unit_free = total / scale
    return float(unit_free @ np.linalg.solve(correlation, unit_free))


def _too_few(n_assets: int, n_days: int, df: int) -> str:
    """Say that there are too few days for so many assets; empty where there are enough."""
    if df - n_assets + 1 >= 1 and n_assets < n_days:
        return ""
    return (
        f"{n_assets} assets and {n_days} estimation days that all of them have; the covariance needs more days than "
        "assets and parameters"
    )
