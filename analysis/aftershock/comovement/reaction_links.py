"""How reactions hang together: correlations with intervals, components, and how many shocks there were."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit, logit, ndtri, stdtrit

from aftershock.comovement.components import (
    aligned,
    largest_shares_shuffled,
    one_factor,
    principal_components,
)
from aftershock.comovement.date_spread import correlations_without, jackknife_error, rank_error
from aftershock.comovement.notebook import result_html
from aftershock.comovement.resampling import cluster_counts, spread_interval, weighted_correlations
from aftershock.comovement.war_risk_core import exceedance
from aftershock.errors import ComovementError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha, undefined
from aftershock.typing import BoolArray, CorrelationMethod, FloatArray, IntArray, Rng, check_option

LEAST_DATES = 15
"""Dates below which the intervals do not cover as they say."""
LEAST_ASSETS = 4
"""Assets from which one factor can be refuted: with three it always fits."""
LARGEST = 1.0 - 1e-12
LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReactionCorrelation:
    """Hold correlations of reactions, pair by pair.

    Parameters
    ----------
    assets : tuple of str
        Rows and columns.
    values, low, high : ndarray of shape (k, k)
        Correlations and the limits of their intervals; NaN where there are too few dates.
    n, n_dates : ndarray of int, shape (k, k)
        Episodes, and dates of them, behind each.
    method : {"pearson", "spearman", "kendall"}
        Which correlation.
    alpha : float
        One minus the coverage.
    """

    assets: tuple[str, ...]
    values: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray
    n_dates: IntArray
    method: CorrelationMethod
    alpha: float

    def __repr__(self) -> str:
        """Write one line."""
        return f"ReactionCorrelation({len(self.assets)} assets, {self.method}, up to {int(self.n.max())} episodes)"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("reaction_correlation", self.to_frame(), repr(self))

    def to_frame(self) -> pd.DataFrame:
        """Build the table, one row a pair: ``correlation``, limits, ``n``, ``n_dates``, and a ``reason`` for NaN."""
        first, second = np.triu_indices(len(self.assets), 1)
        return pd.DataFrame(
            {
                "first": [self.assets[at] for at in first],
                "second": [self.assets[at] for at in second],
                "correlation": self.values[first, second],
                "low": self.low[first, second],
                "high": self.high[first, second],
                "n": self.n[first, second],
                "n_dates": self.n_dates[first, second],
                "method": self.method,
                "reason": [
                    self.reason(int(one), int(other)) for one, other in zip(first, second, strict=True)
                ],
            }
        )

    def reason(self, first: int, second: int) -> str:
        """Say why the pair of two columns has no correlation or no interval; empty where it has both."""
        if self.n_dates[first, second] < LEAST_DATES:
            return f"fewer than {LEAST_DATES} dates"
        if not math.isfinite(self.values[first, second]):
            return "an asset does not move"
        if not math.isfinite(self.low[first, second]):
            return "an asset moves on a single date"
        return ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReactionComponents:
    """Hold the principal components of reactions.

    Parameters
    ----------
    assets : tuple of str
        Rows of the loadings.
    loadings, loadings_low, loadings_high : ndarray of shape (k, k)
        One column a component, the largest first; the largest loading of each is positive.
    shares, shares_low, shares_high : ndarray of shape (k,)
        Share of the variance of standardized reactions.
    one_shock, any_common : HypothesisTest
        Whether one common shock explains the correlations, and whether there is any common component.
    n, n_dates : int
        Complete episodes, and their dates.
    alpha : float
        One minus the coverage.
    """

    assets: tuple[str, ...]
    loadings: FloatArray
    loadings_low: FloatArray
    loadings_high: FloatArray
    shares: FloatArray
    shares_low: FloatArray
    shares_high: FloatArray
    one_shock: HypothesisTest
    any_common: HypothesisTest
    n: int
    n_dates: int
    alpha: float

    def __repr__(self) -> str:
        """Write one line."""
        return f"ReactionComponents({len(self.assets)} assets, {self.n} episodes, first share {self.shares[0]:.2f})"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("reaction_components", self.to_frame(), self.summary())

    def to_frame(self) -> pd.DataFrame:
        """Build the table, one row a component and asset: ``loading`` and ``share`` with their limits, and ``n``."""
        size = len(self.assets)
        columns = np.repeat(np.arange(size), size)
        rows = np.tile(np.arange(size), size)
        return pd.DataFrame(
            {
                "component": columns + 1,
                "asset": [self.assets[at] for at in rows],
                "loading": self.loadings[rows, columns],
                "loading_low": self.loadings_low[rows, columns],
                "loading_high": self.loadings_high[rows, columns],
                "share": self.shares[columns],
                "share_low": self.shares_low[columns],
                "share_high": self.shares_high[columns],
                "n": self.n,
            }
        )

    def summary(self) -> str:
        """Say what the first component is and whether it suffices."""
        parts = ", ".join(
            f"{name} {value:+.2f}" for name, value in zip(self.assets, self.loadings[:, 0], strict=True)
        )
        share, low, high = self.shares[0], self.shares_low[0], self.shares_high[0]
        lines = [
            f"The first component of {self.n} episodes carries {share:.0%} of the variance ({low:.0%} to {high:.0%}): "
            f"{parts}.",
            f"A common component at all: p = {self.any_common.pvalue:.3f}.",
        ]
        test = self.one_shock
        told = f"p = {test.pvalue:.3f}" if not test.reason else test.reason
        return "\n".join([*lines, f"One common shock is enough: {told}."])


def correlation(
    values: FloatArray,
    assets: tuple[str, ...],
    clusters: IntArray,
    *,
    method: CorrelationMethod,
    alpha: float,
) -> ReactionCorrelation:
    """Correlate columns, with limits from what each date weighs."""
    check_option("method", method, CorrelationMethod)
    check_alpha(alpha)
    found = pd.DataFrame(values).corr(method=method).to_numpy(dtype=np.float64, copy=True)
    there = np.isfinite(values)
    n = (there[:, :, None] & there[:, None, :]).sum(axis=0).astype(np.int64)
    n_dates = _dates(there, clusters)
    found[n_dates < LEAST_DATES] = np.nan
    low, high = np.full(found.shape, np.nan), np.full(found.shape, np.nan)
    for first, second in np.argwhere(np.triu(np.isfinite(found), 1)):
        both = there[:, first] & there[:, second]
        pair = values[both][:, [first, second]]
        ends = pair_limits(found[first, second], pair, clusters[both], method=method, alpha=alpha)
        low[first, second], high[first, second] = low[second, first], high[second, first] = ends
    return ReactionCorrelation(assets, found, low, high, n, n_dates, method, alpha)


def _dates(there: BoolArray, clusters: IntArray) -> IntArray:
    """Count the dates on which both columns of a pair have a value."""
    k = there.shape[1]
    counted = np.zeros((k, k), dtype=np.int64)
    for first in range(k):
        for second in range(k):
            counted[first, second] = np.unique(clusters[there[:, first] & there[:, second]]).size
    return counted


def pair_limits(
    found: float, pair: FloatArray, clusters: IntArray, *, method: CorrelationMethod, alpha: float
) -> tuple[float, float]:
    """Build the interval of one correlation on Fisher's scale from what each of its dates weighs.

    Examples
    --------
    >>> pair = np.random.default_rng(1).normal(size=(30, 2))
    >>> low, high = pair_limits(0.2, pair, np.arange(30), method="pearson", alpha=0.1)
    >>> low < 0.2 < high
    True
    """
    centre = math.atanh(min(max(found, -LARGEST), LARGEST))
    if method == "pearson":
        left_out = correlations_without(pair, clusters)[:, 0, 1]
        error = float(jackknife_error(np.arctanh(np.clip(left_out, -LARGEST, LARGEST))))
        half = float(stdtrit(np.unique(clusters).size - 1.0, 1.0 - alpha / 2)) * error
    else:
        error = rank_error(pair, clusters, method=method) / max(1.0 - found**2, 1.0 - LARGEST)
        half = float(ndtri(1.0 - alpha / 2)) * error
    return math.tanh(centre - half), math.tanh(centre + half)


def components(
    values: FloatArray, assets: tuple[str, ...], clusters: IntArray, *, alpha: float, n_draws: int, rng: Rng
) -> ReactionComponents:
    """Decompose complete reactions, with limits from samples of whole dates and from leaving dates out."""
    check_alpha(alpha)
    complete = np.isfinite(values).all(axis=1)
    kept, dates = values[complete], np.unique(clusters[complete], return_inverse=True)[1].astype(np.int64)
    n_dates = int(dates.max()) + 1 if dates.size else 0
    if n_dates < LEAST_DATES:
        raise ComovementError(
            f"{int(complete.sum())} episodes on {n_dates} dates have a reaction of every asset; components need at "
            f"least {LEAST_DATES} dates. Add episodes, or leave out the asset with most holes."
        )
    generator = np.random.default_rng(rng)
    counts = cluster_counts(dates, n_draws=n_draws, rng=generator)
    drawn = weighted_correlations(kept, counts)
    drawn = drawn[np.isfinite(drawn).all(axis=(1, 2))]
    actual = weighted_correlations(kept, np.ones((1, len(kept))))
    found, others = principal_components(actual), principal_components(drawn)
    loadings, share = found.loadings[0], np.clip(found.shares[0], LEAST, 1 - LEAST)
    turned = aligned(others.loadings, loadings)
    low, high = spread_interval(loadings, turned, clusters=n_dates, alpha=alpha)
    ends = share_limits(share, correlations_without(kept, dates), alpha=alpha)
    return ReactionComponents(
        assets=assets,
        loadings=loadings,
        loadings_low=np.maximum(low, -1.0),
        loadings_high=np.minimum(high, 1.0),
        shares=found.shares[0],
        shares_low=ends[0],
        shares_high=ends[1],
        one_shock=_one_shock(actual, drawn, len(kept)),
        any_common=_any_common(kept, float(found.shares[0, 0]), n_draws=n_draws, rng=generator),
        n=len(kept),
        n_dates=n_dates,
        alpha=alpha,
    )


def share_limits(share: FloatArray, left_out: FloatArray, *, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Build the intervals of shares on the logit scale from matrices without one date at a time, (n_dates, k, k).

    Examples
    --------
    >>> left_out = np.array([[[1.0, r], [r, 1.0]] for r in (0.2, 0.3, 0.4)])
    >>> low, high = share_limits(np.array([0.65, 0.35]), left_out, alpha=0.1)
    >>> bool(low[0] < 0.65 < high[0])
    True
    """
    error = jackknife_error(logit(np.clip(principal_components(left_out).shares, LEAST, 1 - LEAST)))
    half = float(stdtrit(len(left_out) - 1.0, 1.0 - alpha / 2)) * error
    return np.asarray(expit(logit(share) - half)), np.asarray(expit(logit(share) + half))


def _one_shock(actual: FloatArray, drawn: FloatArray, n: int) -> HypothesisTest:
    """Test whether one factor explains all correlations; samples are shifted so that it does in their world."""
    null, method = "one common shock explains every correlation of reactions", "one_factor_distance"
    size = actual.shape[1]
    if size < LEAST_ASSETS:
        reason = f"with {size} assets one shock always fits; {LEAST_ASSETS} are needed"
        return undefined(method, reason, null=null, n_events=n, alternative="greater")
    fit = one_factor(actual)
    draws = one_factor(drawn, shift=fit.gap[0]).distance
    return HypothesisTest(
        statistic=n * float(fit.distance[0]),
        pvalue=exceedance(float(fit.distance[0]), draws),
        distribution="bootstrap",
        alternative="greater",
        n_events=n,
        n_draws=int(np.isfinite(draws).sum()),
        null=null,
        method=method,
    )


def _any_common(kept: FloatArray, share: float, *, n_draws: int, rng: np.random.Generator) -> HypothesisTest:
    """Rank the share of the first component among those of shuffled columns."""
    draws = largest_shares_shuffled(stats.zscore(kept, axis=0), n_draws=n_draws, rng=rng)
    return HypothesisTest(
        statistic=share,
        pvalue=exceedance(share, draws),
        distribution="permutation",
        alternative="greater",
        n_events=len(kept),
        n_draws=n_draws,
        null="assets react independently of each other",
        method="largest_component_shuffle",
    )
