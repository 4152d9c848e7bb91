"""What a unit of war risk does to each asset: relative responses identified by the higher variance of news rows."""

from __future__ import annotations

import math
import warnings
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.regime_moments import RegimeMoments, default_lags, regime_moments
from aftershock.comovement.regimes import news_rows
from aftershock.comovement.war_risk_core import (
    Responses,
    critical_values,
    distance_draws,
    exceedance,
    resampled_moments,
    responses,
    shifted_traces,
)
from aftershock.comovement.war_risk_results import WarRisk
from aftershock.comovement.weak_identification import STRONG, ConfidenceSet, anderson_rubin_set, first_stage_f
from aftershock.errors import AssumptionWarning, ComovementError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha, undefined
from aftershock.typing import Asynchronous, BoolArray, FloatArray, Rng, WarRiskMethod, check_option

LEAST_NEWS = 20
"""News rows and other rows below which nothing is estimated."""


def war_risk(
    moves: pd.DataFrame,
    news: pd.DataFrame | pd.Series[Any] | Iterable[Hashable],
    *,
    numeraire: str,
    assets: Sequence[Hashable] | None = None,
    window: tuple[int, int] = (0, 0),
    method: WarRiskMethod = "gmm",
    efficient: bool = False,
    per: float = -1.0,
    lags: int | None = None,
    alpha: float = 0.10,
    n_draws: int = 499,
    rng: Rng = 0,
    asynchronous: Asynchronous = "refuse",
) -> WarRisk:
    r"""Estimate how assets respond to the risk that is in the news, in units of one asset's move.

    Use it when the days of news are known but not how much news each brought. What moves markets on other days moves
    them on news days too; news adds one more shock. So the covariance of news days minus that of other days shows the
    news alone, and the ratio of its entries how much more one asset moves than another. A plain correlation or
    regression on news days mixes the two.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        ``prices.snapshot(...).moves()``, ``prices.overlapping_moves(2)`` or any frame of moves in native units.
    news : pandas.DataFrame, mask, or labels
        Which rows are news, as for `news_rows`.
    numeraire : str
        The asset whose move measures the news, e.g. "SPX". It should react to the news beyond doubt.
    assets : sequence of str, optional
        Columns to use; all by default. The numeraire is added if it is not named.
    window : (int, int)
        Rows around each event that count as news.
    method : {"gmm", "iv"}
        All entries of the change of covariance fitted by one shock, or the first row of it alone.
    efficient : bool
        For "gmm": weight by the inverse covariance of the entries. It needs many news rows, or it is worse than equal
        weights on standardized moves, the default.
    per : float
        The move of the numeraire, in the unit it is shown in, that responses are given for: -1 is a fall of 1 %.
    lags : int, optional
        Rows over which squared moves depend on each other; by default 4 (n / 100)^(2/9). Overlapping moves need at
        least as many as they overlap.
    alpha : float
        One minus the coverage of the sets.
    n_draws : int
        Bootstrap samples, in runs of ``lags + 1`` rows on average, each row with its label.
    rng : int or Generator
        Random numbers.
    asynchronous : {"refuse", "allow"}
        As for `move_panel`.

    Returns
    -------
    WarRisk
        Rows with any missing move are left out and counted.

    Raises
    ------
    ComovementError
        If the numeraire is not there, a regime has fewer than 20 complete rows, or the moves cannot be compared.

    Warns
    -----
    AssumptionWarning
        If the variance of the numeraire rises too little in news rows for the ratios to be trusted.

    Notes
    -----
    :math:`\Omega_{news} - \Omega_{other} = \lambda\,d d'`, d_1 = 1. Assumes that the news shock alone is more variable
    in news rows, and that d is the same in both. The sets invert the Anderson-Rubin test with bootstrap critical
    values and hold their coverage when identification is weak; standard errors do not.

    References
    ----------
    Rigobon, R. and Sack, B. (2005). The effects of war risk on US financial markets. Journal of Banking and Finance 29,
    1769-1789.

    Examples
    --------
    >>> from aftershock.simulate import simulate_war_risk
    >>> market = simulate_war_risk({"SPX": -1.0, "GOLD": 0.5}, n_news=200, n_other=800, variance_ratio=8.0, rng=3)
    >>> found = war_risk(market.moves, market.news, numeraire="SPX", n_draws=99)
    >>> round(float(found.to_frame().loc["GOLD", "estimate"]), 1)
    0.5
    """
    check_option("method", method, WarRiskMethod)
    check_alpha(alpha)
    panel = move_panel(moves, assets=_with_first(moves, numeraire, assets), asynchronous=asynchronous)
    marked, complete = news_rows(panel.rows, news, window=window), panel.complete
    values, labels = panel.values[complete], marked[complete]
    _check_rows(labels)
    generator, used = np.random.default_rng(rng), default_lags(len(labels)) if lags is None else lags
    scales = values[~labels].std(axis=0)
    _check_scales(scales, panel)
    scaled = values / scales
    moments = regime_moments(scaled, labels, lags=used)
    found, fit = responses(moments, method=method, efficient=efficient)
    settings = {"lags": used, "block_length": float(used + 1), "n_draws": n_draws, "rng": generator}
    sets = _sets(scaled, labels, moments, alpha=alpha, settings=settings)
    units = _per_unit(scales, panel, moves, per)
    strength = first_stage_f(moments)
    if not strength >= STRONG:
        _warn_weak(numeraire, strength)
    return WarRisk(
        assets=panel.assets,
        units=tuple(_shown_unit(moves, name) for name in panel.assets),
        per=per,
        method=method,
        estimates=found.estimates * units,
        std_errors=found.std_errors * np.abs(units),
        sets=tuple(one.scaled(float(unit)) for one, unit in zip(sets, units, strict=True)),
        news_variance_ratio=moments.news_variance / moments.other_variance,
        variance_ratio_error=_ratio_errors(moments),
        first_stage=strength,
        overidentification=_overidentification(
            scaled, labels, moments, fit.distance, efficient=efficient, settings=settings
        ),
        placebo=_placebo(values, labels),
        direction=_direction(found),
        n_news=moments.n_news,
        n_other=moments.n_other,
        n_missing=int((~complete).sum()),
        alpha=alpha,
        note=panel.note,
        move=panel.method,
    )


def _with_first(moves: pd.DataFrame, numeraire: str, assets: Sequence[Hashable] | None) -> list[Hashable]:
    """Put the numeraire first."""
    if numeraire not in moves.columns:
        raise ComovementError(
            f"numeraire is {numeraire!r}, but the moves hold {', '.join(map(str, moves.columns))}.",
            numeraire=numeraire,
        )
    others = moves.columns if assets is None else assets
    return [numeraire, *(name for name in others if name != numeraire)]


def _check_rows(labels: BoolArray) -> None:
    """Refuse regimes too short to have a variance worth comparing."""
    news, other = int(labels.sum()), int((~labels).sum())
    if min(news, other) < LEAST_NEWS:
        raise ComovementError(
            f"There are {news} news rows and {other} other rows on which every asset has a move; at least "
            f"{LEAST_NEWS} of each are needed. Load a longer span, widen window, or leave out assets with holes.",
            n_news=news,
            n_other=other,
        )


def _check_scales(scales: FloatArray, panel: MovePanel) -> None:
    """Refuse assets that never move."""
    still = [name for name, scale in zip(panel.assets, scales, strict=True) if not scale > 0]
    if still:
        raise ComovementError(
            f"{', '.join(still)} did not move on any other row; leave it out.", assets=still
        )


def _sets(
    scaled: FloatArray, labels: BoolArray, moments: RegimeMoments, *, alpha: float, settings: dict[str, Any]
) -> list[ConfidenceSet]:
    """Invert the Anderson-Rubin test for every asset, with its bootstrap critical value."""
    estimates, _ = responses(moments, method="iv", efficient=False)
    limits = critical_values(scaled, labels, estimates.estimates, alpha=alpha, **settings)
    first = ConfidenceSet("interval", 1.0, 1.0)
    columns = range(1, scaled.shape[1])
    found = (
        anderson_rubin_set(moments, numeraire=0, asset=at, alpha=alpha, critical=float(limits[at]))
        for at in columns
    )
    return [first, *found]


def _display(moves: pd.DataFrame, name: str) -> float:
    """Tell by what a native move is multiplied to be shown: 100 for returns in per cent."""
    return 100.0 if moves.attrs.get("move", {}).get(name) in ("log", "simple") else 1.0


def _shown_unit(moves: pd.DataFrame, name: str) -> str:
    """Name the unit in which a move is shown."""
    return str(moves.attrs.get("unit", {}).get(name, ""))


def _per_unit(scales: FloatArray, panel: MovePanel, moves: pd.DataFrame, per: float) -> FloatArray:
    """Turn a response in standard deviations into shown units per ``per`` shown units of the numeraire."""
    shown = scales * np.array([_display(moves, name) for name in panel.assets])
    return np.asarray(per * shown / shown[0])


def _ratio_errors(moments: RegimeMoments) -> FloatArray:
    """Compute the standard error of the log of each variance ratio, by the delta method."""
    assets = range(moments.news_variance.size)
    spread = np.array([moments.variance_std_error(at) for at in assets])
    return np.asarray(spread / moments.news_variance)


def _overidentification(
    scaled: FloatArray,
    labels: BoolArray,
    moments: RegimeMoments,
    distance: float,
    *,
    efficient: bool,
    settings: dict[str, Any],
) -> HypothesisTest:
    """Test whether one shock explains the whole change of covariance."""
    null = "one shock with the same loadings explains the whole change of the covariance"
    name, (_, fit) = "overidentification_j", responses(moments, method="gmm", efficient=efficient)
    if not math.isfinite(distance):
        reason = "no direction gained variance in news rows"
        return undefined(name, reason, null=null, n_events=moments.n_news, alternative="greater")
    draws = distance_draws(resampled_moments(scaled, labels, **settings), moments, fit, efficient=efficient)
    return HypothesisTest(
        statistic=distance,
        pvalue=exceedance(distance, draws),
        df=float(fit.df),
        distribution="bootstrap",
        n_events=moments.n_news,
        n_draws=int(np.isfinite(draws).sum()),
        null=null,
        method=name,
        alternative="greater",
    )


def _placebo(values: FloatArray, labels: BoolArray) -> HypothesisTest:
    """Rank the rise of variance in news rows among all shifts of the labels."""
    traces = shifted_traces(values, labels)
    return HypothesisTest(
        statistic=float(traces[0]),
        pvalue=exceedance(float(traces[0]), traces[1:]),
        distribution="permutation",
        alternative="greater",
        n_events=int(labels.sum()),
        n_draws=traces.size - 1,
        null="the variance is the same whichever rows are called news",
        method="variance_shift",
        unit="variances of other rows",
    )


def _direction(found: Responses) -> FloatArray:
    """Scale the responses in standard deviations to length one."""
    return np.asarray(found.estimates / np.linalg.norm(found.estimates))


def _warn_weak(numeraire: str, strength: float) -> None:
    """Say that the split of rows hardly identifies anything."""
    warnings.warn(
        f"The variance of {numeraire} rises little in news rows: first-stage F = {strength:.1f}, below {STRONG}. "
        "Ratios may be far off; read the sets, not the estimates, or choose a numeraire that reacts more.",
        AssumptionWarning,
        stacklevel=3,
    )
