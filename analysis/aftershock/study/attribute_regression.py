"""Regression of abnormal moves on attributes of the headlines."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aftershock.errors import EstimationError
from aftershock.typing import RegressionCovariance, check_option

COVARIANCES = {"hc3": "heteroskedasticity-robust (HC3)", "cluster_date": "clustered by event session"}


@dataclass(frozen=True, slots=True, eq=False)
class AttributeRegression:
    """A regression of cumulative abnormal moves on attributes of their events.

    Parameters
    ----------
    formula : str
        As fitted.
    covariance : str
        How standard errors were computed, in words.
    n_obs, n_dropped : int
        Pairs used; measured pairs left out because the move or an attribute is missing.
    n_clusters : int
        Different event sessions; 0 where they do not matter.
    r_squared : float
        Share of the variance explained.
    df : float
        Degrees of freedom of the t tests: observations less coefficients, or clusters less one.
    unit : str
        Unit of the moves and of every coefficient, per unit of its attribute.
    """

    formula: str
    covariance: str
    n_obs: int
    n_dropped: int
    n_clusters: int
    r_squared: float
    df: float
    unit: str
    _table: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Lay the coefficients out, one row a term: estimate, std_error, statistic, df, pvalue, interval, unit."""
        return self._table.copy()

    def summary(self) -> str:
        """Write the regression as text."""
        clusters = f", {self.n_clusters} clusters" if self.n_clusters else ""
        head = f"{self.formula}: n {self.n_obs}{clusters}, R2 {self.r_squared:.3f}, {self.covariance}"
        dropped = f"; {self.n_dropped} pair(s) left out for missing values" if self.n_dropped else ""
        return f"{head}{dropped}\n{self._table.to_string()}"


def regress_moves(
    frame: pd.DataFrame, formula: str, *, cov: RegressionCovariance, unit: str
) -> AttributeRegression:
    """Regress the column ``car`` on attributes.

    Parameters
    ----------
    frame : DataFrame
        One row a pair: ``car``, ``session`` and the attributes; rows with missing values are left out and counted.
    formula : str
        Right-hand side, as statsmodels reads it.
    cov : {"hc3", "cluster_date"}
        Robust to unequal variances, or also to events that share a session.
    unit : str
        Unit of ``car``.

    Returns
    -------
    AttributeRegression

    Raises
    ------
    EstimationError
        If the formula names no column, or leaves no degrees of freedom.

    References
    ----------
    MacKinnon and White (1985), Journal of Econometrics 29, 305-325, for HC3; Liang and Zeger (1986), Biometrika 73,
    13-22, for clusters.
    """
    check_option("cov", cov, RegressionCovariance)
    written, known = f"car ~ {formula}", frame[np.isfinite(frame["car"])]
    model = _read(written, known)
    sessions = known.loc[model.data.row_labels, "session"]
    clusters = pd.factorize(sessions)[0]
    n_clusters = int(clusters.max(initial=-1)) + 1
    free = n_clusters - 1 if cov == "cluster_date" else int(model.nobs) - model.exog.shape[1]
    _check_free(written, model, free, n_clusters)
    robust = (
        {"cov_type": "cluster", "cov_kwds": {"groups": clusters}}
        if cov == "cluster_date"
        else {"cov_type": "HC3"}
    )
    fitted = model.fit(use_t=True, **robust)
    return AttributeRegression(
        formula=written,
        covariance=COVARIANCES[cov],
        n_obs=int(model.nobs),
        n_dropped=len(frame) - int(model.nobs),
        n_clusters=n_clusters if cov == "cluster_date" else 0,
        r_squared=float(fitted.rsquared),
        df=float(free),
        unit=unit,
        _table=_coefficients(fitted, free, unit),
    )


def _read(written: str, known: pd.DataFrame) -> Any:
    """Read a formula against a frame."""
    import statsmodels.formula.api as smf

    try:
        return smf.ols(written, known, missing="drop")
    except Exception as error:
        names = ", ".join(str(name) for name in known.columns if name not in ("car", "outcome"))
        raise EstimationError(
            f"the formula {written!r} cannot be read: {str(error).splitlines()[0]}; the events have {names}.",
            formula=written,
        ) from error


def _check_free(written: str, model: Any, free: int, n_clusters: int) -> None:
    """Refuse a regression without degrees of freedom, or on attributes that determine each other."""
    n_obs, n_coefficients = int(model.nobs), model.exog.shape[1]
    if free < 1 or n_obs <= n_coefficients or np.linalg.matrix_rank(model.exog) < n_coefficients:
        raise EstimationError(
            f"{written} has {n_coefficients} coefficients, {n_obs} complete pair(s) and {n_clusters} session(s); use "
            "fewer attributes that do not determine each other, or more events.",
            formula=written,
        )


def _coefficients(fitted: Any, free: int, unit: str) -> pd.DataFrame:
    """Lay the coefficients out, one row a term."""
    low, high = fitted.conf_int().to_numpy().T
    columns = {
        "estimate": fitted.params,
        "std_error": fitted.bse,
        "statistic": fitted.tvalues,
        "df": float(free),
        "pvalue": fitted.pvalues,
        "conf_low": low,
        "conf_high": high,
        "unit": unit,
    }
    return pd.DataFrame(columns).rename_axis("term")
