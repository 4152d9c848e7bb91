"""The result of comparing calm and news: three correlations a pair, never two."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from aftershock.inference import HypothesisTest
from aftershock.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Hold estimates with the limits of their intervals, each of shape (n,)."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CalmAndNews:
    """Hold calm, news and adjusted correlations of every pair, and what drives the adjustment.

    Parameters
    ----------
    assets : tuple of str
        The source first.
    first, second : tuple of str
        The pairs.
    calm, news, adjusted : Estimates of shape (n_pairs,)
        Correlations; the adjusted ones are those of news rows had the source been as calm as on the others.
    difference : Estimates of shape (n_pairs,)
        Adjusted minus calm.
    pvalues : ndarray of shape (n_pairs,)
        Of no difference, pair by pair.
    variance_ratio : Estimates of shape (n_assets,)
        Variance in news rows over that in others.
    equality, normal_equality : HypothesisTest
        Of the whole matrix: among shifts of the labels, and by Jennrich's chi-square.
    n_news, n_calm, n_missing : int
        Rows.
    alpha : float
        One minus the coverage of the intervals.
    note : str
        What must be known of the strikes.
    """

    assets: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    calm: Estimates
    news: Estimates
    adjusted: Estimates
    difference: Estimates
    pvalues: FloatArray
    variance_ratio: Estimates
    equality: HypothesisTest
    normal_equality: HypothesisTest
    n_news: int
    n_calm: int
    n_missing: int
    alpha: float
    note: str

    def __repr__(self) -> str:
        """Write one line."""
        return (
            f"CalmAndNews({len(self.assets)} assets, source {self.source}, {self.n_news} news and {self.n_calm} calm "
            f"rows, variance ratio {self.variance_ratio.value[0]:.1f}, equality p {self.equality.pvalue:.3f})"
        )

    @property
    def source(self) -> str:
        """The asset in which the news arrives."""
        return self.assets[0]

    def to_frame(self) -> pd.DataFrame:
        """Build the table of correlations, one row a pair.

        Returns
        -------
        pandas.DataFrame
            ``first``, ``second``; ``calm``, ``news``, ``adjusted`` and ``difference`` with ``_low`` and ``_high``;
            ``pvalue`` of no difference; ``n_calm``, ``n_news``.
        """
        columns: dict[str, object] = {"first": self.first, "second": self.second}
        for name in ("calm", "news", "adjusted", "difference"):
            part: Estimates = getattr(self, name)
            columns |= {name: part.value, f"{name}_low": part.low, f"{name}_high": part.high}
        return pd.DataFrame(columns).assign(pvalue=self.pvalues, n_calm=self.n_calm, n_news=self.n_news)

    def variances(self) -> pd.DataFrame:
        """Build the table of variance ratios, one row an asset: what drives the adjustment is that of the source."""
        ratio = self.variance_ratio
        return pd.DataFrame(
            {"variance_ratio": ratio.value, "low": ratio.low, "high": ratio.high},
            index=pd.Index(self.assets, name="asset"),
        )

    def summary(self) -> str:
        """Say in a few lines how the links compare and what that rests on."""
        level = f"{100 * (1 - self.alpha):.0f} %"
        ratio = self.variance_ratio
        lines = [
            f"{self.source} is {ratio.value[0]:.1f} times as variable on news rows ({ratio.low[0]:.1f} to "
            f"{ratio.high[0]:.1f}, {level} interval); {self.n_news} news rows, {self.n_calm} others.",
        ]
        lines += [self._pair_words(at) for at in range(len(self.first))]
        test = self.equality
        verdict = "differ" if test.pvalue < 0.05 else "cannot be told apart"
        lines += [
            f"Taken together, the links {verdict} (p = {test.pvalue:.3f} among {test.n_draws} shifts of the labels).",
            f"All this assumes that moves run from {self.source} to the others and not back.",
            self.note,
        ]
        return "\n".join(line for line in lines if line)

    def _pair_words(self, place: int) -> str:
        """Say how one pair moved together."""
        adjusted = self.adjusted
        return (
            f"  {self.first[place]} and {self.second[place]}: {self.calm.value[place]:+.2f} on calm rows, "
            f"{adjusted.value[place]:+.2f} on news rows adjusted ({adjusted.low[place]:+.2f} to "
            f"{adjusted.high[place]:+.2f}; {self.news.value[place]:+.2f} as measured), p = {self.pvalues[place]:.3f}"
        )
