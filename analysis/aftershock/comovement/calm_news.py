"""Calm, news and adjusted correlation side by side, each with its interval, and whether the links changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, stdtr, stdtrit

from aftershock.comovement.calm_news_results import CalmAndNews, Estimates
from aftershock.comovement.equal_correlation import ShiftedStatistics, calmed_moves, shifted_statistics
from aftershock.comovement.forbes_rigobon import adjusted_covariances, correlations_of
from aftershock.comovement.panels import move_panel
from aftershock.comovement.regime_draws import regime_covariances, row_counts
from aftershock.comovement.regimes import news_rows
from aftershock.comovement.war_risk_core import exceedance
from aftershock.errors import ComovementError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha
from aftershock.typing import Asynchronous, BoolArray, FloatArray, Rng

LEAST_ROWS = 20
"""Rows of each kind below which no correlation is compared."""
LARGEST = 1.0 - 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Hold the statistics of the sample, first, and of its bootstrap draws, on the scale they are averaged on.

    ``calm``, ``news`` and ``adjusted`` are Fisher's z of every pair, shape (m, n_pairs); ``ratio`` is the logarithm of
    each variance ratio, shape (m, k).
    """

    calm: FloatArray
    news: FloatArray
    adjusted: FloatArray
    ratio: FloatArray


def calm_and_news(
    moves: pd.DataFrame,
    news: pd.DataFrame | pd.Series[Any] | Iterable[Hashable],
    *,
    source: str,
    assets: Sequence[Hashable] | None = None,
    window: tuple[int, int] = (0, 0),
    block_length: float = 5.0,
    alpha: float = 0.10,
    n_draws: int = 999,
    rng: Rng = 0,
    asynchronous: Asynchronous = "refuse",
) -> CalmAndNews:
    r"""Compare how assets move together on news rows and on others, with the rise of variance taken out.

    Use it instead of two correlations side by side. Where news makes one asset more volatile and nothing else changes,
    every correlation with it rises: with one unchanged link 0.29 becomes 0.79. The adjusted correlation is what
    the news rows would have shown had the source been as calm as on the others; only it can be compared.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        ``prices.snapshot(...).moves()``, ``prices.overlapping_moves(2)`` or any frame of moves.
    news : pandas.DataFrame, mask, or labels
        Which rows are news, as for `news_rows`.
    source : str
        The asset in which the news arrives: moves run from it to the others, not back.
    assets : sequence of str, optional
        Columns to use; all by default. The source is added if it is not named.
    window : (int, int)
        Rows around each event that count as news.
    block_length : float
        Mean length of the runs of rows drawn; 1 for rows that are independent.
    alpha : float
        One minus the coverage of the intervals.
    n_draws : int
        Bootstrap samples; a row keeps its label.
    rng : int or Generator
        Random numbers.
    asynchronous : {"refuse", "allow"}
        As for `move_panel`.

    Returns
    -------
    CalmAndNews
        Rows with any missing move are left out and counted.

    Raises
    ------
    ComovementError
        If the source is not there, a regime has fewer than 20 complete rows, or the moves cannot be compared.

    Notes
    -----
    The covariance of news rows becomes :math:`\Sigma + b b'(\sigma_{calm}^2 - \sigma_{news}^2)` with b the slopes on
    the source; for pairs with the source this is Forbes and Rigobon's formula. Intervals: Fisher's z plus and minus the
    bootstrap standard error times t with as many degrees of freedom as the rows hold runs. The test of equal matrices
    ranks Jennrich's statistic among all shifts of the labels. It all rests on one direction: where the others move the
    source back, or another shock grew too, the adjustment is not right, and its critics say that this is the rule.

    References
    ----------
    Forbes, K. J. and Rigobon, R. (2002). No contagion, only interdependence: measuring stock market comovements.
    Journal of Finance 57, 2223-2261.

    Examples
    --------
    >>> from aftershock.simulate import simulate_regimes
    >>> market = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=200, n_other=800, variance_ratio=9.0, rng=1)
    >>> found = calm_and_news(market.moves, market.news, source="SPX", block_length=1.0, n_draws=199)
    >>> [round(float(found.to_frame()[name].iloc[0]), 2) for name in ("calm", "news", "adjusted")]
    [0.48, 0.79, 0.4]
    """
    check_alpha(alpha)
    panel = move_panel(moves, assets=_with_source(moves, source, assets), asynchronous=asynchronous)
    marked, complete = news_rows(panel.rows, news, window=window), panel.complete
    values, labels = panel.values[complete], marked[complete]
    _check(values, labels, panel.assets, block_length)
    drawn = _draw(values, labels, n_draws=n_draws, block_length=block_length, rng=np.random.default_rng(rng))
    runs = {kind: _runs(labels, kind, block_length) for kind in (True, False)}
    first, second = np.triu_indices(len(panel.assets), 1)
    shifted = shifted_statistics(calmed_moves(values, labels), labels, adjusted=True)
    return CalmAndNews(
        assets=panel.assets,
        first=tuple(panel.assets[at] for at in first),
        second=tuple(panel.assets[at] for at in second),
        calm=_correlation(drawn.calm, runs[False], alpha),
        news=_correlation(drawn.news, runs[True], alpha),
        adjusted=_correlation(drawn.adjusted, runs[True], alpha),
        difference=_estimates(np.tanh(drawn.adjusted) - np.tanh(drawn.calm), runs[True], alpha),
        pvalues=_pvalues(drawn.adjusted - drawn.calm, runs[True]),
        variance_ratio=_ratio(drawn.ratio, runs[True], alpha),
        equality=_equality(shifted, int(labels.sum())),
        normal_equality=_normal_equality(shifted.actual, len(panel.assets), int(labels.sum())),
        n_news=int(labels.sum()),
        n_calm=int((~labels).sum()),
        n_missing=int((~complete).sum()),
        alpha=alpha,
        note=panel.note,
    )


def _with_source(moves: pd.DataFrame, source: str, assets: Sequence[Hashable] | None) -> list[Hashable]:
    """Put the source first."""
    if source not in moves.columns:
        raise ComovementError(
            f"source is {source!r}, but the moves hold {', '.join(map(str, moves.columns))}.", source=source
        )
    return [source, *(name for name in (moves.columns if assets is None else assets) if name != source)]


def _check(values: FloatArray, labels: BoolArray, assets: tuple[str, ...], block_length: float) -> None:
    """Refuse regimes that are too short, assets that stand still and runs shorter than a row."""
    news, calm = int(labels.sum()), int((~labels).sum())
    if min(news, calm) < LEAST_ROWS:
        raise ComovementError(
            f"There are {news} news rows and {calm} others on which every asset has a move; at least "
            f"{LEAST_ROWS} of each are needed. Load a longer span, widen window, or leave out assets with holes.",
            n_news=news,
            n_calm=calm,
        )
    for part in (values[labels], values[~labels]):
        still = [name for name, spread in zip(assets, part.std(axis=0), strict=True) if not spread > 0]
        if still:
            raise ComovementError(
                f"{', '.join(still)} did not move in one of the regimes; leave it out.", assets=still
            )
    if not 1 <= block_length <= news / 2:
        raise ComovementError(
            f"block_length is {block_length:g}; it must lie between 1 and half of the {news} news rows.",
            block_length=block_length,
        )


def _draw(
    values: FloatArray, labels: BoolArray, *, n_draws: int, block_length: float, rng: np.random.Generator
) -> Drawn:
    """Compute the statistics of the sample and of bootstrap samples."""
    counts = row_counts(labels, n_draws=n_draws, block_length=block_length, rng=rng)
    calm, news = regime_covariances(values, labels, np.vstack([np.ones(labels.size), counts]))
    ratio = np.log(np.einsum("mkk->mk", news) / np.einsum("mkk->mk", calm))
    return Drawn(_fisher(calm), _fisher(news), _fisher(adjusted_covariances(news, calm)), ratio)


def _fisher(covariances: FloatArray) -> FloatArray:
    """Take Fisher's z of every pair of correlations, shape (m, n_pairs)."""
    first, second = np.triu_indices(covariances.shape[1], 1)
    found = correlations_of(covariances)[:, first, second]
    return np.asarray(np.arctanh(np.clip(found, -LARGEST, LARGEST)))


def _runs(labels: BoolArray, kind: bool, block_length: float) -> float:
    """Count the runs of the block length that the rows of one kind amount to."""
    return float((labels == kind).sum()) / block_length


def _half_width(draws: FloatArray, runs: float, alpha: float) -> FloatArray:
    """Compute half the width of an interval from draws: t times their spread, corrected for few runs."""
    spread = np.nanstd(draws[1:], axis=0) * np.sqrt(runs / (runs - 1.0))
    return np.asarray(stdtrit(runs - 1.0, 1.0 - alpha / 2) * spread)


def _estimates(draws: FloatArray, runs: float, alpha: float) -> Estimates:
    """Make estimates with symmetric intervals."""
    half = _half_width(draws, runs, alpha)
    return Estimates(draws[0], draws[0] - half, draws[0] + half)


def _correlation(draws: FloatArray, runs: float, alpha: float) -> Estimates:
    """Make correlations with intervals from draws of Fisher's z."""
    found = _estimates(draws, runs, alpha)
    return Estimates(np.tanh(found.value), np.tanh(found.low), np.tanh(found.high))


def _ratio(draws: FloatArray, runs: float, alpha: float) -> Estimates:
    """Make variance ratios with intervals from draws of their logarithm."""
    found = _estimates(draws, runs, alpha)
    return Estimates(np.exp(found.value), np.exp(found.low), np.exp(found.high))


def _pvalues(draws: FloatArray, runs: float) -> FloatArray:
    """Compute the two-sided p-value of a difference of Fisher's z, pair by pair."""
    error = _half_width(draws, runs, 0.10) / stdtrit(runs - 1.0, 0.95)
    return np.asarray(2.0 * stdtr(runs - 1.0, -np.abs(draws[0] / error)))


def _equality(found: ShiftedStatistics, n_news: int) -> HypothesisTest:
    """Rank Jennrich's statistic of the calmed moves among all shifts of the labels."""
    return HypothesisTest(
        statistic=found.actual,
        pvalue=exceedance(found.actual, found.others),
        distribution="permutation",
        alternative="greater",
        n_events=n_news,
        n_draws=found.others.size,
        null="links to the source and all else but its variance are the same in news and calm rows",
        method="equal_correlation_shifts",
    )


def _normal_equality(statistic: float, n_assets: int, n_news: int) -> HypothesisTest:
    """Test the same with Jennrich's chi-square distribution, for independent normal rows."""
    pairs = n_assets * (n_assets - 1) // 2
    return HypothesisTest(
        statistic=statistic,
        pvalue=float(chdtrc(pairs, statistic)),
        df=float(pairs),
        distribution="chi2",
        alternative="greater",
        n_events=n_news,
        null="links to the source and all else but its variance are the same in news and calm rows",
        method="jennrich_chi2",
        note="For independent normal moves; with volatility that comes in clusters it rejects far too often.",
    )
