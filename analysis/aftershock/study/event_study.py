"""The session-time event study: validate a moves frame and events, fit every pair, hand out results."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import MEASURED
from aftershock.errors import EstimationError
from aftershock.markets.calendars import sessions as calendar_sessions
from aftershock.study.abnormal import fit_event, other_event_rows
from aftershock.study.models import ConstantMean, NormalModel
from aftershock.study.records import EventRecord, StudySpec
from aftershock.study.results import EventStudyResults
from aftershock.study.windows import Window, as_window, check_estimation
from aftershock.typing import FloatArray, IntArray, Outcome, SessionRule, check_option


@dataclass(frozen=True, slots=True, eq=False)
class AssetPanel:
    """One asset's moves and factors on its own sessions, ready for the numerical core."""

    rows: pd.Index
    y: FloatArray
    x: FloatArray
    days: IntArray


class EventStudy:
    """Measure abnormal moves over sessions around events.

    Use it for daily moves of any panel of assets: those of ``prices.moves()`` or a frame of your own.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Moves in native units, ascending unique index. NaN is a gap, never filled.
    events : DataFrame
        Columns ``event_id``, ``asset``, ``session`` (a label of the moves index), as made by
        :func:`aftershock.align` or by hand. With an ``outcome`` column, only measured pairs are fitted
        and the others are carried along in ``results.outcomes``.
    model : NormalModel
        ``ConstantMean()`` by default, ``MarketModel(market)``, ``MarketAdjusted(market)``,
        ``FactorModel([...])`` or any object with the same ``factors``, ``fit`` and ``expected``.
    window, estimation : pair of int
        Sessions relative to the event, both ends included; the estimation window ends before the
        event window.
    mask_events : bool
        Leave the windows of the asset's other events out of its estimation windows. False gives
        textbook numbers.
    sessions : {"calendar", "panel", "observed"}
        What event time counts: the asset's own calendar where the moves name one (else the rows of the
        frame), every row of the frame, or the rows in which the asset has a value.
    min_estimation : int
        Fewest usable estimation days; below it the outcome is ``short_estimation``.

    Raises
    ------
    EstimationError
        Unknown assets or factors, missing columns, an index that is not ascending, windows that overlap.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> days = pd.bdate_range("2022-01-03", periods=120)
    >>> moves = pd.DataFrame({"OIL": rng.normal(0, 0.01, 120)}, index=days)
    >>> moves.iloc[100] += 0.05
    >>> events = pd.DataFrame({"event_id": ["strike"], "asset": ["OIL"], "session": [days[100]]})
    >>> results = EventStudy(moves, events, window=(0, 1), estimation=(-90, -5)).fit()
    >>> bool(results.test("sample_quantile", window=(0, 0)).pvalue < 0.05)
    True
    """

    def __init__(
        self,
        moves: pd.DataFrame,
        events: pd.DataFrame,
        *,
        model: NormalModel | None = None,
        window: Window | tuple[int, int] = (-1, 5),
        estimation: Window | tuple[int, int] = (-250, -11),
        mask_events: bool = True,
        sessions: SessionRule = "calendar",
        min_estimation: int = 30,
    ) -> None:
        self._model = ConstantMean() if model is None else model
        check_option("sessions", sessions, SessionRule)
        self._spec = StudySpec(
            model=repr(self._model),
            window=as_window(window, name="window"),
            estimation=as_window(estimation, name="estimation"),
            mask_events=mask_events,
            sessions=sessions,
            min_estimation=min_estimation,
        )
        check_estimation(self._spec.estimation, self._spec.window)
        self._moves = check_moves(moves, self._model)
        self._events = check_events(events, moves)

    def fit(self) -> EventStudyResults:
        """Fit every measured event and asset.

        Returns
        -------
        EventStudyResults
            One record for every row of ``events``, fitted or with the outcome that says why not.
        """
        measured = self._events["outcome"].isin(MEASURED)
        records: dict[int, EventRecord] = {}
        for asset, rows in self._events[measured].groupby("asset", sort=False):
            records.update(self._fit_asset(str(asset), rows))
        for position, row in self._events[~measured].iterrows():
            records[int(str(position))] = self._record(row, row["outcome"])
        ordered = tuple(records[position] for position in sorted(records))
        return EventStudyResults(ordered, self._spec, self._events)

    def _fit_asset(self, asset: str, events: pd.DataFrame) -> dict[int, EventRecord]:
        """Fit all events of one asset."""
        if asset in self._model.factors:
            return {int(str(at)): self._record(row, "is_the_market") for at, row in events.iterrows()}
        panel = build_panel(self._moves, asset, self._model.factors, self._spec.sessions)
        event_rows = panel.rows.get_indexer(pd.Index(events["session"]))
        found = event_rows[event_rows >= 0]
        records: dict[int, EventRecord] = {}
        for (at, row), event_row in zip(events.iterrows(), event_rows, strict=True):
            if event_row < 0:
                records[int(str(at))] = self._record(row, "out_of_range")
                continue
            records[int(str(at))] = self._fit_pair(panel, row, int(event_row), found)
        return records

    def _fit_pair(
        self, panel: AssetPanel, row: pd.Series, event_row: int, event_rows: IntArray
    ) -> EventRecord:
        """Fit one event of one asset and judge what became of it."""
        spec = self._spec
        own = int(np.flatnonzero(event_rows == event_row)[0])
        fitted = fit_event(
            panel.y,
            panel.x,
            panel.days,
            event_row,
            model=self._model,
            window=spec.window,
            estimation=spec.estimation,
            masked=other_event_rows(panel.y.size, event_rows, own, spec.window, quiet=spec.mask_events),
        )
        if fitted.fit.nobs < spec.min_estimation or not np.isfinite(fitted.fit.residual_std):
            return self._record(row, "short_estimation")
        if not np.isfinite(fitted.abnormal).any():
            return self._record(row, "no_price")
        outcome: Outcome = row["outcome"] if np.isfinite(fitted.abnormal).all() else "gap_in_window"
        return self._record(row, outcome).with_fit(fitted, panel.rows, event_row)

    def _record(self, row: pd.Series, outcome: Outcome) -> EventRecord:
        """Make the record of a pair without a fit."""
        kind = self._moves.attrs.get("move", {}).get(row["asset"], "")
        shown = self._moves.attrs.get("unit", {}).get(row["asset"], "")
        unit = {"log": "log return", "simple": "return"}.get(kind, shown)
        return EventRecord(str(row["event_id"]), str(row["asset"]), row["session"], outcome, unit)


def build_panel(
    moves: pd.DataFrame, asset: str, factors: tuple[str, ...], sessions: SessionRule
) -> AssetPanel:
    """Put one asset and the factors on the sessions that its event time counts.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Moves in native units.
    asset : str
        Column of ``moves``.
    factors : tuple of str
        Columns of ``moves``.
    sessions : {"calendar", "panel", "observed"}
        Which rows event time counts.

    Returns
    -------
    AssetPanel

    Examples
    --------
    >>> frame = pd.DataFrame({"A": [0.1, np.nan, 0.2]}, index=[0, 1, 2])
    >>> build_panel(frame, "A", (), "observed").y
    array([0.1, 0.2])
    """
    rows: pd.Index = moves.index
    calendar = moves.attrs.get("calendar", {}).get(asset)
    if sessions == "observed":
        rows = rows[moves[asset].notna()]
    elif sessions == "calendar" and calendar:
        rows = calendar_sessions(calendar, rows[0], rows[-1])
    aligned = moves.reindex(rows)
    if isinstance(rows, pd.DatetimeIndex):
        days = rows.to_numpy().astype("datetime64[D]").astype(np.int64)
    else:
        days = moves.index.get_indexer(rows).astype(np.int64)
    return AssetPanel(
        rows=rows,
        y=aligned[asset].to_numpy(dtype=np.float64),
        x=aligned[list(factors)].to_numpy(dtype=np.float64).reshape(len(rows), len(factors)),
        days=days,
    )


def check_moves(moves: pd.DataFrame, model: NormalModel) -> pd.DataFrame:
    """Refuse a moves frame that cannot be studied: order, duplicates, factors, infinite or text values."""
    if not moves.index.is_monotonic_increasing or not moves.index.is_unique:
        raise EstimationError("the index of moves must ascend without duplicates; sort it and drop repeats.")
    missing = [name for name in model.factors if name not in moves.columns]
    if missing:
        columns = ", ".join(map(str, moves.columns))
        raise EstimationError(f"{model!r} needs {', '.join(missing)}; moves has {columns}.", missing=missing)
    for name in moves.columns:
        if not pd.api.types.is_numeric_dtype(moves[name]):
            raise EstimationError(
                f"column {name} of moves holds text; give numbers in native units.", column=name
            )
        if np.isinf(moves[name].to_numpy(dtype=np.float64)).any():
            raise EstimationError(
                f"column {name} of moves holds infinite values; mark them missing.", column=name
            )
    return moves


def check_events(events: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Refuse an events frame without its columns or with unknown assets; default the outcome to used."""
    missing = [name for name in ("event_id", "asset", "session") if name not in events.columns]
    if missing:
        raise EstimationError(
            f"events lacks the column(s) {', '.join(missing)}; it has {', '.join(map(str, events.columns))}.",
            missing=missing,
        )
    unknown = sorted({str(name) for name in events["asset"]} - {str(name) for name in moves.columns})
    if unknown:
        columns = ", ".join(map(str, moves.columns))
        raise EstimationError(f"events name {', '.join(unknown)}; moves has {columns}.", unknown=unknown)
    checked = events.reset_index(drop=True)
    return checked if "outcome" in checked else checked.assign(outcome="used")
