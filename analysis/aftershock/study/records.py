"""Records of a study: its settings, and one event x asset pair."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

import pandas as pd

from aftershock.study.abnormal import CumulativeMove, EventFit, cumulate
from aftershock.study.windows import Window
from aftershock.typing import Outcome, SessionRule


@dataclass(frozen=True, slots=True)
class StudySpec:
    """The settings of a study, as they will be printed."""

    model: str
    window: Window
    estimation: Window
    mask_events: bool
    sessions: SessionRule
    min_estimation: int


@dataclass(frozen=True, slots=True, eq=False)
class EventRecord:
    """One event x asset pair: its outcome and, where measured, its fit."""

    event_id: Hashable
    asset: Hashable
    session: object
    outcome: Outcome
    unit: str
    fitted: EventFit | None = None
    labels: tuple[object, ...] = ()

    def with_fit(self, fitted: EventFit, rows: pd.Index, event_row: int) -> "EventRecord":
        """Attach a fit and the session labels of the event window."""
        window = fitted.window
        wanted = range(event_row + window.start, event_row + window.end + 1)
        labels = tuple(rows[at] if 0 <= at < len(rows) else pd.NaT for at in wanted)
        return replace(self, fitted=fitted, labels=labels)


def cumulate_record(record: EventRecord, window: Window) -> CumulativeMove:
    """Sum one fitted record over a window."""
    assert record.fitted is not None
    return cumulate(record.fitted, window)
