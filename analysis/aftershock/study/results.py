"""Results of the session-time study: frozen arrays, computed views."""

from collections.abc import Hashable
from typing import get_args

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import count_outcomes
from aftershock.errors import EstimationError
from aftershock.inference import HypothesisTest
from aftershock.inference.records import check_alpha
from aftershock.study.asset_table import ASSET_COLUMNS, asset_row
from aftershock.study.event_tests import run_test
from aftershock.study.frames import car_frame, day_frame, interval, label_windows
from aftershock.study.measured import Measured, cumulate_pairs, model_fit
from aftershock.study.models import ModelFit
from aftershock.study.panels import unit_of
from aftershock.study.placing import OUTCOME_NAMES
from aftershock.study.spec import StudySpec
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window, WindowLike, WindowsLike, as_window, as_windows
from aftershock.typing import Alternative, EventTest, IntArray, StudyLevel, check_option

TEST_FIELDS = ("statistic", "df", "pvalue", "estimate", "std_error", "n_events", "unit", "null", "reason")
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


class EventStudyResults:
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

    def __init__(
        self,
        measured: Measured,
        codes: IntArray,
        spec: StudySpec,
        events: pd.DataFrame,
        moves: pd.DataFrame,
    ) -> None:
        self._measured = measured
        self._codes = codes
        self._spec = spec
        self._events = events
        self._moves = moves

    @property
    def spec(self) -> StudySpec:
        """The settings."""
        return self._spec

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every row of the events frame with what became of it."""
        return self._events.assign(outcome=self._outcomes().to_numpy())

    @property
    def n_events(self) -> int:
        """Number of different events with a measured pair."""
        return int(self._measured_events()["event_id"].nunique(dropna=False))

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

    def arrays(
        self,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        event_id: Hashable | None = None,
    ) -> StudyArrays:
        """Hand out the arrays that hypothesis tests are given.

        Use it to run a test of your own.

        Parameters
        ----------
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset, event_id : hashable, optional
            Restrict to one asset or one event.

        Returns
        -------
        StudyArrays
            Pairs in the order of assets and sessions, whatever the order of the events frame.
        """
        chosen = self._measured.take(self._find(asset, event_id))
        units = {panel.unit for panel, _ in chosen.places.by_panel()}
        unit = min(units) if len(units) == 1 else ""
        return StudyArrays(chosen, self._window(window), unit=unit, one_unit=len(units) <= 1)

    def test(
        self,
        name: EventTest,
        *,
        window: WindowLike | None = None,
        asset: Hashable | None = None,
        event_id: Hashable | None = None,
        alternative: Alternative = "two-sided",
    ) -> HypothesisTest:
        """Run one test over the selected events.

        Parameters
        ----------
        name : {"forecast_t", "sample_quantile", "cross_sectional_t", "patell_z", "bmp_t", "kp_bmp_t"}
            The first two are for one event; the others for several.
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset, event_id : hashable, optional
            Restrict to one asset or one event.
        alternative : {"two-sided", "greater", "less"}
            Direction of the alternative.

        Returns
        -------
        HypothesisTest
            With a ``reason`` instead of numbers where the selection does not fit the test.
        """
        check_option("name", name, EventTest)
        check_option("alternative", alternative, Alternative)
        return run_test(name, self.arrays(window=window, asset=asset, event_id=event_id), alternative)

    def tests(self, *, window: WindowsLike | None = None, asset: Hashable | None = None) -> pd.DataFrame:
        """Run every test, one row each; those that do not fit the number of events say so in ``reason``.

        Parameters
        ----------
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.
        asset : hashable, optional
            Restrict to one asset.

        Returns
        -------
        DataFrame
            Indexed by test name, and by window where there are several, with the fields of
            :class:`HypothesisTest`.
        """
        names: tuple[EventTest, ...] = get_args(EventTest)
        chosen, tables = self._windows(window), []
        for one in chosen:
            arrays = self.arrays(window=one, asset=asset)
            tests = {name: run_test(name, arrays, "two-sided") for name in names}
            rows = {name: [getattr(test, field) for field in TEST_FIELDS] for name, test in tests.items()}
            table = pd.DataFrame.from_dict(rows, orient="index", columns=list(TEST_FIELDS))
            tables.append(table.rename_axis("test"))
        return label_windows(tables, chosen)

    def to_frame(self, level: StudyLevel, *, window: WindowsLike | None = None) -> pd.DataFrame:
        """Lay the results out as a frame.

        Parameters
        ----------
        level : {"event", "car", "window"}
            One row per event, asset and day; per event and asset, unmeasured pairs included; per asset.
        window : pair of int, or several, optional
            Sessions to sum over, for "car" and "window", which have rows for each; the windows of the study by
            default.

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
        assets = self._measured_events()["asset"].unique()
        rows = [asset_row(asset, self.arrays(window=one, asset=asset)) for asset in assets for one in chosen]
        return pd.DataFrame(rows, columns=list(ASSET_COLUMNS))

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
        """Write the settings, the counts by outcome and one line per episode and asset as text.

        Parameters
        ----------
        window : pair of int, or several, optional
            Sessions to sum over; the windows of the study by default.
        """
        chosen = self._windows(window)
        counts = ", ".join(f"{name} {count}" for name, count in count_outcomes(self._outcomes()).items())
        spec, cumulated = self._spec, " and ".join(map(str, chosen))
        settings = f"{spec.model}, estimation {spec.estimation}, cumulated over {cumulated}"
        rows = self.to_frame("car", window=chosen)
        bounds = ["start", "end"] if len(chosen) > 1 else []
        told = rows.loc[
            rows["outcome"] != "merged_into_episode", [*SUMMARY_COLUMNS[:2], *bounds, *SUMMARY_COLUMNS[2:]]
        ]
        table = told.to_string(index=False, na_rep="")
        return f"Session-time event study: {settings}\nPairs by outcome: {counts}\n{table}"

    def __repr__(self) -> str:
        """Say in one line what was measured."""
        return (
            f"<EventStudyResults: {self.n_events} event(s) x {self._n_assets()} asset(s), {self._measured.n_pairs} of "
            f"{len(self._events)} pairs measured, window {self._spec.window}, {self._spec.model}>"
        )

    def _find(self, asset: Hashable | None, event_id: Hashable | None) -> IntArray:
        """Select measured pairs by asset and event."""
        places = self._measured.places
        wanted = np.ones(places.rows.size, dtype=bool)
        if asset is not None:
            wanted &= np.array([panel.asset == asset for panel in places.panels], dtype=bool)[places.panel_of]
        if event_id is not None:
            ids = self._events["event_id"].iloc[places.positions]
            wanted &= np.fromiter((one == event_id for one in ids), dtype=bool, count=len(ids))
        return np.flatnonzero(wanted)

    def _measured_events(self) -> pd.DataFrame:
        """Select the rows of the events frame that were measured, in their order."""
        return self._events.iloc[np.sort(self._measured.places.positions)]

    def _pair_index(self) -> pd.MultiIndex:
        """Label the measured pairs, in the order of the events frame."""
        return pd.MultiIndex.from_frame(self._measured_events()[["event_id", "asset"]])

    def _outcomes(self) -> "pd.Series[str]":
        """Name the outcome of every row of the events frame."""
        return pd.Series(np.array(OUTCOME_NAMES)[self._codes], dtype=str)

    def _units(self) -> "pd.Series[str]":
        """Name the unit of every row of the events frame."""
        units = {asset: unit_of(self._moves, asset) for asset in self._moves.columns}
        return self._events["asset"].map(units)

    def _n_assets(self) -> int:
        """Count the assets of the events frame."""
        return int(self._events["asset"].nunique(dropna=False))

    def _windows(self, window: WindowsLike | None) -> tuple[Window, ...]:
        """Default to the windows of the study and refuse those that reach beyond the event window."""
        if window is None:
            return self._spec.windows
        return tuple(self._window(one) for one in as_windows(window, name="window"))

    def _window(self, window: WindowLike | None) -> Window:
        """Default to the event window and refuse one that reaches beyond it."""
        chosen = self._spec.window if window is None else as_window(window, name="window")
        if not self._spec.window.holds(chosen):
            raise EstimationError(
                f"window {chosen} reaches beyond the study's {self._spec.window}; fit with a wider window.",
                window=chosen,
            )
        return chosen
