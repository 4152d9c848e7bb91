"""Predictive links both ways between intensity and moves: robust Granger tests over several assets."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.linked_series import LinkedSeries, linked_series
from aftershock.comovement.notebook import result_html
from aftershock.comovement.predictive import N_DRAWS, PredictiveTest, predictive_test
from aftershock.comovement.projections import chosen_lags
from aftershock.errors import ComovementError
from aftershock.inference.multiplicity import holm
from aftershock.inference.records import HypothesisTest, check_alpha
from aftershock.inference.resampling import check_draws
from aftershock.typing import (
    GrangerReference,
    ProjectionResponse,
    Rng,
    SeasonSlots,
    SessionRule,
    check_option,
)

CAVEAT = (
    "A predictive link says that the past of one series helps to foresee the other, given the lags used. It does "
    "not say that one is the reason for the other, and says nothing of what happens within a row."
)
DIRECTIONS = ("shock to response", "response to shock")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GrangerTests:
    """Hold tests of predictive links, both ways, for one or more assets.

    Parameters
    ----------
    assets : tuple of str
        Names.
    tests : tuple of HypothesisTest
        Two an asset: from the shock to the response, then back.
    adjusted : tuple of float
        p-values adjusted over all tests by Holm's method, in the same order.
    response : {"move", "volatility"}
        What is linked with the shock.
    alpha : float
        Level of the verdict in the summary.
    """

    assets: tuple[str, ...]
    tests: tuple[HypothesisTest, ...]
    adjusted: tuple[float, ...]
    response: ProjectionResponse
    alpha: float

    @property
    def reason(self) -> str:
        """Why tests are undefined; empty where none is."""
        told = [
            (self.assets[number // 2], test.reason) for number, test in enumerate(self.tests) if test.reason
        ]
        return "; ".join(dict.fromkeys(f"{asset}: {reason}" for asset, reason in told))

    def test(self, asset: str, *, reverse: bool = False) -> HypothesisTest:
        """Return one test: from the shock to the response of an asset, or back.

        Raises
        ------
        ComovementError
            If there is no such asset.
        """
        if asset not in self.assets:
            raise ComovementError(
                f"There is no test of {asset!r}; there are those of {', '.join(self.assets)}.", asset=asset
            )
        return self.tests[2 * self.assets.index(asset) + int(reverse)]

    def to_frame(self) -> pd.DataFrame:
        """Lay the tests out, one row for each asset and direction.

        Returns
        -------
        pandas.DataFrame
            ``asset, direction, statistic, df, df_denominator, pvalue, adjusted_pvalue`` (Holm, over the whole table),
            ``gain`` (share of the residual variance that the lags take away), ``n_rows, n_lags, method, reason``.
        """
        return pd.DataFrame(
            {
                "asset": np.repeat(self.assets, 2),
                "direction": DIRECTIONS * len(self.assets),
                "statistic": [test.statistic for test in self.tests],
                "df": [test.df for test in self.tests],
                "df_denominator": [test.df_denominator for test in self.tests],
                "pvalue": [test.pvalue for test in self.tests],
                "adjusted_pvalue": self.adjusted,
                "gain": [test.estimate for test in self.tests],
                "n_rows": [test.n_events for test in self.tests],
                "n_lags": [int(test.extra["n_lags"]) for test in self.tests],
                "method": "granger_tests",
                "reason": [test.reason for test in self.tests],
            }
        )

    def summary(self) -> str:
        """Say in a few lines which links stand out, and what that means."""
        lines = [
            f"Predictive links between the shock and {self.response}s of {len(self.assets)} asset(s), both ways."
        ]
        lines += [
            f"{self.assets[number // 2]}, {DIRECTIONS[number % 2]}: {self._verdict(number)}"
            for number in range(len(self.tests))
        ]
        return "\n".join([*lines, CAVEAT])

    def __repr__(self) -> str:
        """Print one line."""
        return f"GrangerTests({', '.join(self.assets)}; {self.response}; {len(self.tests)} tests)"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("granger", self.to_frame(), self.summary())

    def _verdict(self, number: int) -> str:
        """Put one test in words."""
        pvalue, adjusted = self.tests[number].pvalue, self.adjusted[number]
        if self.tests[number].reason:
            return f"no number: {self.tests[number].reason}."
        found = "stands out" if adjusted <= self.alpha else "does not stand out"
        return f"p = {pvalue:.3g}, adjusted {adjusted:.3g}: {found}."


def granger_tests(
    moves: pd.DataFrame | pd.Series[Any],
    shock: pd.Series[Any] | pd.DataFrame,
    *,
    assets: Sequence[Hashable] | None = None,
    lags: int | None = None,
    response: ProjectionResponse = "move",
    season: SeasonSlots = "auto",
    sessions: SessionRule = "calendar",
    reference: GrangerReference = "wild_bootstrap",
    n_draws: int = N_DRAWS,
    rng: Rng = 0,
    alpha: float = 0.05,
) -> GrangerTests:
    """Test whether intensity helps to foresee moves or volatility, and the reverse.

    Use it beside :func:`local_projection`: news reacts to markets as markets to news, so both directions are tested
    and neither is read as a reason. The shock must be one that could be known: ``timing="paper"`` for the newspaper
    index.

    Parameters
    ----------
    moves : pandas.DataFrame or Series
        Moves by session, or by end of bar as :func:`bar_panel` returns them.
    shock : pandas.Series or DataFrame
        Intensity on the same rows: one series for all, or one column an asset.
    assets : sequence of str, optional
        Columns to take; all by default.
    lags : int, optional
        Lags tested. By default the larger of the numbers that Schwarz's criterion chooses for each series by itself.
    response : {"move", "volatility"}
        Moves with their sign, or absolute moves.
    season : {"auto", "none", "clock", "weekday", "weekday_clock"}
        Slots whose own means are taken out; "auto" is the clock for bars and the weekday for dated sessions.
    sessions : {"calendar", "panel", "observed"}
        What counts as a row, see :func:`local_projection`.
    reference : {"wild_bootstrap", "f"}
        What the statistic is compared with.
    n_draws : int
        Draws of the bootstrap.
    rng : int or Generator
        Seed or source of the draws; each test has its own.
    alpha : float
        Level of the verdicts in the summary.

    Returns
    -------
    GrangerTests
        Undefined with a reason where too few rows are complete. Rows with a missing value among the lags are left
        out.

    Raises
    ------
    ComovementError
        If moves and shock do not fit together, or ``lags`` is below one.
    ValueError
        If an option is unknown, or ``alpha`` not between 0 and 1.

    Notes
    -----
    Regression of the target on p + 1 lags of both and a constant for each slot; the first p lags of the source are
    tested by a Wald statistic with the HC3 covariance, against its wild bootstrap. The lag left untested keeps the
    size where a series is persistent, the bootstrap where volatility clusters: at 5 % the size is 4 to 6 % for 250
    rows, also where news and markets have the same wild days. There the classical F test rejects 9 to 25 % (250
    rows) and 16 to 47 % (1,000 rows), and F with the HC3 covariance up to 8 %. Lags are chosen without a look at the
    link: a search over both series together rejects 8 to 12 %. Adjusted p-values by Holm over all tests of the
    table.

    References
    ----------
    Granger (1969), Econometrica 37, 424-438; Toda and Yamamoto (1995), Journal of Econometrics 66, 225-250;
    Goncalves and Kilian (2004), Journal of Econometrics 123, 89-120.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> shock = pd.Series(rng.standard_normal(400))
    >>> moves = pd.DataFrame({"OIL": 0.5 * shock.shift(1, fill_value=0.0) + rng.standard_normal(400)})
    >>> found = granger_tests(moves, shock)
    >>> found.test("OIL").pvalue <= 0.001, found.test("OIL", reverse=True).pvalue > 0.05
    (True, True)
    """
    check_alpha(alpha)
    check_option("response", response, ProjectionResponse)
    check_option("reference", reference, GrangerReference)
    check_draws(n_draws)
    if lags is not None and lags < 1:
        raise ComovementError(
            f"lags is {lags}; give 1 or more, or leave it out to have them chosen.", lags=lags
        )
    linked = linked_series(moves, shock, assets=assets, sessions=sessions, season=season)
    streams = np.random.default_rng(rng).spawn(len(linked))
    judge = partial(predictive_test, reference=reference, n_draws=n_draws)
    tests = [
        test
        for one, stream in zip(linked, streams, strict=True)
        for test in _both_ways(one, lags, response, judge, stream)
    ]
    adjusted = holm(np.array([test.pvalue for test in tests]))
    return GrangerTests(
        assets=tuple(one.asset for one in linked),
        tests=tuple(tests),
        adjusted=tuple(float(value) for value in adjusted),
        response=response,
        alpha=alpha,
    )


def _both_ways(
    one: LinkedSeries,
    lags: int | None,
    response: ProjectionResponse,
    judge: Callable[..., PredictiveTest],
    stream: np.random.Generator,
) -> tuple[HypothesisTest, HypothesisTest]:
    """Test both directions for one asset."""
    values = one.moves if response == "move" else np.abs(one.moves)
    n_lags = chosen_lags(values, one.shock, one.fixed, criterion="schwarz") if lags is None else lags
    forward = judge(values, one.shock, one.fixed, n_lags=n_lags, rng=stream)
    back = judge(one.shock, values, one.fixed, n_lags=n_lags, rng=stream)
    return (
        _record(forward, f"lags of the shock do not help to predict the {response} of {one.asset}"),
        _record(back, f"lags of the {response} of {one.asset} do not help to predict the shock"),
    )


def _record(found: PredictiveTest, null: str) -> HypothesisTest:
    """Turn the numbers of a test into the common record."""
    known = not math.isnan(found.statistic)
    return HypothesisTest(
        statistic=found.statistic,
        pvalue=found.pvalue,
        df=float(found.n_lags) if known else math.nan,
        df_denominator=float(found.df_denominator) if known else math.nan,
        distribution="none" if not known else "bootstrap" if found.n_draws else "F",
        estimate=found.gain,
        n_events=found.n_rows,
        null=null,
        method="granger_tests",
        unit="share of variance",
        reason=found.reason,
        n_draws=found.n_draws,
        extra={"n_lags": float(found.n_lags)},
    )
