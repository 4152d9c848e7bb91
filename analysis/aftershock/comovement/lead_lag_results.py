"""What is known about who moved first, as a table and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from pandas.api.typing import NaTType

from aftershock.comovement.block_correlation import BlockCorrelation
from aftershock.comovement.lead_tests import LEVEL
from aftershock.comovement.notebook import result_html
from aftershock.inference import HypothesisTest
from aftershock.typing import IntArray, LeadVerdict

METHOD = "hayashi_yoshida, shifted"
STALE_SHARE = 0.01
"""Share of unchanged moves from which a feed is called stale rather than its bars long."""


@dataclass(frozen=True, slots=True)
class Location:
    """Hold the shift at which two assets move most alike.

    Parameters
    ----------
    lead : Timedelta
        Above zero the first asset is ahead; NaT where there is no correlation to locate.
    low, high : Timedelta
        Limits of the interval.
    reason : str
        Why there is none; empty otherwise.
    """

    lead: pd.Timedelta | NaTType
    low: pd.Timedelta | NaTType
    high: pd.Timedelta | NaTType
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Sampling:
    """Hold how one asset was observed.

    Parameters
    ----------
    asset : str
        Name.
    n_bars, n_moves : int
        Bars read, and moves that entered.
    left_out : mapping of str to int
        Bars without a move, by reason.
    bar_length : Timedelta
        Median length of a move.
    unchanged : float
        Share of moves that are exactly zero.
    untraded : float
        Share of bars without volume; NaN where it is not known.
    """

    asset: str
    n_bars: int
    n_moves: int
    left_out: Mapping[str, int]
    bar_length: pd.Timedelta
    unchanged: float
    untraded: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class LeadLag:
    """Hold who moved first, how sure one can be, and what else would explain it.

    Parameters
    ----------
    first, second : str
        The assets.
    shifts : ndarray of int64, shape (n_shifts,)
        Nanoseconds; above zero the first is asked to lead.
    estimates : BlockCorrelation
        Correlation at each shift, with pointwise intervals.
    ratio : float
        Lead-lag ratio; above one the first leads.
    location : Location
        Where the correlation is largest in size.
    test : HypothesisTest
        That neither leads.
    related : HypothesisTest
        That there is no correlation at any shift.
    stale_test : HypothesisTest or None
        As ``test``, with closes of the laggard as old as they may be; None where there is no test.
    sampling : tuple of Sampling
        How the two were observed.
    n_blocks : int
        Blocks of time.
    block : Timedelta
        Their length.
    part : str
        Which bars.
    alpha : float
        One minus the coverage of the intervals.
    """

    first: str
    second: str
    shifts: IntArray
    estimates: BlockCorrelation
    ratio: float
    location: Location
    test: HypothesisTest
    related: HypothesisTest
    stale_test: HypothesisTest | None
    sampling: tuple[Sampling, Sampling]
    n_blocks: int
    block: pd.Timedelta
    part: str
    alpha: float

    @property
    def reason(self) -> str:
        """Why there is no answer; empty where there is one."""
        return self.test.reason or self.location.reason

    @property
    def verdict(self) -> LeadVerdict:
        """Which leads, "first" or "second", or why none is known to.

        "undefined" and "unrelated": too few blocks, no correlation at all. "no_lead": none that can be told from noise.
        "stale" and "within_bar": the lead may be the age of the laggard's prices, which repeat often, or do not.
        """
        if self.test.reason:
            return "undefined"
        if not self.test.pvalue <= LEVEL:
            return "unrelated" if self.location.reason else "no_lead"
        if self.stale_test is None or not self.stale_test.pvalue <= LEVEL:
            return "stale" if self._repeats >= STALE_SHARE else "within_bar"
        return "first" if self._first_seems_ahead else "second"

    @property
    def leader(self) -> str:
        """Name of the asset that seems ahead, whether or not that can be told from noise; empty without a test."""
        if self.test.reason:
            return ""
        return self.first if self._first_seems_ahead else self.second

    @property
    def laggard(self) -> str:
        """Name of the other one."""
        return {self.first: self.second, self.second: self.first}.get(self.leader, "")

    def to_frame(self) -> pd.DataFrame:
        """Lay out the correlation at each shift.

        Returns
        -------
        pandas.DataFrame
            Index ``lag`` (Timedelta; above zero the first asset is ahead), columns ``correlation``, ``std_error``,
            ``low``, ``high``, ``n_moves_first``, ``n_moves_second``, ``n_blocks``, ``alpha``, ``part``, ``method``.
        """
        columns = {
            "correlation": self.estimates.correlation,
            "std_error": self.estimates.std_error,
            "low": self.estimates.low,
            "high": self.estimates.high,
            "n_moves_first": self.sampling[0].n_moves,
            "n_moves_second": self.sampling[1].n_moves,
            "n_blocks": self.n_blocks,
            "alpha": self.alpha,
            "part": self.part,
            "method": METHOD,
        }
        return pd.DataFrame(
            columns, index=pd.TimedeltaIndex(self.shifts.astype("timedelta64[ns]"), name="lag")
        )

    def summary(self) -> str:
        """Say in a few sentences who moved first, or why that cannot be told."""
        return " ".join(
            sentence for sentence in (self.headline(), *self._details(), self._sample()) if sentence
        )

    def headline(self) -> str:
        """Say the answer in one sentence."""
        pvalue, pair = f"p = {self.test.pvalue:.2g}", f"{self.first} and {self.second}"
        if self.verdict == "undefined":
            return f"Whether {self.first} or {self.second} moved first cannot be told: {self.test.reason}."
        if self.verdict == "unrelated":
            return f"{pair} show no relation at any shift that can be told from noise."
        if self.verdict == "no_lead":
            return f"No lead that can be told from noise between {pair} ({pvalue})."
        if self.verdict == "stale":
            return (
                f"{self.laggard} seems to lag {self.leader} ({pvalue}), but a stale feed would explain it: its price "
                f"repeats in {100 * self._repeats:.1f} % of bars, and no lead is left once that is allowed for."
            )
        if self.verdict == "within_bar":
            return (
                f"{self.laggard} seems to lag {self.leader} ({pvalue}), but that cannot be told from the age that a "
                "price may have at the end of its bar: shorter bars would tell."
            )
        return f"{self.leader} moves before {self.laggard} ({pvalue}){self._by_how_much()}."

    def __repr__(self) -> str:
        """Print one line."""
        return (
            f"<LeadLag: {self.first} and {self.second}, {self.n_blocks} block(s) of {words(self.block)}, "
            f"{self.verdict}>"
        )

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("lead_lag", self.to_frame(), self.summary())

    @property
    def _first_seems_ahead(self) -> bool:
        """Whether correlations are larger where the second is shifted back."""
        return abs(self.test.extra["ahead"]) > abs(self.test.extra["behind"])

    @property
    def _repeats(self) -> float:
        """Share of unchanged moves of the asset that seems to lag."""
        return self.sampling[1 if self._first_seems_ahead else 0].unchanged

    def _by_how_much(self) -> str:
        """Say where the correlation is largest, if that is not at once."""
        lead = self.location.lead
        if isinstance(lead, NaTType):
            return ""
        if lead == pd.Timedelta(0):
            return ", though most of what they share comes in the same bar"
        return f": they move most alike {words(abs(lead))} apart"

    def _details(self) -> tuple[str, ...]:
        """Say what stands behind the answer, and what else would explain it."""
        if self.verdict == "undefined":
            return ()
        return (self._located(), self._clearest(), self._seen(), self._staleness(), self._late_feed())

    def _located(self) -> str:
        """Say where the correlation is largest, with its interval."""
        at, level = self.location, 100 * (1 - self.alpha)
        if isinstance(at.lead, NaTType):
            return ""
        row = int((self.shifts == at.lead.value).argmax())
        found = self.estimates
        return (
            f"Correlation is largest at {signed(at.lead)} ({found.correlation[row]:.2f}, {level:.0f} % interval "
            f"{found.low[row]:.2f} to {found.high[row]:.2f}); that shift lies between {signed(at.low)} and "
            f"{signed(at.high)}, and above zero {self.first} is ahead."
        )

    def _clearest(self) -> str:
        """Say at which shift the difference is clearest."""
        if self.verdict not in ("first", "second", "stale", "within_bar"):
            return ""
        found = self.test.extra
        apart = words(pd.Timedelta(int(found["shift"])))
        return (
            f"The difference is clearest {apart} apart: moves that share no time correlate {found['ahead']:.3f} where "
            f"{self.first} comes first and {found['behind']:.3f} where {self.second} does."
        )

    def _seen(self) -> str:
        """Say how large a lead would have been found."""
        if self.verdict not in ("no_lead", "unrelated"):
            return ""
        size = self.test.extra["detectable"]
        return (
            f"A difference of {size:.2f} between the correlations ahead and behind would have been found four times "
            "in five."
        )

    def _staleness(self) -> str:
        """Say how often prices did not change."""
        shares = [f"{one.asset} {100 * one.unchanged:.1f} %" for one in self.sampling]
        untraded = [f"{one.asset} {100 * one.untraded:.1f} %" for one in self.sampling if one.untraded > 0]
        said = f"Price unchanged from bar to bar: {', '.join(shares)}"
        said += f"; bars without trades: {', '.join(untraded)}." if untraded else "."
        if self.stale_test is None or self.verdict in ("no_lead", "unrelated"):
            return said
        return (
            f"{said} With the age that prices of {self.laggard} may have, p = {self.stale_test.pvalue:.2g}."
        )

    def _late_feed(self) -> str:
        """Remind that a feed may be late."""
        if self.verdict not in ("first", "second"):
            return ""
        return f"A feed of {self.laggard} that is stamped late would look the same."

    def _sample(self) -> str:
        """Say what the answer rests on."""
        sizes = ", ".join(
            f"{one.n_moves:,} moves of {words(one.bar_length)} of {one.asset}" for one in self.sampling
        )
        part = "" if self.part == "all" else f" ({self.part})"
        return (
            f"From {sizes}{part} in {self.n_blocks} block(s) of {words(self.block)}; intervals are pointwise."
        )


def words(span: pd.Timedelta) -> str:
    """Write a span of time as people say it.

    Examples
    --------
    >>> words(pd.Timedelta("90min")), words(pd.Timedelta("2h")), words(pd.Timedelta("45s"))
    ('90 min', '2 h', '45 s')
    """
    seconds = span.total_seconds()
    for length, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds and seconds % length == 0:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:g} s"


def signed(span: pd.Timedelta | NaTType) -> str:
    """Write a shift with its sign.

    Examples
    --------
    >>> signed(pd.Timedelta("-5min")), signed(pd.Timedelta(0))
    ('-5 min', '0')
    """
    if isinstance(span, NaTType):
        return "unknown"
    if span == pd.Timedelta(0):
        return "0"
    return f"{'+' if span > pd.Timedelta(0) else '-'}{words(abs(span))}"
