"""The settings of a study."""

from dataclasses import dataclass

from aftershock.study.windows import Window
from aftershock.typing import SessionRule


@dataclass(frozen=True, slots=True)
class StudySpec:
    """The settings of a study, as they will be printed.

    Parameters
    ----------
    model : str
        The model in words.
    factors : tuple of str
        Columns of the moves frame that it uses.
    market : str, optional
        The one that stands for the market.
    window : Window
        The event window: the shortest that holds all ``windows``.
    windows : tuple of Window
        The windows asked for, over which frames cumulate unless told otherwise.
    estimation : Window
        The estimation window of events that name none of their own.
    mask_events : bool
        Whether the windows of other events are left out of estimation.
    sessions : {"calendar", "panel", "observed"}
        What event time counts.
    min_estimation : int
        Fewest usable estimation days.
    """

    model: str
    factors: tuple[str, ...]
    market: str | None
    window: Window
    windows: tuple[Window, ...]
    estimation: Window
    mask_events: bool
    sessions: SessionRule
    min_estimation: int
