"""Results of the clock-time study: one frozen frame, tests and tables computed on request."""

from collections.abc import Callable, Sequence

import pandas as pd

from aftershock.errors import EstimationError
from aftershock.inference import HypothesisTest
from aftershock.reactions.fitted import FittedAsset, FittedStudy
from aftershock.reactions.joint import adjusted_rows, judge_headlines
from aftershock.reactions.notebook import windows_html
from aftershock.reactions.overlaps import BINS
from aftershock.reactions.path_rows import check_steps, path_rows
from aftershock.reactions.rows import study_row, summary_text, window_row
from aftershock.reactions.spec import ReactionSpec
from aftershock.reactions.tables import (
    Overlaps,
    daily_jump_rows,
    detectable_rows,
    jump_rows,
    overlap_tables,
    share_rows,
)
from aftershock.reactions.windows import ClockWindow
from aftershock.typing import (
    Alternative,
    JumpTable,
    ReactionAdjustment,
    ReactionLevel,
    ReactionTest,
    Rng,
    ShareTable,
    check_option,
)

N_DRAWS = 1_999


class ReactionResults:
    r"""Hold a fitted clock-time study.

    Examples
    --------
    >>> import aftershock as ash
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> bars = ash.load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    >>> results = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    >>> len(results.to_frame("event"))
    1
    """

    def __init__(self, frame: pd.DataFrame, spec: ReactionSpec, fitted: FittedStudy) -> None:
        self._frame = frame
        self._spec = spec
        self._fitted = fitted

    @property
    def spec(self) -> ReactionSpec:
        """The settings."""
        return self._spec

    @property
    def fitted(self) -> FittedStudy:
        """Bars, yardsticks and measured windows of every asset."""
        return self._fitted

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every headline, asset and window with what became of it."""
        return self._frame[
            ["headline_id", "asset", "window", "instant", "delay", "outcome", "merged_into"]
        ].copy()

    def to_frame(self, level: ReactionLevel, *, window: str | None = None) -> pd.DataFrame:
        """Lay the results out as a frame.

        Parameters
        ----------
        level : {"event", "window"}
            One row per headline, asset and window, unmeasured ones included; or one row per asset and window
            with counts, the largest standardized move and the headline that it belongs to.
        window : str, optional
            Restrict to one window.

        Returns
        -------
        DataFrame
            Moves in native units, named in the column ``unit``.

        Raises
        ------
        EstimationError
            If the window was not measured.
        """
        check_option("level", level, ReactionLevel)
        chosen = None if window is None else self._spec.chosen(window)
        frame = self._frame if chosen is None else self._frame[self._frame["window"] == chosen]
        if level == "event":
            return frame.copy()
        rows = [
            window_row(str(asset), str(text), part)
            for (asset, text), part in frame.groupby(["asset", "window"], sort=False)
        ]
        return pd.DataFrame(rows)

    def test(
        self,
        name: ReactionTest,
        *,
        window: str | None = None,
        asset: str | None = None,
        alternative: Alternative = "two-sided",
        n_draws: int = N_DRAWS,
        rng: Rng = 0,
    ) -> HypothesisTest:
        """Test all headlines of one asset together, those whose windows share bars counted once.

        Use ``placebo`` for the size of the moves whatever their direction, the others for a common direction.

        Parameters
        ----------
        name : {"placebo", "cross_episode_t", "sign_flip"}
            Mean rank among the placebos of each headline's own day (one-sided); t of the standardized moves; the same
            with random signs, which assumes no distribution.
        window : str, optional
            By default the first of fixed length that does not end before the headline.
        asset : str, optional
            May be left out where there is one.
        alternative : {"two-sided", "greater", "less"}
            Direction of the last two.
        n_draws : int
            Placebo instants, or sign patterns where there are more.
        rng : int or Generator
            Seed or source of the draws.

        Returns
        -------
        HypothesisTest
            Undefined, with a reason, where too few headlines can be compared.

        Raises
        ------
        EstimationError
            If the window or the asset was not measured.
        ValueError
            If the test is unknown.
        """
        check_option("name", name, ReactionTest)
        check_option("alternative", alternative, Alternative)
        return judge_headlines(
            self._fitted.one(asset),
            self._spec.chosen(window),
            name,
            alternative=alternative,
            n_draws=n_draws,
            rng=rng,
            min_placebos=self._spec.min_placebos,
        )

    def adjusted(
        self,
        *,
        method: ReactionAdjustment = "romano_wolf",
        window: str | None = None,
        n_draws: int = N_DRAWS,
        rng: Rng = 0,
    ) -> pd.DataFrame:
        """Adjust the placebo p-values of all headlines and assets for the chance of even one false alarm.

        Parameters
        ----------
        method : {"romano_wolf", "holm"}
            Step-down with placebos drawn at the same instants for all assets; or from the p-values alone.
        window : str, optional
            By default the first of fixed length that does not end before the headline.
        n_draws : int
            Sets of placebo instants.
        rng : int or Generator
            Seed or source of the draws.

        Returns
        -------
        DataFrame
            One row a headline and asset, with ``placebo_pvalue`` and ``adjusted_pvalue``; NaN where there is none.

        Raises
        ------
        EstimationError
            If the window was not measured.
        ValueError
            If the method is unknown.
        """
        check_option("method", method, ReactionAdjustment)
        fitted, chosen, least = self._fitted.some(None), self._spec.chosen(window), self._spec.min_placebos
        return adjusted_rows(
            fitted, self._frame, chosen, method, n_draws=n_draws, rng=rng, min_placebos=least
        )

    def detectable(
        self, *, window: str | None = None, asset: str | None = None, alpha: float = 0.05
    ) -> pd.DataFrame:
        """List, by clock time, the size beyond which one headline's move would have been unusual taken alone.

        Use it beside "nothing found"; ``detectable`` of the event rows is the same for each headline's own day.

        Parameters
        ----------
        window : str, optional
            A window of fixed length; by default the first that does not end before the headline.
        asset : str, optional
            By default all.
        alpha : float
            Level.

        Returns
        -------
        DataFrame
            One row an asset and clock time of its exchange; moves in native units, NaN where no such window fits.

        Raises
        ------
        EstimationError
            If the window or the asset was not measured, or the window ends at the close.
        """
        chosen = self._spec.chosen(window)
        if ClockWindow.parse(chosen).length is None:
            raise EstimationError(
                f"window {chosen!r} has no fixed length, so nothing is detectable by clock time; name another.",
                window=chosen,
            )
        fewest = self._spec.min_placebos
        return self._joined(asset, lambda one: detectable_rows(one, chosen, alpha=alpha, min_placebos=fewest))

    def jumps(
        self,
        *,
        asset: str | None = None,
        by: JumpTable = "jump",
        alpha: float = 0.01,
        within: str | None = None,
    ) -> pd.DataFrame:
        """List the bars that jumped with the nearest headline, or the headlines with the nearest jump.

        Use it to ask the other way round: which large moves had no headline, which headlines no jump.

        Parameters
        ----------
        asset : str, optional
            By default all.
        by : {"jump", "headline"}
            One row a jump, or one a headline.
        alpha : float
            Nominal chance of even one false jump an asset; it holds for normal bars of known season only, so no
            p-value is given.
        within : str, optional
            How long after a headline a jump counts as having followed it; a bar by default.

        Returns
        -------
        DataFrame
            ``distance`` runs from the headline to the end of the bar that jumped: at or below zero the market knew
            that price before the headline.
        """
        check_option("by", by, JumpTable)
        span = None if within is None else pd.Timedelta(within).to_timedelta64()
        ids, stamps = self._fitted.ids, self._fitted.stamps
        return self._joined(
            asset,
            lambda one: jump_rows(one, ids, stamps, alpha=alpha, by=by, within=span or one.market.bar_length),
        )

    def daily_jumps(self, *, asset: str | None = None, alpha: float = 0.01) -> pd.DataFrame:
        """Look for jumps in every session of the bars, with the number of headlines that came in it.

        Parameters
        ----------
        asset : str, optional
            By default all.
        alpha : float
            Nominal chance of a false jump in a session. It holds for many normal bars of known season only, so no
            p-value is given.

        Returns
        -------
        DataFrame
            One row an asset and session: the ratio statistic of Barndorff-Nielsen and Shephard with its limit, and the
            share of the variance that came in jumps.
        """
        return pd.concat(
            [daily_jump_rows(one, self._fitted.stamps, alpha=alpha) for one in self._fitted.some(asset)],
            ignore_index=True,
        )

    def news_share(
        self,
        *,
        window: str | None = None,
        asset: str | None = None,
        by: ShareTable = "asset",
        alpha: float = 0.05,
        n_draws: int = N_DRAWS,
        rng: Rng = 0,
    ) -> pd.DataFrame:
        """Measure the share of each day's variance inside the headlines' windows, and what chance would give.

        Parameters
        ----------
        window : str, optional
            By default the first of fixed length that does not end before the headline.
        asset : str, optional
            By default all.
        by : {"asset", "day"}
            All days with headlines together, or each apart.
        alpha : float
            One minus the coverage of the placebo interval from ``low`` to ``high``.
        n_draws : int
            Placebos of several days; of one day all are taken.
        rng : int or Generator
            Seed or source of the draws.

        Returns
        -------
        DataFrame
            ``share`` of the variance, ``time_share`` of the bars, ``expected`` share for that much time at those hours,
            and the p-value of a share as large.
        """
        check_option("by", by, ShareTable)
        chosen = self._spec.chosen(window)
        return self._joined(
            asset, lambda one: share_rows(one, chosen, by=by, alpha=alpha, n_draws=n_draws, rng=rng)
        )

    def overlaps(
        self,
        *,
        window: str | None = None,
        asset: str | None = None,
        bins: Sequence[int] = BINS,
        max_lags: int | None = None,
    ) -> Overlaps:
        """Take headlines apart whose windows overlap: one regression with a path for each episode.

        Parameters
        ----------
        window : str, optional
            Whose measured headlines count; by default the first of fixed length that does not end before them.
        asset : str, optional
            May be left out where there is one.
        bins : sequence of int
            Bars after the headline at which the steps of a path end.
        max_lags : int, optional
            Autocorrelations that the standard errors allow for.

        Returns
        -------
        Overlaps
            Paths, their totals with tests, and what cannot be told apart in words.
        """
        return overlap_tables(
            self._fitted.one(asset), self._spec.chosen(window), self._fitted.ids, bins=bins, max_lags=max_lags
        )

    def mean_path(
        self, *, window: str | None = None, asset: str | None = None, steps: tuple[int, int] = (-6, 6)
    ) -> pd.DataFrame:
        """Average the price paths around the headlines that came while the market traded, each day counted once.

        Use it for the picture of a typical reaction; rises after some headlines and falls after others cancel.

        Parameters
        ----------
        window : str, optional
            Whose measured headlines count, those of one bar once; by default the first of fixed length that does not
            end before the headline.
        asset : str, optional
            By default all.
        steps : tuple of int
            First and last bar from the last price before the headline; only bars that traded count.

        Returns
        -------
        DataFrame
            One row an asset and step: ``estimate`` with ``std_error`` in native units, and pointwise intervals of 68 %
            (``inner_low``, ``inner_high``) and 90 % (``outer_low``, ``outer_high``); NaN with a ``reason`` where there
            are fewer than six days.

        Raises
        ------
        EstimationError
            If the window or the asset was not measured, or the steps do not hold the headline.
        """
        reach, chosen = check_steps(steps), self._spec.chosen(window)
        return self._joined(asset, lambda one: path_rows(one, chosen, reach))

    def _joined(self, asset: str | None, rows: Callable[[FittedAsset], pd.DataFrame]) -> pd.DataFrame:
        """Join the tables of the assets meant."""
        return pd.concat([rows(one) for one in self._fitted.some(asset)], ignore_index=True)

    def glance(self) -> pd.DataFrame:
        """Summarise the whole study in one row: counts and settings."""
        return pd.DataFrame([study_row(self._frame, self._spec)])

    def summary(self) -> str:
        """Write the settings, the counts by outcome and one line per asset and window as text."""
        return summary_text(self._frame, self._spec, self.to_frame("window"))

    def _repr_html_(self) -> str:
        """Show the largest move of each asset and window in a notebook, and what became of the rows."""
        return windows_html(self.to_frame("window"), self._frame["outcome"], interval=self._spec.interval)

    def __repr__(self) -> str:
        """Say in one line what was measured."""
        row = self.glance().iloc[0]
        return (
            f"<ReactionResults: {row['n_headlines']} headline(s) x {row['n_assets']} asset(s) x "
            f"{len(self._spec.windows)} window(s), {row['n_measured']} of {row['n_rows']} measured>"
        )
