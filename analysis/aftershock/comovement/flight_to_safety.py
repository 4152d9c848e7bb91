"""Flights to safety: on which days or windows shares fell and bonds rose out of the ordinary, and what else did."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.notebook import result_html
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.roles import bond_quote as quote_of
from aftershock.comovement.rows import time_slots
from aftershock.comovement.spreads import Spread, spread_of
from aftershock.comovement.threshold_flights import (
    ThresholdFlights,
    corner_rows,
    count_spells,
    price_returns,
    share_interval,
    threshold_flights,
)
from aftershock.errors import ComovementError
from aftershock.inference.records import check_alpha
from aftershock.typing import Asynchronous, BondQuote, FlightCriterion, FloatArray, check_option

SPELL = 5
"""Rows within which one flight follows another as part of the same spell."""


@dataclass(frozen=True, eq=False)
class FlightsToSafety:
    """Hold the flights to safety of a sample.

    Parameters
    ----------
    days : pandas.DataFrame
        One row a flight: both moves in native units and in trailing standard deviations, ``gap``, the correlation
        before, whether it was negative and whether shares had been turbulent.
    shares : pandas.DataFrame
        One row a corner of the plane of both moves, and ``flight``: count, share, interval and spells.
    gap : Spread
        Bond return less equity return on the flights, as a distribution.
    others : pandas.DataFrame
        For each further asset its moves on the flights and on all other rows, as distributions.
    n_judged, n_rows : int
        Rows with both moves and enough before them; rows in all.
    kappa, alpha : float
        Threshold and one minus the coverage.
    require : tuple of str
        What had to hold beside the thresholds.
    method, note, reason : str
        How it was computed, what a reader must know, and why there is nothing.
    """

    days: pd.DataFrame
    shares: pd.DataFrame
    gap: Spread
    others: pd.DataFrame
    n_judged: int
    n_rows: int
    kappa: float
    alpha: float
    require: tuple[str, ...]
    method: str
    note: str
    reason: str

    @property
    def n_flights(self) -> int:
        """Number of flights."""
        return len(self.days)

    def to_frame(self) -> pd.DataFrame:
        """Copy the table of shares: one row a corner, with count, interval and method."""
        return self.shares.assign(
            n_judged=self.n_judged, kappa=self.kappa, alpha=self.alpha, method=self.method
        )

    def summary(self) -> str:
        """Write the share, the gap and what other assets did as text."""
        if self.reason:
            return f"No flights to safety can be told: {self.reason}."
        row = self.shares.loc["flight"]
        lines = [
            f"{self.n_flights} flights to safety in {self.n_judged} rows ({row['share']:.1%}, "
            f"{1 - self.alpha:.0%} interval {row['low']:.1%} to {row['high']:.1%}), in {row['n_spells']:.0f} spells.",
            self.gap.sentence("Bonds less shares"),
            *(
                Spread.of_row(one).sentence(f"{one['asset']} on them")
                for one in self.others[self.others["rows"] == "flights"].to_dict("records")
            ),
            self.note,
        ]
        return "\n".join(line for line in lines if line)

    def __repr__(self) -> str:
        """Say in one line what was found."""
        return f"<FlightsToSafety: {self.n_flights} of {self.n_judged} rows, kappa {self.kappa:g}>"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("flights", self.shares.rename_axis("corner"), self.summary())


def flight_to_safety(
    moves: pd.DataFrame,
    *,
    equity: Hashable,
    bond: Hashable,
    kappa: float = 1.5,
    bond_quote: BondQuote | None = None,
    duration: float | None = None,
    require: Sequence[FlightCriterion] = (),
    bandwidth: float = 250.0,
    short_bandwidth: float = 5.0,
    fewest: int = 60,
    zone: str = "America/New_York",
    asynchronous: Asynchronous = "refuse",
    alpha: float = 0.10,
) -> FlightsToSafety:
    r"""Find the days, or windows of a day, on which money fled from shares into bonds.

    Use it to say which days of a sample were risk-off in the strict sense, how rare that is, and what gold and oil did
    on them. It is the first of the four models of the paper, the threshold indicator; the ordinal index, the two
    regime-switching models and their average are not computed.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        Moves of sessions, or of bars with instants as index; bars are compared with bars of the same time of day.
    equity, bond : str
        Columns of the shares and of the bond.
    kappa : float
        Threshold in standard deviations.
    bond_quote : {"price", "yield"}, optional
        What the bond's moves are; by default what their unit or the catalogue says.
    duration : float, optional
        Years, to turn a yield into a return. Without it a yield has no gap; the flights do not depend on it.
    require : sequence of {"negative_correlation", "high_volatility"}
        What must hold as well: shares and bonds moved against each other over the rows just before; shares had been
        turbulent.
    bandwidth, short_bandwidth : float
        Rows of the one-sided normal kernels of usual volatility, and of what was so just before.
    fewest : int
        Rows before (at the same time of day) below which a row is not judged.
    zone : str
        Zone whose clock says which bars are of the same time of day.
    asynchronous : {"refuse", "allow"}
        As for :func:`move_panel`.
    alpha : float
        One minus the coverage of the intervals.

    Returns
    -------
    FlightsToSafety
        A row on which either move is missing is not judged.

    Raises
    ------
    ComovementError
        If a column is missing, both are the same, nothing says what the bond's moves are, or a number is out of bounds.
    ValueError
        If an option is unknown or ``alpha`` is not between 0 and 1.

    Notes
    -----
    :math:`FTS_t = 1\{r^b_t > \kappa \sigma^b_t\}\, 1\{r^e_t < -\kappa \sigma^e_t\}` with
    :math:`\sigma_t^2 = \sum_j w_j r_{t-j}^2 / \sum_j w_j`, :math:`w_j = \exp(-(j/h)^2/2)`, j of 1 and more: nothing of
    the day or after it. The paper finds that such days are rare, that bonds gain 2 to 4 % on shares, and that gold
    rises little on them if at all. The interval of the share covers 88 % to 93 % in simulations, nominally 90 %; the
    mean gap has none because every one tried fell short of its coverage where volatility persists.

    References
    ----------
    Baele, Bekaert, Inghelbrecht and Wei (2020), Review of Financial Studies 33, 689-746.

    Examples
    --------
    >>> from aftershock.simulate import simulate_flights
    >>> made = simulate_flights(1500, n_flights=12, size=4.0, rng=1)
    >>> flight_to_safety(made.frame(), equity="SPX", bond="UST10Y", duration=8.0)
    <FlightsToSafety: 23 of 1440 rows, kappa 1.5>
    """
    check_alpha(alpha)
    for one in require:
        check_option("require", one, FlightCriterion)
    _check_numbers(kappa, fewest)
    if equity == bond:
        raise ComovementError(f"equity and bond are both {equity!r}; name two columns.", column=str(equity))
    panel = move_panel(moves, asynchronous=asynchronous)
    quote = quote_of(panel, str(bond), bond_quote)
    shares, bonds = (panel.values[:, at] for at in panel.positions([str(equity), str(bond)]))
    returns = (
        price_returns(bonds, duration=1.0 if duration is None else duration) if quote == "yield" else bonds
    )
    found = threshold_flights(
        shares,
        returns,
        time_slots(panel.rows, zone),
        kappa=kappa,
        bandwidth=bandwidth,
        short_bandwidth=short_bandwidth,
        fewest=fewest,
        require=tuple(require),
    )
    gaps = np.full(shares.shape, math.nan) if quote == "yield" and duration is None else returns - shares
    n_judged = int(found.judged.sum())
    return FlightsToSafety(
        days=_days(panel, found, shares, bonds, gaps, (str(equity), str(bond))),
        shares=_shares(found, kappa, alpha),
        gap=_gap_spread(gaps[found.flights], quote, duration),
        others=_others(panel, found, (str(equity), str(bond)), alpha),
        n_judged=n_judged,
        n_rows=len(panel.rows),
        kappa=kappa,
        alpha=alpha,
        require=tuple(require),
        method="threshold indicator of Baele et al. (2020)",
        note=panel.note,
        reason="" if n_judged else f"no row has {fewest} earlier ones with both moves",
    )


def _check_numbers(kappa: float, fewest: int) -> None:
    """Refuse a threshold that is none and a history of nothing."""
    if not 0 < kappa < math.inf:
        raise ComovementError(f"kappa is {kappa}; give a threshold above 0, e.g. 1.5.", kappa=kappa)
    if fewest < 2:
        raise ComovementError(f"fewest is {fewest}; a deviation needs at least 2 rows.", fewest=fewest)


def _days(
    panel: MovePanel,
    found: ThresholdFlights,
    shares: FloatArray,
    bonds: FloatArray,
    gaps: FloatArray,
    names: tuple[str, str],
) -> pd.DataFrame:
    """Lay the flights out, one row each."""
    rows = np.flatnonzero(found.flights)
    units = [panel.units[at] for at in panel.positions(list(names))]
    columns: dict[str, Any] = {
        "equity": shares[rows],
        "bond": bonds[rows],
        "equity_unit": units[0],
        "bond_unit": units[1],
        "equity_standardized": found.equity[rows],
        "bond_standardized": found.bond[rows],
        "gap": gaps[rows],
        "short_correlation": found.short_correlation[rows],
        "negative_correlation": found.short_correlation[rows] < 0,
        "high_volatility": found.high_volatility[rows],
    }
    return pd.DataFrame(columns, index=panel.rows.take(rows))


def _shares(found: ThresholdFlights, kappa: float, alpha: float) -> pd.DataFrame:
    """Count the flights and the four corners, each with the interval of its share."""
    marked = {"flight": found.flights, **corner_rows(found, kappa)}
    rows = []
    for name, one in marked.items():
        interval = share_interval(one[found.judged], alpha=alpha)
        rows.append(
            {
                "corner": name,
                "n": int((one & found.judged).sum()),
                "n_spells": count_spells(np.flatnonzero(one), apart=SPELL),
                "share": interval.share,
                "low": interval.low,
                "high": interval.high,
                "n_effective": interval.n_effective,
            }
        )
    return pd.DataFrame(rows).set_index("corner")


def _gap_spread(gaps: FloatArray, quote: BondQuote, duration: float | None) -> Spread:
    """Describe the gaps, or say that a yield without duration has none."""
    if quote == "yield" and duration is None:
        return Spread.undefined(
            "the bond is a yield; give its duration in years for a gap in returns", unit="%"
        )
    return spread_of(gaps, unit="%")


def _others(panel: MovePanel, found: ThresholdFlights, names: tuple[str, str], alpha: float) -> pd.DataFrame:
    """Describe every further asset on the flights, and on the other rows that were judged."""
    rows = []
    for at, asset in enumerate(panel.assets):
        if asset in names:
            continue
        for label, marked in (("flights", found.flights), ("other", found.judged & ~found.flights)):
            spread = spread_of(panel.values[marked, at], unit=panel.units[at], alpha=alpha)
            rows.append({"asset": asset, "rows": label, **spread.as_row()})
    return pd.DataFrame(rows, columns=["asset", "rows", *Spread.columns()])
