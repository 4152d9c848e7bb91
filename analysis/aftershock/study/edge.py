"""What a study accepts: checks of the moves and events frames, once, before anything is computed."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from aftershock.alignment.outcomes import MEASURED
from aftershock.errors import EstimationError
from aftershock.study.windows import Window
from aftershock.typing import BoolArray, IntArray, Outcome, options

ESTIMATION_COLUMNS = ("estimation_start", "estimation_end")


def check_moves(moves: pd.DataFrame, factors: tuple[str, ...], model: str) -> pd.DataFrame:
    """Refuse a moves frame that cannot be studied, and copy one that can: order, names, factors, values."""
    if moves.empty:
        raise EstimationError(
            "moves has no rows or no columns; give one row per session, one column per asset."
        )
    if not moves.index.is_monotonic_increasing or not moves.index.is_unique:
        raise EstimationError("the index of moves must ascend without duplicates; sort it and drop repeats.")
    if "overlapping" in str(moves.attrs.get("method", "")):
        raise EstimationError(
            f"moves are {moves.attrs['method']}: neighbours share sessions, so that a window counts sessions several "
            "times and takes for independent what is not; give prices.moves() and choose a longer window.",
            method=moves.attrs["method"],
        )
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
    for name in ("event_id", "asset"):
        if isinstance(checked[name].dtype, pd.CategoricalDtype):
            checked[name] = checked[name].astype(checked[name].cat.categories.dtype)
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


def estimation_windows(events: pd.DataFrame, estimation: Window, window: Window) -> IntArray:
    """Read the estimation window of every event: its own where the frame names one, else that of the study.

    Parameters
    ----------
    events : DataFrame
        May have the columns ``estimation_start`` and ``estimation_end``, sessions relative to the event; NaN takes
        the study's.
    estimation, window : Window
        Estimation and event window of the study.

    Returns
    -------
    ndarray of int, shape (n_rows, 2)

    Raises
    ------
    EstimationError
        Names the first event whose window is no pair of whole sessions, is reversed or reaches into the event window.

    Examples
    --------
    >>> events = pd.DataFrame({"event_id": ["a", "b"], "estimation_start": [-60, np.nan]})
    >>> estimation_windows(events, Window(-250, -11), Window(-1, 5)).tolist()
    [[-60, -11], [-250, -11]]
    """
    read = np.empty((len(events), 2))
    for at, (name, default) in enumerate(
        zip(ESTIMATION_COLUMNS, (estimation.start, estimation.end), strict=True)
    ):
        given = pd.to_numeric(events[name], errors="coerce") if name in events else None
        written = events[name].notna() if name in events else False
        read[:, at] = default if given is None else np.where(written, given.astype(np.float64), default)
    bad = ~(np.isfinite(read) & (read == np.round(read))).all(axis=1)
    _refuse_estimation(events, read, bad, "is no pair of whole sessions; write e.g. -250 and -11")
    bad = read[:, 1] < read[:, 0]
    _refuse_estimation(events, read, bad, "ends before it starts; write the earlier session first")
    bad = read[:, 1] >= window.start
    reach = f"reaches into window {window}; let it end at {window.start - 1} or before"
    _refuse_estimation(events, read, bad, reach)
    return read.astype(np.int64)


def _refuse_estimation(events: pd.DataFrame, read: np.ndarray, bad: BoolArray, reason: str) -> None:
    """Name the first event whose estimation window cannot be used."""
    if bad.any():
        first = int(np.argmax(bad))
        raise EstimationError(
            f"estimation_start and estimation_end of event {events['event_id'].iloc[first]} "
            f"({read[first, 0]:g}, {read[first, 1]:g}) {reason}; {int(bad.sum())} event(s) are like that.",
            events=[*events["event_id"][bad]],
        )
