"""Correlation of two assets' daily moves, one some sessions after the other."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.comovement.block_correlation import BlockCorrelation, block_correlation
from aftershock.comovement.correlogram import LEVEL, LagProducts, joint_test, lag_products, null_limits
from aftershock.comovement.notebook import result_html
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.sessions_spanned import rows_as_one, sessions_of_move
from aftershock.errors import ComovementError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import check_draws
from aftershock.markets.clock import Strike
from aftershock.typing import Asynchronous, FloatArray, IntArray, Rng

N_DRAWS = 1_999
METHOD = "cross-correlogram, robust to heteroskedasticity"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class CrossCorrelation:
    """Hold a cross-correlogram with its band, intervals and joint tests.

    Parameters
    ----------
    first, second : str
        The assets.
    lags : ndarray of int64, shape (2 m + 1,)
        Rows by which the second comes later: above zero the first is ahead.
    estimates : BlockCorrelation
        Correlation at each lag with its interval.
    limits : ndarray of shape (2 m + 1,)
        Half-width of the band in which a correlation lies where the truth is zero, one lag at a time.
    n_pairs : ndarray of int64, shape (2 m + 1,)
        Pairs of moves.
    first_leads, second_leads, symmetric : HypothesisTest
        That all correlations are zero where the first is ahead; where the second is; that both sides are the same.
    nearest : int
        Nearest lag of the first two tests: above one where moves overlap.
    block_length : int
        Rows taken as one.
    alpha : float
        One minus the coverage.
    method : str
        From what to what a move runs.
    note : str
        What a reader must know of the strikes.
    """

    first: str
    second: str
    lags: IntArray
    estimates: BlockCorrelation
    limits: FloatArray
    n_pairs: IntArray
    first_leads: HypothesisTest
    second_leads: HypothesisTest
    symmetric: HypothesisTest
    nearest: int
    block_length: int
    alpha: float
    method: str
    note: str

    @property
    def reason(self) -> str:
        """Why there is no answer; empty where there is one."""
        return self.symmetric.reason

    def to_frame(self) -> pd.DataFrame:
        """Lay out the correlation at each lag.

        Returns
        -------
        pandas.DataFrame
            Index ``lag`` (rows; above zero the first asset is ahead), columns ``correlation``, ``std_error``, ``low``,
            ``high``, ``null_low``, ``null_high`` (band of a true zero), ``n``, ``alpha``, ``moves``, ``method``.
        """
        columns = {
            "correlation": self.estimates.correlation,
            "std_error": self.estimates.std_error,
            "low": self.estimates.low,
            "high": self.estimates.high,
            "null_low": -self.limits,
            "null_high": self.limits,
            "n": self.n_pairs,
            "alpha": self.alpha,
            "moves": self.method or "as given",
            "method": METHOD,
        }
        return pd.DataFrame(columns, index=pd.Index(self.lags, name="lag"))

    def tests(self) -> pd.DataFrame:
        """Lay out the joint tests.

        Returns
        -------
        pandas.DataFrame
            One row a test: ``null``, ``statistic``, ``df``, ``pvalue``, ``n``, ``reason``.
        """
        held = (self.first_leads, self.second_leads, self.symmetric)
        rows = [
            {
                "null": one.null,
                "statistic": one.statistic,
                "df": one.df,
                "pvalue": one.pvalue,
                "n": one.n_events,
                "reason": one.reason,
            }
            for one in held
        ]
        return pd.DataFrame(rows, index=pd.Index([one.method for one in held], name="test"))

    def summary(self) -> str:
        """Say in a few sentences whether one asset's past moves go with the other's."""
        middle = self.lags.size // 2
        found = self.estimates
        together = (
            f"On the same session {self.first} and {self.second} correlate {found.correlation[middle]:.2f} "
            f"({100 * (1 - self.alpha):.0f} % interval {found.low[middle]:.2f} to {found.high[middle]:.2f}, "
            f"n = {self.n_pairs[middle]:,})."
        )
        said = [together, self._answer(), self._band(), self.note]
        return " ".join(sentence for sentence in said if sentence)

    def __repr__(self) -> str:
        """Print one line."""
        return (
            f"<CrossCorrelation: {self.first} and {self.second}, {self.lags[-1]} lag(s) each way, "
            f"n = {self.n_pairs.max()}>"
        )

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("cross_correlation", self.to_frame(), self.summary())

    def _answer(self) -> str:
        """Say which joint tests reject."""
        if self.reason:
            return f"Whether one leads the other cannot be told: {self.reason}."
        sides = ((self.first, self.second, self.first_leads), (self.second, self.first, self.second_leads))
        said = [
            f"{leader} comes before {laggard} within {self.lags[-1]} rows (p = {test.pvalue:.2g})"
            for leader, laggard, test in sides
            if test.pvalue <= LEVEL
        ]
        if not said:
            pvalues = ", ".join(f"{leader} first p = {test.pvalue:.2g}" for leader, _, test in sides)
            return f"No lead that can be told from noise within {self.lags[-1]} rows ({pvalues})."
        return f"{'; '.join(said)}; that both sides are the same: p = {self.symmetric.pvalue:.2g}."

    def _band(self) -> str:
        """Say what the limits are."""
        away = self.limits[self.lags != 0]
        return (
            f"Where the truth is zero, {100 * (1 - self.alpha):.0f} % of correlations, one lag at a time, lie within "
            f"{np.median(away):.3f} of zero."
        )


def cross_correlation(
    moves: pd.DataFrame,
    *,
    first: Hashable,
    second: Hashable,
    lags: int = 10,
    block_length: int | None = None,
    asynchronous: Asynchronous = "refuse",
    alpha: float = 0.10,
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
) -> CrossCorrelation:
    r"""Correlate the moves of one asset with those of another some sessions before and after.

    Use it on daily moves struck at one instant, to see whether one asset still follows the other a session later.

    Parameters
    ----------
    moves : pandas.DataFrame of shape (n_rows, n_assets)
        As `move_panel` takes it. A row with a missing move stays a row in time.
    first, second : label
        Columns.
    lags : int
        Largest lag each way, in rows.
    block_length : int, optional
        Rows taken as one by intervals and tests. One by default, for moves of one session follow on each other nearly
        without memory; five times the span, at least ten, for moves that overlap.
    asynchronous : {"refuse", "allow"}
        Moves of one session with different strikes are refused by default: news between the two strikes is in one asset
        a row later, so that the one struck later seems to lead. "allow" keeps them and says so.
    alpha : float
        One minus the coverage of intervals and band.
    n_draws : int
        Flips of signs.
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    CrossCorrelation

    Raises
    ------
    ComovementError
        If `move_panel` refuses the moves, or ``lags`` or ``block_length`` do not fit them.

    Notes
    -----
    With e the products of demeaned moves at lag k, the band is ``z sqrt(sum e**2) / sqrt(sum x**2 sum y**2)``, not
    Bartlett's ``z / sqrt(n)``, which is too narrow where volatility clusters. Joint tests: ``t' R^-1 t`` of Dalla,
    Giraitis and Phillips over the lags, its p-value from flips of the signs of rows (blocks). The tests of one side
    take moves as free of memory of their own; lags at which moves overlap themselves are left out of them. Intervals as
    of `block_correlation`.

    References
    ----------
    Dalla, Giraitis and Phillips (2022), Econometric Theory 38, 913-941; Haugh (1976), Journal of the American
    Statistical Association 71, 378-385, for the test of independence that they extend.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fast = rng.standard_normal(500)
    >>> frame = pd.DataFrame({"FAST": fast, "SLOW": np.roll(fast, 1) + rng.standard_normal(500)})
    >>> found = cross_correlation(frame, first="FAST", second="SLOW", lags=5)
    >>> found.first_leads.pvalue < 0.01, found.second_leads.pvalue > 0.1
    (True, True)
    """
    check_alpha(alpha)
    check_draws(n_draws)
    panel = move_panel(moves, assets=[first, second], asynchronous=asynchronous)
    span = sessions_of_move(panel.method)
    rows = rows_as_one(span) if block_length is None else block_length
    _check_lags(lags, rows, panel)
    found = lag_products(*panel.values.T, lags=lags, block_length=rows)
    generator = np.random.default_rng(rng)
    names = panel.assets
    return CrossCorrelation(
        first=names[0],
        second=names[1],
        lags=found.lags,
        estimates=block_correlation(found.products, found.first, found.second, alpha=alpha),
        limits=null_limits(found, alpha=alpha),
        n_pairs=found.n_pairs,
        first_leads=_side_test(found.ahead(nearest=span), names[0], names[1], n_draws, generator),
        second_leads=_side_test(found.behind(nearest=span), names[1], names[0], n_draws, generator),
        symmetric=_symmetry_test(found, n_draws, generator),
        nearest=span,
        block_length=rows,
        alpha=alpha,
        method=panel.method,
        note=_note(moves, panel, span),
    )


def _side_test(
    products: FloatArray, leader: str, laggard: str, n_draws: int, rng: np.random.Generator
) -> HypothesisTest:
    """Test that one asset's moves do not come before the other's."""
    null = f"no correlation of {laggard} with earlier moves of {leader}"
    return joint_test(products, method=f"{leader} leads", null=null, n_draws=n_draws, rng=rng)


def _symmetry_test(found: LagProducts, n_draws: int, rng: np.random.Generator) -> HypothesisTest:
    """Test that both sides of the correlogram are the same."""
    return joint_test(
        found.ahead() - found.behind(),
        method="symmetric",
        null="the same correlation ahead and behind at every lag",
        n_draws=n_draws,
        rng=rng,
    )


def _check_lags(lags: int, block_length: int, panel: MovePanel) -> None:
    """Refuse lags and blocks that the rows cannot hold."""
    n_rows = len(panel.rows)
    if not 1 <= lags < n_rows / 2 or not 1 <= block_length <= n_rows:
        raise ComovementError(
            f"lags is {lags} and block_length {block_length} for {n_rows} rows; lags must be from 1 to below half of "
            "them, block_length from 1 to all.",
            lags=lags,
            block_length=block_length,
            n_rows=n_rows,
        )
    if not np.isfinite(panel.values).any(axis=0).all():
        raise ComovementError("An asset has no move at all; choose rows on which both trade.")


def _note(moves: pd.DataFrame, panel: MovePanel, span: int) -> str:
    """Say what strikes and overlaps do to a lead."""
    if span > 1:
        return (
            f"{panel.note} Moves of {span} sessions overlap, so what is shared at once also shows at lags below "
            f"{span}, on both sides; the tests of one side leave those out."
        ).strip()
    if not panel.note:
        return ""
    return f"{panel.note} {_apparent_leader(moves, panel)}".strip()


def _apparent_leader(moves: pd.DataFrame, panel: MovePanel) -> str:
    """Name the asset that seems to lead because it is struck later."""
    strikes = {name: str(moves.attrs.get("strike", {}).get(name, "")) for name in panel.assets}
    if not all(strikes.values()) or not isinstance(panel.rows, pd.DatetimeIndex):
        return ""
    day = pd.DatetimeIndex(panel.rows[-1:])
    earlier, later = sorted(panel.assets, key=lambda name: Strike.parse(strikes[name]).at(day)[0])
    return (
        f"News between the two strikes is in {later} on its own session and in {earlier} on the next, so {later} would "
        "seem to lead by a session where neither does."
    )
