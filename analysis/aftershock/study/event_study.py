"""The session-time event study: validate a moves frame and events, fit every pair, hand out results."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import MEASURED
from aftershock.errors import EstimationError
from aftershock.markets.calendars import sessions as calendar_sessions
from aftershock.study.abnormal import fit_event, other_event_rows
from aftershock.study.models import ConstantMean, NormalModel, check_model, describe_model
from aftershock.study.records import EventRecord, StudySpec
from aftershock.study.results import EventStudyResults
from aftershock.study.windows import Window, as_window, check_estimation
from aftershock.typing import FloatArray, IntArray, Outcome, SessionRule, check_option, options


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
        Moves in native units, ascending unique index. NaN is a gap, never filled. The study keeps a copy.
    events : DataFrame
        Columns ``event_id``, ``asset``, ``session`` (a label of the moves index), as made by
        :func:`aftershock.align` or by hand. With an ``outcome`` column, only measured pairs are fitted
        and the others are carried along in ``results.outcomes``. An event and asset may be measured once.
    model : NormalModel
        ``ConstantMean()`` by default, ``MarketModel(market)``, ``MarketAdjusted(market)``,
        ``FactorModel([...])`` or any object with the same ``fit`` and ``expected``, and with ``factors`` if it
        uses other columns.
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
        Unknown assets, factors or outcomes, missing columns, a pair measured twice, an index that is not
        ascending, sessions of another kind than the index, windows that overlap, an object that is no model.

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
        self._factors = check_model(self._model)
        check_option("sessions", sessions, SessionRule)
        self._spec = StudySpec(
            model=describe_model(self._model),
            window=as_window(window, name="window"),
            estimation=as_window(estimation, name="estimation"),
            mask_events=mask_events,
            sessions=sessions,
            min_estimation=min_estimation,
        )
        check_estimation(self._spec.estimation, self._spec.window)
        self._moves = check_moves(moves, self._factors, self._spec.model)
        self._events = check_events(events, self._moves)

    def __repr__(self) -> str:
        """Say in one line what will be measured."""
        spec = self._spec
        return f"<EventStudy: {len(self._events)} pairs, window {spec.window}, {spec.model}>"

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
            records.update(self._fit_asset(asset, rows))
        for position, row in self._events[~measured].iterrows():
            records[int(str(position))] = self._record(row, row["outcome"])
        ordered = tuple(records[position] for position in sorted(records))
        return EventStudyResults(ordered, self._spec, self._events)

    def _fit_asset(self, asset: Hashable, events: pd.DataFrame) -> dict[int, EventRecord]:
        """Fit all events of one asset."""
        if asset in self._factors:
            return {int(str(at)): self._record(row, "is_the_market") for at, row in events.iterrows()}
        panel = build_panel(self._moves, asset, self._factors, self._spec.sessions)
        event_rows = panel.rows.get_indexer(pd.Index(events["session"]))
        found = event_rows[event_rows >= 0]
        reached = events["session"].between(self._moves.index[0], self._moves.index[-1])
        records: dict[int, EventRecord] = {}
        for (at, row), event_row, inside in zip(events.iterrows(), event_rows, reached, strict=True):
            if event_row < 0:
                records[int(str(at))] = self._record(row, "no_price" if inside else "out_of_range")
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
        return EventRecord(row["event_id"], row["asset"], row["session"], outcome, unit)


def build_panel(
    moves: pd.DataFrame, asset: Hashable, factors: tuple[str, ...], sessions: SessionRule
) -> AssetPanel:
    """Put one asset and the factors on the sessions that its event time counts.

    Parameters
    ----------
    moves : DataFrame of shape (n_sessions, n_assets)
        Moves in native units.
    asset : hashable
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
        days = np.asarray(rows.as_unit("ns").asi8, dtype=np.int64)
    else:
        days = moves.index.get_indexer(rows).astype(np.int64)
    return AssetPanel(
        rows=rows,
        y=aligned[asset].to_numpy(dtype=np.float64),
        x=aligned[list(factors)].to_numpy(dtype=np.float64).reshape(len(rows), len(factors)),
        days=days,
    )


def check_moves(moves: pd.DataFrame, factors: tuple[str, ...], model: str) -> pd.DataFrame:
    """Refuse a moves frame that cannot be studied, and copy one that can: order, names, factors, values."""
    if moves.empty:
        raise EstimationError(
            "moves has no rows or no columns; give one row per session, one column per asset."
        )
    if not moves.index.is_monotonic_increasing or not moves.index.is_unique:
        raise EstimationError("the index of moves must ascend without duplicates; sort it and drop repeats.")
    if not moves.columns.is_unique:
        repeated = [*moves.columns[moves.columns.duplicated()].unique()]
        raise EstimationError(
            f"moves has more than one column {listed(repeated)}; keep one of each.", repeated=repeated
        )
    missing = [name for name in factors if name not in moves.columns]
    if missing:
        raise EstimationError(
            f"{model} needs {listed(missing)}; moves has {listed(moves.columns)}.", missing=missing
        )
    for name in moves.columns:
        if not pd.api.types.is_numeric_dtype(moves[name]):
            raise EstimationError(
                f"column {name} of moves holds text; give numbers in native units.", column=name
            )
    copied = moves.astype(np.float64).copy()
    infinite = [*copied.columns[np.isinf(copied.to_numpy()).any(axis=0)]]
    if infinite:
        raise EstimationError(
            f"column {listed(infinite)} of moves holds infinite values; mark them missing.",
            column=infinite[0],
        )
    return copied


def check_events(events: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Refuse an events frame without its columns or with unknown words; default the outcome to used."""
    missing = [name for name in ("event_id", "asset", "session") if name not in events.columns]
    if missing:
        raise EstimationError(
            f"events lacks the column(s) {listed(missing)}; it has {listed(events.columns)}.", missing=missing
        )
    unknown = [name for name in events["asset"].unique() if name not in moves.columns]
    if unknown:
        raise EstimationError(
            f"events name {listed(unknown)}; moves has {listed(moves.columns)}.", unknown=unknown
        )
    checked = events.reset_index(drop=True)
    checked["session"] = check_sessions(checked["session"], moves.index)
    if "outcome" not in checked:
        checked["outcome"] = "used"
    odd = [word for word in checked["outcome"].unique() if word not in options(Outcome)]
    if odd:
        raise EstimationError(
            f"events hold the outcome(s) {listed(odd)}; allowed are {listed(options(Outcome))}.", unknown=odd
        )
    check_pairs(checked[checked["outcome"].isin(MEASURED)])
    return checked


def check_sessions(sessions: pd.Series, index: pd.Index) -> pd.Series:
    """Read sessions as labels of the moves index; refuse those that cannot be compared with it."""
    try:
        if isinstance(index, pd.DatetimeIndex) and not pd.api.types.is_numeric_dtype(sessions):
            sessions = pd.to_datetime(sessions)
        sessions.dropna().between(index[0], index[-1])
    except (TypeError, ValueError) as error:
        raise EstimationError(
            f"the sessions of events ({sessions.dtype}) are no labels of the index of moves ({index.dtype}); "
            "make both the same, best naive midnights.",
            sessions=str(sessions.dtype),
            index=str(index.dtype),
        ) from error
    return sessions


def check_pairs(measured: pd.DataFrame) -> None:
    """Refuse an event and asset that would be measured twice."""
    repeated = measured[measured.duplicated(["event_id", "asset"])]
    if len(repeated):
        first = repeated.iloc[0]
        raise EstimationError(
            f"events hold {first['event_id']} x {first['asset']} more than once; give each event its own event_id, "
            "or mark repeats merged_into_episode.",
            repeated=[*repeated[["event_id", "asset"]].itertuples(index=False, name=None)],
        )


def listed(names: Iterable[object]) -> str:
    """Join names for a message."""
    return ", ".join(map(str, names))
