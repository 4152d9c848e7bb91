"""Results of the session-time study: frozen records, computed views."""

from collections.abc import Hashable, Sequence
from copy import deepcopy
from typing import get_args

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import count_outcomes
from aftershock.errors import EstimationError
from aftershock.inference import HypothesisTest
from aftershock.study.event_tests import run_test
from aftershock.study.frames import CAR_COLUMNS, DAY_COLUMNS, car_row, day_rows
from aftershock.study.models import ModelFit
from aftershock.study.records import EventRecord, StudySpec, cumulate_record
from aftershock.study.windows import Window, as_window
from aftershock.typing import Alternative, EventTest, StudyLevel, check_option

ASSET_COLUMNS = (
    "asset",
    "start",
    "end",
    "n_events",
    "estimate",
    "std_error",
    "statistic",
    "df",
    "pvalue",
    "conf_low",
    "conf_high",
    "method",
    "interval_method",
    "unit",
)

CONFIDENCE_ALPHA = 0.05
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

    def __init__(self, records: Sequence[EventRecord], spec: StudySpec, events: pd.DataFrame) -> None:
        self._records = tuple(records)
        self._spec = spec
        self._events = events

    @property
    def spec(self) -> StudySpec:
        """The settings."""
        return self._spec

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every row of the events frame with what became of it."""
        return self._events.assign(outcome=[record.outcome for record in self._records])

    @property
    def n_events(self) -> int:
        """Number of different events with a measured pair."""
        return len({record.event_id for record in self._fitted()})

    def car(self, window: Window | tuple[int, int]) -> "pd.Series[float]":
        """Sum the abnormal moves over a window inside the event window.

        Parameters
        ----------
        window : pair of int
            Sessions relative to the event, both ends included.

        Returns
        -------
        Series
            Indexed by event_id and asset, in native units; NaN for events without any abnormal move there.
        """
        frame = self.to_frame("car", window=window)
        measured = frame[frame["n_days"].notna()]
        return measured.set_index(["event_id", "asset"])["estimate"].rename("car").astype(np.float64)

    def model_fit(self, event_id: Hashable, asset: Hashable) -> ModelFit | None:
        """Copy what the model learned for one event and asset; None where the pair was not measured."""
        for record in self._fitted():
            if (record.event_id, record.asset) == (event_id, asset) and record.fitted is not None:
                return deepcopy(record.fitted.fit)
        return None

    def test(
        self,
        name: EventTest,
        *,
        window: Window | tuple[int, int] | None = None,
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
        selected = [
            record
            for record in self._fitted()
            if asset in (None, record.asset) and event_id in (None, record.event_id)
        ]
        return run_test(name, selected, self._window(window), alternative)

    def tests(
        self, *, window: Window | tuple[int, int] | None = None, asset: Hashable | None = None
    ) -> pd.DataFrame:
        """Run every test, one row each; those that do not fit the number of events say so in ``reason``.

        Parameters
        ----------
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.
        asset : hashable, optional
            Restrict to one asset.

        Returns
        -------
        DataFrame
            Indexed by test name, with the fields of :class:`HypothesisTest`.
        """
        fields = ("statistic", "df", "pvalue", "estimate", "std_error", "n_events", "unit", "null", "reason")
        names: tuple[EventTest, ...] = get_args(EventTest)
        tests = {name: self.test(name, window=window, asset=asset) for name in names}
        rows = {name: [getattr(test, field) for field in fields] for name, test in tests.items()}
        return pd.DataFrame.from_dict(rows, orient="index", columns=list(fields)).rename_axis("test")

    def to_frame(self, level: StudyLevel, *, window: Window | tuple[int, int] | None = None) -> pd.DataFrame:
        """Lay the results out as a frame.

        Parameters
        ----------
        level : {"event", "car", "window"}
            One row per event, asset and day; per event and asset, unmeasured pairs included; per asset.
        window : pair of int, optional
            Sessions to sum over, for "car" and "window".

        Returns
        -------
        DataFrame
            Numbers in native units, named in the column ``unit``. ``rank`` is the rank of the size of
            ``estimate`` among itself and ``n_estimation`` others: the estimation days, or for several days the
            runs of as many consecutive ones. The columns are the same when nothing was measured.
        """
        check_option("level", level, StudyLevel)
        chosen = self._window(window)
        if level == "event":
            rows = [row for record in self._fitted() for row in day_rows(record)]
            return pd.DataFrame(rows, columns=list(DAY_COLUMNS))
        if level == "car":
            return pd.DataFrame(
                [car_row(record, chosen) for record in self._records], columns=list(CAR_COLUMNS)
            )
        assets = dict.fromkeys(record.asset for record in self._fitted())
        return pd.DataFrame([self._asset_row(asset, chosen) for asset in assets], columns=list(ASSET_COLUMNS))

    def glance(self) -> pd.DataFrame:
        """Summarise the whole study in one row: counts and settings."""
        spec = self._spec
        row = {
            "n_events": self.n_events,
            "n_assets": len({record.asset for record in self._records}),
            "n_pairs": len(self._records),
            "n_measured": len(self._fitted()),
            "model": spec.model,
            "window": str(spec.window),
            "estimation": str(spec.estimation),
            "mask_events": spec.mask_events,
            "sessions": spec.sessions,
        }
        return pd.DataFrame([row])

    def conf_int(
        self, alpha: float = 0.05, *, window: Window | tuple[int, int] | None = None
    ) -> pd.DataFrame:
        """Compute confidence intervals of the cumulative abnormal moves, event by event.

        Parameters
        ----------
        alpha : float
            One minus the coverage.
        window : pair of int, optional
            Sessions to sum over; the whole event window by default.

        Returns
        -------
        DataFrame
            Columns ``low`` and ``high`` in native units, indexed by event_id and asset.
        """
        chosen, fitted = self._window(window), self._fitted()
        tests = [run_test("forecast_t", [record], chosen, "two-sided") for record in fitted]
        names = [[record.event_id for record in fitted], [record.asset for record in fitted]]
        index = pd.MultiIndex.from_arrays(names, names=["event_id", "asset"])
        return pd.DataFrame([test.conf_int(alpha) for test in tests], index=index, columns=["low", "high"])

    def summary(self, *, window: Window | tuple[int, int] | None = None) -> str:
        """Write the settings, the counts by outcome and one line per episode and asset as text."""
        chosen = self._window(window)
        counts = ", ".join(
            f"{name} {count}" for name, count in count_outcomes(self.outcomes["outcome"]).items()
        )
        spec = self._spec
        settings = f"{spec.model}, estimation {spec.estimation}, cumulated over {chosen}"
        rows = self.to_frame("car", window=chosen)
        told = rows.loc[rows["outcome"] != "merged_into_episode", list(SUMMARY_COLUMNS)]
        table = told.to_string(index=False, na_rep="")
        return f"Session-time event study: {settings}\nPairs by outcome: {counts}\n{table}"

    def __repr__(self) -> str:
        """Say in one line what was measured."""
        assets = len({record.asset for record in self._records})
        return (
            f"<EventStudyResults: {self.n_events} event(s) x {assets} asset(s), {len(self._fitted())} of "
            f"{len(self._records)} pairs measured, window {self._spec.window}, {self._spec.model}>"
        )

    def _fitted(self) -> list[EventRecord]:
        """Select the records that were measured."""
        return [record for record in self._records if record.fitted is not None]

    def _window(self, window: Window | tuple[int, int] | None) -> Window:
        """Default to the event window and refuse one that reaches beyond it."""
        chosen = self._spec.window if window is None else as_window(window, name="window")
        if not self._spec.window.holds(chosen):
            raise EstimationError(
                f"window {chosen} reaches beyond the study's {self._spec.window}; fit with a wider window.",
                window=chosen,
            )
        return chosen

    def _asset_row(self, asset: Hashable, window: Window) -> dict[str, object]:
        """Summarise one asset over its events with the test that fits their number."""
        records = [record for record in self._fitted() if record.asset == asset]
        several = len(records) > 1
        name: EventTest = "kp_bmp_t" if several else "sample_quantile"
        native: EventTest = "cross_sectional_t" if several else "forecast_t"
        test = run_test(name, records, window, "two-sided")
        moves = np.array([cumulate_record(record, window).car for record in records])
        mean = run_test(native, records, window, "two-sided")
        low, high = mean.conf_int(CONFIDENCE_ALPHA)
        return {
            "asset": asset,
            "start": window.start,
            "end": window.end,
            "n_events": len(records),
            "estimate": float(np.nanmean(moves)) if np.isfinite(moves).any() else np.nan,
            "std_error": mean.std_error,
            "statistic": test.statistic,
            "df": test.df,
            "pvalue": test.pvalue,
            "conf_low": low,
            "conf_high": high,
            "method": name,
            "interval_method": native,
            "unit": records[0].unit,
        }
