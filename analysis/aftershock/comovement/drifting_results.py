"""What is known about the drift of a correlation, as a table and in words."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.notebook import result_html
from aftershock.inference import HypothesisTest
from aftershock.reprs import MOST_ROWS
from aftershock.typing import DriftKind, FloatArray

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold what is marked on a chart: ``row``, a label of the moves, and ``text``."""

    row: Hashable
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class CorrelationPath:
    """Hold the correlation of the window that ends at each row, NaN before the first full one.

    Parameters
    ----------
    correlation, std_error, n_effective : ndarray of shape (n_rows,)
        Estimate, its standard error, and the rows that count, were they all as volatile.
    low, high : ndarray of shape (n_rows,)
        Interval, for one window at a time.
    band_low, band_high : ndarray of shape (n_rows,)
        Band that holds a constant correlation in all windows at once.
    """

    correlation: FloatArray
    std_error: FloatArray
    n_effective: FloatArray
    low: FloatArray
    high: FloatArray
    band_low: FloatArray
    band_high: FloatArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class DriftingCorrelation:
    """Hold a moving correlation with its bands and the test that nothing changed.

    Parameters
    ----------
    first, second : str
        The assets.
    rows : pandas.Index of length n_rows
        Rows on which both moved.
    path : CorrelationPath
        Correlations of the windows that end at each row, with intervals and band.
    overall : float
        Correlation of all rows.
    test : HypothesisTest
        That the correlation is the same throughout.
    kind : {"rolling", "ewma"}
        Even or fading weights.
    length : float
        Rows of the window, or of the half-life.
    marks : tuple of Mark
        What to mark on a chart, ascending.
    n_left_out : int
        Rows on which either asset had no move.
    alpha : float
        One minus the coverage.
    method : str
        From what to what a move runs.
    note : str
        What a reader must know of the strikes.
    """

    first: str
    second: str
    rows: pd.Index[Any]
    path: CorrelationPath
    overall: float
    test: HypothesisTest
    kind: DriftKind
    length: float
    marks: tuple[Mark, ...]
    n_left_out: int
    alpha: float
    method: str
    note: str

    @property
    def reason(self) -> str:
        """Why constancy cannot be judged; empty where it can."""
        return self.test.reason

    @property
    def drifts(self) -> bool | None:
        """Whether a constant correlation is rejected at 5 %; None where that cannot be judged."""
        return None if self.test.reason else bool(self.test.pvalue <= LEVEL)

    @property
    def window(self) -> str:
        """What each value averages, in words."""
        if self.kind == "rolling":
            return f"rolling over {self.length:g} rows"
        return f"fading with a half-life of {self.length:g} rows"

    def to_frame(self) -> pd.DataFrame:
        """Lay out the correlation row by row.

        Returns
        -------
        pandas.DataFrame
            Indexed as the moves, columns ``correlation``, ``std_error``, ``low``, ``high`` (one window at a time),
            ``band_low``, ``band_high`` (all windows at once), ``n_effective``, ``mark``, ``window``, ``alpha``,
            ``moves``. NaN before the first full window.
        """
        path, marked = self.path, {mark.row: mark.text for mark in self.marks}
        columns = {
            "correlation": path.correlation,
            "std_error": path.std_error,
            "low": path.low,
            "high": path.high,
            "band_low": path.band_low,
            "band_high": path.band_high,
            "n_effective": path.n_effective,
            "mark": [marked.get(label, "") for label in self.rows],
            "window": self.window,
            "alpha": self.alpha,
            "moves": self.method or "as given",
        }
        return pd.DataFrame(columns, index=self.rows)

    def summary(self) -> str:
        """Say in a few sentences whether the link drifted, and how far the line ran."""
        return " ".join(part for part in (self.headline(), self._range(), self._bands(), self.note) if part)

    def headline(self) -> str:
        """Say in one sentence whether the correlation changed."""
        pair = f"the correlation of {self.first} and {self.second}"
        if self.test.reason:
            return f"Whether {pair} changed cannot be told: {self.test.reason}."
        if not self.drifts:
            return (
                f"That {pair} stayed the same ({self.overall:.2f}) cannot be ruled out "
                f"(p = {self.test.pvalue:.2g}): the line may wander by chance alone."
            )
        before, after = self._sides()
        return (
            f"{pair[0].upper()}{pair[1:]} changed (p = {self.test.pvalue:.2g}), most clearly after "
            f"{row_text(self.rows[self._turn])}: {before:.2f} up to then on average, {after:.2f} since."
        )

    def __repr__(self) -> str:
        """Print one line."""
        n_values = int(np.isfinite(self.path.correlation).sum())
        return f"<DriftingCorrelation: {self.first} and {self.second}, {self.window}, {n_values} value(s)>"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("drifting", self.to_frame().rename_axis("row").tail(MOST_ROWS), self.summary())

    @property
    def _turn(self) -> int:
        """Position of the last row before the change that the test points to."""
        return int(self.test.extra["row"])

    def _sides(self) -> tuple[float, float]:
        """Average the line before and after the change that the test points to."""
        found = self.path.correlation
        parts = found[: self._turn + 1], found[self._turn + 1 :]
        before, after = (float(np.nanmean(part)) if np.isfinite(part).any() else np.nan for part in parts)
        return before, after

    def _range(self) -> str:
        """Say between what the line ran, and where."""
        found = self.path.correlation
        if not np.isfinite(found).any():
            return ""
        low, high = int(np.nanargmin(found)), int(np.nanargmax(found))
        return (
            f"{self.window[0].upper()}{self.window[1:]} it ran from {found[low]:.2f} ({row_text(self.rows[low])}) to "
            f"{found[high]:.2f} ({row_text(self.rows[high])}); n = {len(self.rows):,} rows"
            + (f", {self.n_left_out:,} left out where an asset did not move." if self.n_left_out else ".")
        )

    def _bands(self) -> str:
        """Say what the bands hold."""
        level = 100 * (1 - self.alpha)
        path = self.path
        if not np.isfinite(path.band_low).any():
            return ""
        inside = np.nanmax(path.band_low) <= np.nanmin(path.band_high)
        kept = "some constant correlation" if inside else "no constant correlation"
        return (
            f"The inner {level:.0f} % limits hold one window at a time, the outer ones the whole line at once: {kept} "
            "stays within the outer ones."
        )


def row_text(label: Hashable) -> str:
    """Write the label of a row: a date without its midnight.

    Examples
    --------
    >>> row_text(pd.Timestamp("2022-02-24")), row_text(7)
    ('2022-02-24', '7')
    """
    if isinstance(label, pd.Timestamp) and label == label.normalize():
        return str(label.date())
    return str(label)
