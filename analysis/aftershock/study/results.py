"""Results of the session-time study: frozen arrays, computed views."""

from collections.abc import Hashable

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import outcome_text
from aftershock.errors import EstimationError
from aftershock.inference.records import check_alpha
from aftershock.study.asset_table import MEAN_COLUMNS, mean_row
from aftershock.study.attribute_regression import AttributeRegression, regress_moves
from aftershock.study.averages import average_frame
from aftershock.study.buy_and_hold import bhar_frame
from aftershock.study.compared import ComparedStudy
from aftershock.study.frames import car_frame, day_frame, fit_frame, interval, label_windows
from aftershock.study.judgements import verdict_text
from aftershock.study.measured import cumulate_pairs, model_fit
from aftershock.study.models import ModelFit
from aftershock.study.notebook import means_html
from aftershock.study.windows import WindowLike, WindowsLike
from aftershock.typing import (
    BoolArray,
    RegressionCovariance,
    StudyLevel,
    check_option,
)

SUMMARY_COLUMNS = (
    "event_id",
    "asset",
    "estimate",
    "std_error",
    "statistic",
    "sample_quantile_pvalue",
    "unit",
    "outcome",
)


class EventStudyResults(ComparedStudy):
    """Hold a fitted session-time study; every table, interval and test is computed on request.

    Examples
    --------
    >>> from aftershock.study.event_study import EventStudy
    >>> days = pd.bdate_range("2022-01-03", periods=80)
    >>> moves = pd.DataFrame({"A": np.sin(np.arange(80.0))}, index=days)
    >>> events = pd.DataFrame({"event_id": ["e"], "asset": ["A"], "session": [days[70]]})
    >>> EventStudy(moves, events, window=(0, 1), estimation=(-60, -5)).fit()
    <EventStudyResults: 1 event(s) x 1 asset(s), 1 of 1 pairs measured, window [0, +1], ConstantMean()>
    """

    def car(self, window: WindowsLike) -> "pd.Series[float]":
        """Sum the abnormal moves over a window inside the event window.

        Parameters
        ----------
        window : pair of int, or several
            Sessions relative to the event, both ends included.

        Returns
        -------
        Series
            Indexed by event_id and asset, and by window where several are asked for, in native units; NaN for
            events without any abnormal move there.
        """
        order = np.argsort(self._measured.places.positions)
        index = self._pair_index()
        chosen = self._windows(window)
        values = [cumulate_pairs(self._measured, one).car[order] for one in chosen]
        return label_windows([pd.Series(one, index=index, name="car") for one in values], chosen)

    def model_fit(self, event_id: Hashable, asset: Hashable) -> ModelFit | None:
        """Copy what the model learned for one event and asset; None where the pair was not measured."""
        found = self._find(asset, event_id)
        return model_fit(self._measured, int(found[0])) if found.size else None

    def to_frame(
        self, level: StudyLevel, *, window: WindowsLike | None = None, by: Hashable = "asset"
    ) -> pd.DataFrame:
        """Lay the results out as a frame.

        Parameters
        ----------
        level : {"event", "car", "window", "fit"}
            One row per event, asset and day; per event and asset, unmeasured pairs included; per asset or other
            group; per measured pair, with what its model learned.
        window : pair of int, or several, optional
            Sessions to sum over, for "car" and "window", which have rows for each; the windows of the study by
            default.
        by : str
            Column of the events frame to group by, for "window"; events without a value are the group "missing".

        Returns
        -------
        DataFrame
            Numbers in native units, named in the column ``unit``. ``rank`` is the rank of the size of
            ``estimate`` among itself and ``n_estimation`` others: the estimation days, or for several days the
            runs of as many consecutive ones. The columns are the same when nothing was measured.
        """
        check_option("level", level, StudyLevel)
        chosen = self._windows(window)
        if level == "event":
            return day_frame(self._measured, self._events, self._units())
        if level == "car":
            units, outcomes = self._units(), self._outcomes()
            tables = [car_frame(self._measured, one, self._events, units, outcomes) for one in chosen]
            return pd.concat(tables, ignore_index=True)
        if level == "fit":
            return fit_frame(self._measured, self._events, self._units(), self._spec.factors)
        groups = self._groups(by).items()
        rows = [
            mean_row(str(by), value, self._arrays(pairs, one)) for value, pairs in groups for one in chosen
        ]
        return pd.DataFrame(rows, columns=[str(by), *MEAN_COLUMNS])

    def aar(self, *, by: Hashable | None = None, window: WindowLike | None = None) -> pd.DataFrame:
        """Average the abnormal moves over events, day by day.

        Parameters
        ----------
        by : str, optional
            Column of the events frame to group by, such as "asset"; all measured pairs together by default.
        window : pair of int, optional
            Days to show; the whole event window by default.

        Returns
        -------
        DataFrame
            ``estimate`` is the mean over the ``n_events`` pairs with an abnormal move that day, ``std_error`` their
            standard deviation over the square root of their number, in native units. NaN with a ``reason`` where
            assets of different units would be averaged.
        """
        return self._averages(by, window, cumulated=False)

    def caar(self, *, by: Hashable | None = None, window: WindowLike | None = None) -> pd.DataFrame:
        """Add the average abnormal moves up from the first day of a window on.

        Parameters
        ----------
        by : str, optional
            Column of the events frame to group by, such as "asset"; all measured pairs together by default.
        window : pair of int, optional
            Days to add up; the whole event window by default.

        Returns
        -------
        DataFrame
            ``estimate`` is the running sum of :meth:`aar`, ``std_error`` the standard deviation of the pairs' own
            running sums over the square root of their number.
        """
        return self._averages(by, window, cumulated=True)

    def bhar(self, window: WindowLike | None = None, *, market: str | None = None) -> pd.DataFrame:
        """Compare what holding the asset brought with what its model, and the market, would have brought.

        Parameters
        ----------
        window : pair of int, optional
            Sessions to hold; the whole event window by default. Days without an abnormal move are left out of
            both sides.
        market : str, optional
            Column of the moves frame; that of the model by default.

        Returns
        -------
        DataFrame
            One row per measured pair. ``bhar_vs_model`` and ``bhar_vs_market`` are differences of compounded simple
            returns; NaN with a ``reason`` for assets that move in differences, or without a market.

        Raises
        ------
        EstimationError
            If the moves have no such column.

        Notes
        -----
        ``prod(1 + r_t) - prod(1 + E r_t)`` and ``prod(1 + r_t) - prod(1 + m_t)``; log returns compound by their sum.
        Moves without a declared kind are taken for simple returns.

        References
        ----------
        Barber and Lyon (1997), Journal of Financial Economics 43, 341-372.
        """
        chosen = self._spec.market if market is None else market
        if chosen is not None and chosen not in self._moves.columns:
            names = ", ".join(map(str, self._moves.columns))
            raise EstimationError(f"market is {market!r}; moves has {names}.", market=market)
        return bhar_frame(self._measured, self._window(window), self._events, self._moves, chosen)

    def by(self, column: Hashable) -> "dict[Hashable, EventStudyResults]":
        """Split the results by a column of the events frame.

        Use it to compare themes, escalation and calming, or sources. Models stay as fitted, with the windows of all
        events left out of estimation.

        Parameters
        ----------
        column : hashable
            Column of the events frame.

        Returns
        -------
        dict of EventStudyResults
            By value, in the order in which values first appear; events without one are under "missing".
        """
        codes, values = self._values(column)
        return {value: self._part(codes == at) for at, value in enumerate(values)}

    def regress(
        self,
        formula: str,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        cov: RegressionCovariance = "hc3",
    ) -> AttributeRegression:
        """Regress cumulative abnormal moves on attributes of the headlines.

        Use it to see whether escalations moved the asset more than other news, with other attributes held equal.

        Parameters
        ----------
        formula : str
            Attributes, e.g. ``"escalation + C(theme)"``; columns of the events frame.
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset : hashable, optional
            Restrict to one asset.
        cov : {"hc3", "cluster_date"}
            Standard errors robust to unequal variances, or also to events that share a session.

        Returns
        -------
        AttributeRegression

        Raises
        ------
        EstimationError
            If the assets move in different units, the formula names no column, or too few events are left.
        """
        pairs, chosen = self._find(asset, None), self._window(window)
        arrays = self._arrays(pairs, chosen)
        if not arrays.one_unit:
            raise EstimationError("the assets move in different units; choose one with asset=.", asset=asset)
        frame = self._events.iloc[arrays.measured.places.positions].reset_index(drop=True)
        return regress_moves(frame.assign(car=arrays.car), formula, cov=cov, unit=arrays.unit)

    def glance(self) -> pd.DataFrame:
        """Summarise the whole study in one row: counts and settings."""
        spec = self._spec
        row = {
            "n_events": self.n_events,
            "n_assets": self._n_assets(),
            "n_pairs": len(self._events),
            "n_measured": self._measured.n_pairs,
            "model": spec.model,
            "window": str(spec.window),
            "estimation": str(spec.estimation),
            "mask_events": spec.mask_events,
            "sessions": spec.sessions,
        }
        return pd.DataFrame([row])

    def conf_int(self, alpha: float = 0.05, *, window: WindowsLike | None = None) -> pd.DataFrame:
        """Compute confidence intervals of the cumulative abnormal moves, event by event.

        Parameters
        ----------
        alpha : float
            One minus the coverage.
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.

        Returns
        -------
        DataFrame
            Columns ``low`` and ``high`` in native units, indexed by event_id and asset, and by window where
            there are several.
        """
        check_alpha(alpha)
        order = np.argsort(self._measured.places.positions)
        chosen, index, tables = self._windows(window), self._pair_index(), []
        for one in chosen:
            low, high = interval(cumulate_pairs(self._measured, one), self._measured.fits.df, alpha)
            tables.append(pd.DataFrame({"low": low[order], "high": high[order]}, index=index))
        return label_windows(tables, chosen)

    def summary(self, *, window: WindowsLike | None = None) -> str:
        """Write the settings, the counts by outcome, one line per episode and asset, and one per asset as text.

        The last lines say what each asset's mean is worth: significant at 5 % by the test that fits its number of
        events, or not, and which mean move that test would have found four times in five.

        Parameters
        ----------
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.
        """
        chosen = self._windows(window)
        counts = outcome_text(self._outcomes())
        spec, cumulated = self._spec, " and ".join(map(str, chosen))
        settings = f"{spec.model}, estimation {spec.estimation}, cumulated over {cumulated}"
        rows = self.to_frame("car", window=chosen)
        bounds = ["start", "end"] if len(chosen) > 1 else []
        told = rows.loc[
            rows["outcome"] != "merged_into_episode", [*SUMMARY_COLUMNS[:2], *bounds, *SUMMARY_COLUMNS[2:]]
        ]
        table = told.to_string(index=False, na_rep="")
        verdicts = verdict_text(self.detectable(window=chosen), self.to_frame("window", window=chosen))
        text = f"Session-time event study: {settings}\nPairs by outcome: {counts}\n{table}\n{verdicts}"
        return text.rstrip("\n")

    def _repr_html_(self) -> str:
        """Show the mean move of each asset in a notebook, and what became of the pairs."""
        title = f"Session-time event study, {self._spec.model}"
        return means_html(self.to_frame("window"), self.tests, self._outcomes(), title=title)

    def _averages(self, by: Hashable | None, window: WindowLike | None, *, cumulated: bool) -> pd.DataFrame:
        """Average over all measured pairs, or over those of each group."""
        chosen = self._window(window)
        groups = {"": self._find(None, None)} if by is None else self._groups(by)
        arrays = {value: self._arrays(pairs, chosen) for value, pairs in groups.items()}
        return average_frame(arrays, "" if by is None else str(by), cumulated=cumulated)

    def _part(self, rows: BoolArray) -> "EventStudyResults":
        """Restrict the results to some rows of the events frame."""
        events = self._events[rows].reset_index(drop=True)
        measured = self._measured.restrict(rows)
        return EventStudyResults(measured, self._codes[rows], self._spec, events, self._moves)
