"""Windows of event time: sessions relative to the event, both ends included."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftershock.errors import EstimationError


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A run of sessions relative to the event session, both ends included.

    Parameters
    ----------
    start, end : int
        First and last session; 0 is the event session.

    Raises
    ------
    EstimationError
        If the window ends before it starts.

    Examples
    --------
    >>> str(Window(-1, 5)), Window(-1, 5).length
    ('[-1, +5]', 7)
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a window that ends before it starts."""
        if self.end < self.start:
            raise EstimationError(
                f"window ({self.start}, {self.end}) ends before it starts; write the earlier session first.",
                window=(self.start, self.end),
            )

    def __str__(self) -> str:
        """Print as [-1, +5]."""
        return f"[{self.start:+d}, {self.end:+d}]".replace("+0", "0")

    @property
    def length(self) -> int:
        """Number of sessions."""
        return self.end - self.start + 1

    def holds(self, other: "Window") -> bool:
        """Say whether the other window lies inside this one."""
        return self.start <= other.start and other.end <= self.end


WindowLike = Window | tuple[int, int]
WindowsLike = WindowLike | Sequence[WindowLike]


def as_window(value: WindowLike, *, name: str) -> Window:
    """Turn a pair of sessions into a :class:`Window`.

    Raises
    ------
    EstimationError
        If it is not a pair of whole numbers, or ends before it starts; names the parameter.

    Examples
    --------
    >>> as_window((0, 1), name="window")
    Window(start=0, end=1)
    """
    if isinstance(value, Window):
        return value
    try:
        start, end = value
        whole = int(start) == start and int(end) == end
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        raise EstimationError(
            f"{name} is {value!r}; give a pair of whole sessions, e.g. (-1, 5).", value=value
        )
    if end < start:
        raise EstimationError(
            f"{name} ({start}, {end}) ends before it starts; write the earlier session first.", value=value
        )
    return Window(int(start), int(end))


def as_windows(value: WindowsLike, *, name: str) -> tuple[Window, ...]:
    """Turn one pair of sessions, or several, into windows.

    Raises
    ------
    EstimationError
        If it is neither, or there is none.

    Examples
    --------
    >>> as_windows([(0, 0), (-1, 1)], name="window")
    (Window(start=0, end=0), Window(start=-1, end=1))
    """
    if isinstance(value, Window | str) or not isinstance(value, Sequence):
        return (as_window(value, name=name),)
    if not value:
        raise EstimationError(
            f"{name} is empty; give at least one pair of sessions, e.g. (-1, 5).", value=value
        )
    if all(isinstance(one, Window | Sequence) for one in value):
        return tuple(as_window(one, name=name) for one in value)  # type: ignore[arg-type]
    return (as_window(value, name=name),)  # type: ignore[arg-type]


def hull(windows: Sequence[Window]) -> Window:
    """Find the shortest window that holds them all.

    Examples
    --------
    >>> hull([Window(0, 0), Window(-1, 1)])
    Window(start=-1, end=1)
    """
    return Window(min(one.start for one in windows), max(one.end for one in windows))


def check_estimation(estimation: Window, window: Window) -> None:
    """Refuse an estimation window that reaches into the event window.

    Raises
    ------
    EstimationError
        Names both windows and the latest session allowed.
    """
    if estimation.end >= window.start:
        raise EstimationError(
            f"estimation {estimation} reaches into window {window}; let it end at {window.start - 1} or "
            "before, so that the event cannot change what counts as normal.",
            estimation=estimation,
            window=window,
        )
