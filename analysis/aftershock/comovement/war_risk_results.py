"""The result of the war-risk method: responses with their sets, and what they rest on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.notebook import result_html
from aftershock.comovement.weak_identification import STRONG, ConfidenceSet
from aftershock.inference import HypothesisTest
from aftershock.typing import FloatArray, WarRiskMethod

WEAK = "weak"
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WarRisk:
    """Hold the responses of assets to news risk, per so many units of the numeraire, the first asset.

    Parameters
    ----------
    assets, units : tuple of str
        The numeraire first; the unit each response is given in.
    per : float
        Move of the numeraire, in its shown unit, that the responses belong to.
    method : {"gmm", "iv"}
        How they were estimated.
    estimates, std_errors : ndarray of shape (n_assets,)
        Responses in shown units; NaN where no direction gained variance.
    sets : tuple of ConfidenceSet
        Anderson-Rubin sets with bootstrap critical values.
    news_variance_ratio, variance_ratio_error : ndarray of shape (n_assets,)
        Variance in news rows over that in others, and the standard error of its logarithm.
    first_stage : float
        Robust F of the change of the numeraire's variance.
    overidentification, placebo : HypothesisTest
        Whether one shock suffices, and whether the labels say anything about variance.
    direction : ndarray of shape (n_assets,)
        The responses in standard deviations of other rows, per unit of the numeraire, scaled to length one.
    n_news, n_other, n_missing : int
        Rows used, and rows left out because an asset had no move.
    alpha : float
        One minus the coverage of the sets.
    note, move : str
        What must be known of the strikes; what a move is.
    """

    assets: tuple[str, ...]
    units: tuple[str, ...]
    per: float
    method: WarRiskMethod
    estimates: FloatArray
    std_errors: FloatArray
    sets: tuple[ConfidenceSet, ...]
    news_variance_ratio: FloatArray
    variance_ratio_error: FloatArray
    first_stage: float
    overidentification: HypothesisTest
    placebo: HypothesisTest
    direction: FloatArray
    n_news: int
    n_other: int
    n_missing: int
    alpha: float
    note: str
    move: str

    def __repr__(self) -> str:
        """Write one line."""
        return (
            f"WarRisk({len(self.assets)} assets per {self.per:g} {self.units[0]} of {self.assets[0]}, {self.method}, "
            f"{self.n_news} news and {self.n_other} other rows, first-stage F {self.first_stage:.1f})"
        )

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("war_risk", self.to_frame(), self.summary())

    @property
    def numeraire(self) -> str:
        """The asset in whose moves the news is measured."""
        return self.assets[0]

    @property
    def is_weak(self) -> bool:
        """Whether the variance of the numeraire rises too little for ratios to be trusted."""
        return not self.first_stage >= STRONG

    @property
    def agrees(self) -> tuple[bool, ...]:
        """Whether each estimate lies in its set; it need not where more than one shock changed its variance."""
        pairs = zip(self.sets[1:], self.estimates[1:], strict=True)
        return (True, *(one.covers(float(value)) or not math.isfinite(value) for one, value in pairs))

    @property
    def vector(self) -> dict[str, float]:
        """The direction of the news in standard deviations, asset by asset, for `risk_off`; risk up is ``per``."""
        sign = math.copysign(1.0, self.per)
        return {name: sign * float(value) for name, value in zip(self.assets, self.direction, strict=True)}

    def to_frame(self) -> pd.DataFrame:
        """Build the table of responses, one row an asset.

        Returns
        -------
        pandas.DataFrame indexed by asset
            ``unit``, ``estimate``, ``std_error``; ``low``, ``high`` and ``shape`` of the set, and ``set`` in words;
            ``agrees`` (whether the estimate lies in it); ``variance_ratio`` with its limits of 95 %; ``n_news``,
            ``n_other``, ``method``. NaN where undefined.
        """
        spread = np.exp(Z95 * self.variance_ratio_error)
        rows: dict[str, Any] = {
            "unit": self.units,
            "estimate": self.estimates,
            "std_error": self.std_errors,
            "low": [one.low for one in self.sets],
            "high": [one.high for one in self.sets],
            "shape": [one.shape for one in self.sets],
            "set": [set_words(one) for one in self.sets],
            "agrees": self.agrees,
            "variance_ratio": self.news_variance_ratio,
            "variance_ratio_low": self.news_variance_ratio / spread,
            "variance_ratio_high": self.news_variance_ratio * spread,
        }
        frame = pd.DataFrame(rows, index=pd.Index(self.assets, name="asset"))
        return frame.assign(n_news=self.n_news, n_other=self.n_other, method=self.method)

    def glance(self) -> pd.DataFrame:
        """Build one row with what the estimates rest on."""
        row = {
            "numeraire": self.numeraire,
            "method": self.method,
            "n_news": self.n_news,
            "n_other": self.n_other,
            "n_missing": self.n_missing,
            "first_stage_f": self.first_stage,
            "weak": self.is_weak,
            "j_statistic": self.overidentification.statistic,
            "j_pvalue": self.overidentification.pvalue,
            "variance_shift": self.placebo.statistic,
            "variance_shift_pvalue": self.placebo.pvalue,
        }
        return pd.DataFrame([row])

    def summary(self) -> str:
        """Say in a few lines what was found and how far it can be trusted."""
        step = f"{abs(self.per):g} {self.units[0]}".strip()
        per = f"a {'fall' if self.per < 0 else 'rise'} of {step} in {self.numeraire}"
        rows = f"{self.n_news} news rows, {self.n_other} others"
        lines = [f"What moves with {per} that comes with the news ({rows}):"]
        lines += [f"  {self._response_words(at)}" for at in range(1, len(self.assets))]
        lines += [self._strength_line(), self._placebo_line(), self.note]
        return "\n".join(line for line in lines if line)

    def _response_words(self, place: int) -> str:
        """Say how one asset responds, with its set."""
        value = f"{self.estimates[place]:+.2f} {self.units[place]}".strip()
        told = set_words(self.sets[place])
        apart = (
            ""
            if self.agrees[place]
            else "; the estimate lies outside, so the two forms of the method disagree"
        )
        return f"{self.assets[place]}: {value} ({100 * (1 - self.alpha):.0f} % set: {told}{apart})"

    def _strength_line(self) -> str:
        """Say how strongly the split identifies."""
        weak = "weak: read the sets, not the estimates" if self.is_weak else "strong enough"
        told = f"First-stage F {self.first_stage:.1f}, {weak}."
        test = self.overidentification
        if test.reason:
            return f"{told} One shock cannot be fitted: {test.reason}."
        verdict = "is refused" if test.pvalue < 0.05 else "is not refused"
        return f"{told} That one shock explains the change {verdict} (J p = {test.pvalue:.3f})."

    def _placebo_line(self) -> str:
        """Say whether news rows are more volatile than rows chosen by shifting the labels."""
        return (
            f"Variance in news rows is higher by {self.placebo.statistic:.2f} times that of the others; "
            f"p = {self.placebo.pvalue:.3f} among all shifts of the labels."
        )


def set_words(values: ConfidenceSet) -> str:
    """Say in words which values a set holds.

    Examples
    --------
    >>> set_words(ConfidenceSet("interval", 0.25, 1.0)), set_words(ConfidenceSet("outside", -1.0, 2.0))
    ('0.25 to 1.00', 'below -1.00 or above 2.00')
    >>> set_words(ConfidenceSet("everything", -math.inf, math.inf))
    'any value'
    """
    match values.shape:
        case "interval":
            return f"{values.low:.2f} to {values.high:.2f}"
        case "outside":
            return f"below {values.low:.2f} or above {values.high:.2f}"
        case "ray":
            return f"above {values.low:.2f}" if math.isinf(values.high) else f"below {values.high:.2f}"
        case "everything":
            return "any value"
        case _:
            return "no value"
