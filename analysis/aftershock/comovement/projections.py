"""Local projections: the path of moves or volatility after a shock in what is said, with bands."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.lagged import lag_limit, own_lags
from aftershock.comovement.linked_series import LinkedSeries, linked_series
from aftershock.comovement.paths import FEWEST_FREE, ResponsePath, path_alpha, response_path
from aftershock.comovement.projection_result import LocalProjection
from aftershock.errors import ComovementError
from aftershock.inference.records import check_alpha
from aftershock.typing import (
    FloatArray,
    LagCriterion,
    ProjectionErrors,
    ProjectionResponse,
    Rng,
    SeasonSlots,
    SessionRule,
    check_option,
)

SHORT_SAMPLE = 100
VISIBLE_BIAS = 0.25


def local_projection(
    moves: pd.DataFrame | pd.Series[Any],
    shock: pd.Series[Any] | pd.DataFrame,
    *,
    assets: Sequence[Hashable] | None = None,
    horizons: int = 10,
    lags: int | None = None,
    response: ProjectionResponse = "move",
    cumulative: bool = True,
    errors: ProjectionErrors = "lag_augmented",
    season: SeasonSlots = "auto",
    sessions: SessionRule = "calendar",
    shock_unit: str = "",
    alpha: float = 0.10,
    rng: Rng = 0,
) -> LocalProjection:
    """Estimate the path of moves or volatility after a shock in what is said.

    Use it to ask how long moves or volatility stay different after a day or an hour of unusually many headlines. The
    shock is what its own lags and those of the moves do not explain.

    Parameters
    ----------
    moves : pandas.DataFrame or Series
        Moves by session, or by end of bar as :func:`bar_panel` returns them.
    shock : pandas.Series or DataFrame
        Intensity on the same rows: one series for all, or one column an asset; see :func:`headline_intensity` and
        :func:`gpr_shock`.
    assets : sequence of str, optional
        Columns to take; all by default.
    horizons : int
        Last horizon, in rows; the first is the row of the shock.
    lags : int, optional
        Lags of shock and response among the controls. By default the larger of the numbers that Akaike's criterion
        chooses for each series by itself, and one more.
    response : {"move", "volatility"}
        Moves with their sign, or their size.
    cumulative : bool
        True: the sum of moves from the row of the shock to the horizon, or the root mean square of those moves.
        False: the move, or the absolute move, at the horizon.
    errors : {"lag_augmented", "newey_west"}
        Standard errors robust to unequal variances, or those of statsmodels' ``LocalProjections`` for comparison.
    season : {"auto", "none", "clock", "weekday", "weekday_clock"}
        Slots whose own means are taken out of shock and response. "auto": the clock for bars, the weekday for dated
        sessions. Headlines and volatility both have their hours, newspapers and markets both have their weekdays, so
        that without it a link shows where there is none.
    sessions : {"calendar", "panel", "observed"}
        What a horizon counts: the asset's own calendar where moves carry one (else the rows), the rows, or the rows
        with a move. Bars count their own.
    shock_unit : str
        What one unit of the shock is, such as "one headline an hour more"; by default what ``shock.attrs`` says.
    alpha : float
        One minus the coverage of the outer band; the inner one is 68 %.
    rng : int or Generator
        Seed or source of the draws behind the band of the whole path.

    Returns
    -------
    LocalProjection
        NaN with a reason at horizons that too few complete rows reach. A row with a missing value in its lags or its
        window is left out; nothing is filled.

    Raises
    ------
    ComovementError
        If moves and shock do not fit together, or ``horizons`` or ``lags`` is out of bounds.
    ValueError
        If an option is unknown, or ``alpha`` not between 0 and 1.

    Notes
    -----
    ``y_{t,h} = a_h + b_h s_t + sum_{j=1..p} (c_{h,j} s_{t-j} + d_{h,j} y_{t-j}) + e_{t,h}`` for each h by least
    squares, with a constant for each slot of the season. Because the lags are one more than the series need, ``b_h``
    rests on what cannot be predicted of the shock, the terms of its error are uncorrelated, and errors robust to
    unequal variances suffice for all horizons and for persistent shocks. They are HC3; where the response is a sum,
    the variance that residuals lose to overlap and to the fit is put back, and t has the degrees of freedom of Bell
    and McCaffrey. Measured coverage of the 90 % band with 250 rows, a shock with autocorrelation 0.9 and GARCH
    moves: 89.5 to 92 % up to horizon 20, where HC3 and the normal distribution give 85 % and Newey-West 80 %. In
    small samples the estimates themselves are pulled back by about ``sum_{j<h} b_j / n``, half as much again where
    the shock has autocorrelation 0.9; the column ``bias`` says by how much, and the note where it matters.

    References
    ----------
    Jorda (2005), American Economic Review 95, 161-182; Montiel Olea and Plagborg-Moeller (2021), Econometrica 89,
    1789-1823; Herbst and Johannsen (2024), Journal of Econometrics 240, 105655.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> shock = pd.Series(rng.standard_normal(400))
    >>> moves = pd.DataFrame({"OIL": 0.5 * shock + rng.standard_normal(400)})
    >>> found = local_projection(moves, shock, horizons=2)
    >>> found
    LocalProjection(OIL; move; horizons 0 to 2 rows; lag_augmented)
    >>> bool(abs(found.path("OIL").estimates[0] - 0.5) < 0.15)
    True
    """
    check_alpha(alpha)
    check_option("response", response, ProjectionResponse)
    check_option("errors", errors, ProjectionErrors)
    _check_counts(horizons, lags)
    linked = linked_series(moves, shock, assets=assets, sessions=sessions, season=season)
    paths = tuple(
        _path_of(one, horizons=horizons, lags=lags, response=response, cumulative=cumulative, errors=errors)
        for one in linked
    )
    known = errors == "lag_augmented"
    return LocalProjection(
        assets=tuple(one.asset for one in linked),
        units=tuple(one.unit for one in linked),
        paths=paths,
        path_alphas=tuple(path_alpha(path, alpha, rng=rng) if known else np.nan for path in paths),
        shock_unit=shock_unit or str(shock.attrs.get("one_unit", "")) or "one unit of the shock",
        response=response,
        cumulative=cumulative,
        errors=errors,
        alpha=alpha,
        counted=counted_rows(linked[0].rows),
        note=_note(linked, paths, summed=cumulative and response == "move"),
    )


def chosen_lags(
    values: FloatArray, shock: FloatArray, fixed: FloatArray, *, criterion: LagCriterion = "akaike"
) -> int:
    """Choose the larger of the numbers of lags that two series need, each by itself.

    Parameters
    ----------
    values, shock : ndarray of shape (n_rows,)
        The two series.
    fixed : ndarray of shape (n_rows, n_fixed)
        The constant, or one column a slot of the season.
    criterion : {"akaike", "schwarz"}
        What more lags must pay for.

    Returns
    -------
    int

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> chosen_lags(rng.standard_normal(200), np.cumsum(rng.standard_normal(200)), np.ones((200, 1)))
    2
    """
    n_rows = int(np.isfinite(values * shock).sum())
    most, penalty = lag_limit(n_rows), 2.0 if criterion == "akaike" else float(np.log(max(n_rows, 2)))
    return max(own_lags(one, fixed, most=most, penalty=penalty) for one in (values, shock))


def counted_rows(rows: pd.Index[Any]) -> str:
    """Name what rows are.

    Examples
    --------
    >>> counted_rows(pd.DatetimeIndex(["2022-02-17"]))
    'sessions'
    """
    if not isinstance(rows, pd.DatetimeIndex):
        return "rows"
    return "sessions" if rows.tz is None else "bars"


def _check_counts(horizons: int, lags: int | None) -> None:
    """Refuse horizons and lags that are no counts."""
    if horizons < 0:
        raise ComovementError(f"horizons is {horizons}; give the last horizon, 0 or more.", horizons=horizons)
    if lags is not None and lags < 1:
        raise ComovementError(
            f"lags is {lags}; give 1 or more, or leave it out to have them chosen.", lags=lags
        )


def _path_of(
    one: LinkedSeries,
    *,
    horizons: int,
    lags: int | None,
    response: ProjectionResponse,
    cumulative: bool,
    errors: ProjectionErrors,
) -> ResponsePath:
    """Choose the lags of one asset and estimate its path."""
    controls = one.moves if response == "move" else np.abs(one.moves)
    return response_path(
        one.moves,
        one.shock,
        one.fixed,
        n_lags=chosen_lags(controls, one.shock, one.fixed) + 1 if lags is None else lags,
        horizons=horizons,
        response=response,
        cumulative=cumulative,
        errors=errors,
    )


def _note(linked: Sequence[LinkedSeries], paths: Sequence[ResponsePath], *, summed: bool) -> str:
    """Warn of short samples, and of a bias that is visible beside the standard error."""
    told = []
    for one, path in zip(linked, paths, strict=True):
        known = path.n_rows[path.n_rows > 0]
        if known.size and known.min() < SHORT_SAMPLE + FEWEST_FREE:
            told.append(
                f"{one.asset}: only {known.min()} rows reach the last horizon; small samples pull responses back"
            )
        if summed and known.size and np.nanmax(np.abs(path.bias() / path.std_errors)) > VISIBLE_BIAS:
            told.append(
                f"{one.asset}: the small-sample bias exceeds {VISIBLE_BIAS:g} standard errors at some horizon"
            )
    return "; ".join(told) + ("." if told else "")
