"""The result of comparing calm and news: three correlations a pair, never two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.forbes_rigobon import ASSUMPTION
from aftershock.comovement.notebook import result_html
from aftershock.inference import HypothesisTest
from aftershock.typing import CalmNewsTable, FloatArray, check_option

METHOD = "calm_and_news"


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Hold estimates with the limits of their intervals, each of shape (n,); NaN where undefined."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class CalmAndNews:
    """Hold the co-movement of assets in calm and in news rows.

    Parameters
    ----------
    assets : tuple of str
        The source first.
    first, second : tuple of str
        The pairs, those with the source first.
    calm, news, adjusted : Estimates of shape (n_pairs,)
        Correlation in calm rows, in news rows as measured, and in news rows had the source its calm variance.
    difference : Estimates of shape (n_pairs,)
        Adjusted less calm.
    pvalues : ndarray of shape (n_pairs,)
        Of no difference, pair by pair.
    bound : Estimates of shape (n_pairs,)
        Adjusted correlation, and the smallest and largest when the source or either asset of the pair moves first.
    variance_ratio : Estimates of shape (n_assets,)
        Variance in news rows over that in calm rows; that of the source drives the adjustment.
    slope_calm, slope_news, slope_difference : Estimates of shape (n_assets - 1,)
        Response of every other asset to the source, and news less calm, in its unit for one unit of the source.
    slope_pvalues : ndarray of shape (n_assets - 1,)
        Of no difference of responses, asset by asset.
    residual_ratio : Estimates of shape (n_assets - 1,)
        Variance that the source leaves of every other asset, news over calm.
    equality, normal_equality : HypothesisTest
        That all links are the same: among rearranged labels, the one to report, and for normal moves.
    alpha : float
        One minus the coverage of every interval.
    n_news, n_calm, n_missing : int
        Rows of each regime, and rows left out because an asset had no move.
    n_news_blocks, n_calm_blocks : int
        Blocks of neighbours with news and with calm rows: as many independent pieces there are at most.
    n_draws : int
        Resamples.
    moves : str
        From what to what a move runs.
    note : str
        What must be known of the strikes; empty where all are the same or unknown.
    reasons : tuple of str, length n_pairs
        Why a pair has no numbers; empty otherwise.
    """

    assets: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    calm: Estimates
    news: Estimates
    adjusted: Estimates
    difference: Estimates
    pvalues: FloatArray
    bound: Estimates
    variance_ratio: Estimates
    slope_calm: Estimates
    slope_news: Estimates
    slope_difference: Estimates
    slope_pvalues: FloatArray
    residual_ratio: Estimates
    equality: HypothesisTest
    normal_equality: HypothesisTest
    alpha: float
    n_news: int
    n_calm: int
    n_missing: int
    n_news_blocks: int
    n_calm_blocks: int
    n_draws: int
    moves: str
    note: str
    reasons: tuple[str, ...]

    def __repr__(self) -> str:
        """Say in one line what was compared."""
        return (
            f"CalmAndNews({len(self.assets)} assets, source {self.source}, {self.n_news} news and {self.n_calm} calm "
            f"rows, variance ratio {self.variance_ratio.value[0]:.1f}, equality p {self.equality.pvalue:.3f})"
        )

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("calm_news", self.to_frame(), self.summary())

    @property
    def source(self) -> str:
        """The asset that is taken to move first."""
        return self.assets[0]

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the rows themselves say against the assumption of the adjustment."""
        ratio = self.residual_ratio
        return tuple(
            f"The variance of {asset} that {self.source} leaves is {ratio.value[at]:.1f} times as large in news rows: "
            "it has news of its own, so its adjusted correlations say less about its link than the responses do."
            for at, asset in enumerate(self.assets[1:])
            if ratio.low[at] > 1 or ratio.high[at] < 1
        )

    def to_frame(self, table: CalmNewsTable = "pair") -> pd.DataFrame:
        """Build the table beside the chart, a row a pair, or that of responses, a row an asset.

        Parameters
        ----------
        table : {"pair", "response"}
            Correlations of pairs, or responses to the source and own variances.

        Returns
        -------
        pandas.DataFrame
            Every estimate with ``_low`` and ``_high``, p-values, rows, blocks, draws, method and reason; NaN where
            undefined.
        """
        check_option("table", table, CalmNewsTable)
        frame = self._pairs() if table == "pair" else self._responses()
        common: dict[str, Any] = {"reason": self.reasons} if table == "pair" else {}
        return frame.assign(
            source=self.source,
            n_calm=self.n_calm,
            n_news=self.n_news,
            n_calm_blocks=self.n_calm_blocks,
            n_news_blocks=self.n_news_blocks,
            n_draws=self.n_draws,
            alpha=self.alpha,
            method=METHOD,
            **common,
        )

    def variances(self) -> pd.DataFrame:
        """Build the table of variance ratios, one row an asset: what drives the adjustment is that of the source."""
        ratio = self.variance_ratio
        return pd.DataFrame(
            {"variance_ratio": ratio.value, "low": ratio.low, "high": ratio.high},
            index=pd.Index(self.assets, name="asset"),
        )

    def tests(self) -> pd.DataFrame:
        """List both tests that all links are the same, one a row, the one to report first."""
        both = (self.equality, self.normal_equality)
        names = ("method", "statistic", "df", "pvalue", "distribution", "n_draws", "null", "note", "reason")
        return pd.DataFrame([{name: getattr(test, name) for name in names} for test in both])

    def _pairs(self) -> pd.DataFrame:
        """List the correlations of pairs."""
        columns: dict[str, Any] = {"first": self.first, "second": self.second}
        for name in ("calm", "news", "adjusted", "difference"):
            columns |= _spread(name, getattr(self, name))
        columns |= {"pvalue": self.pvalues, "bound_low": self.bound.low, "bound_high": self.bound.high}
        ratio = {name: values[0] for name, values in _spread("variance_ratio", self.variance_ratio).items()}
        return pd.DataFrame(columns).assign(**ratio)

    def _responses(self) -> pd.DataFrame:
        """List the responses to the source."""
        columns: dict[str, Any] = {"asset": self.assets[1:]}
        for name in ("slope_calm", "slope_news", "slope_difference", "residual_ratio"):
            columns |= _spread(name, getattr(self, name))
        columns["pvalue"] = self.slope_pvalues
        return pd.DataFrame(columns)

    def summary(self) -> str:
        """Say in a few sentences what was found and what it rests on."""
        head = f"{self.n_news} news rows in {self.n_news_blocks} blocks against {self.n_calm} calm rows."
        ratio = self.variance_ratio
        lines = [
            f"{head} The variance of {self.source} is {ratio.value[0]:.2f} times as large in news rows "
            f"({100 * (1 - self.alpha):g} % interval {ratio.low[0]:.2f} to {ratio.high[0]:.2f}).",
            *(self._pair_words(at) for at in range(len(self.first))),
            self._equality_words(),
            f"Assumed: {ASSUMPTION}",
            *self.doubts,
            self.note,
        ]
        return "\n".join(line for line in lines if line)

    def _pair_words(self, at: int) -> str:
        """Say what was found for a pair."""
        if self.reasons[at]:
            return f"{self.first[at]} and {self.second[at]}: {self.reasons[at]}."
        gap = self.difference
        return (
            f"{self.first[at]} and {self.second[at]}: calm {self.calm.value[at]:.2f}, news {self.news.value[at]:.2f} "
            f"as measured, {self.adjusted.value[at]:.2f} adjusted; adjusted less calm {gap.value[at]:+.2f} "
            f"({gap.low[at]:+.2f} to {gap.high[at]:+.2f}, p = {self.pvalues[at]:.3f})."
        )

    def _equality_words(self) -> str:
        """Say what the test of all links found."""
        if np.isnan(self.equality.pvalue):
            return f"All links together: {self.equality.reason}."
        return f"That all links and own variances are the same: p = {self.equality.pvalue:.3f}."


def _spread(name: str, one: Estimates) -> dict[str, FloatArray]:
    """Name estimates and their limits."""
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
