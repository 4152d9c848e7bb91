"""The section [events] of a study file: a list of days instead of headlines with a clock."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from aftershock.alignment.days import LONGEST_LAG
from aftershock.reporting.keys import Keys
from aftershock.study.event_tests import JUDGES, SINGLE
from aftershock.study.windows import Window
from aftershock.typing import DateOrder, EventTest


def _ordered(pair: tuple[int, int]) -> tuple[int, int]:
    """Refuse a window that ends before it starts."""
    if pair[1] < pair[0]:
        raise ValueError("it ends before it starts; write the earlier session first")
    return pair


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse the same entry twice."""
    if len(set(values)) < len(values):
        raise ValueError("an entry is there twice; name each once")
    return values


def _for_several(name: EventTest) -> EventTest:
    """Refuse a test that judges one event only, or cannot say what it would have found in native units."""
    if name in SINGLE:
        raise ValueError("it judges one event only; choose one for several, such as kp_bmp_t")
    if name == "lamb_z":
        raise ValueError(
            "it judges the line of a market model, and this report takes the constant mean; choose another, such as "
            "kp_bmp_t"
        )
    if not JUDGES[name].linear:
        raise ValueError(
            "its statistic has no size in moves, so it cannot say what would have been seen; choose another, "
            "such as kp_bmp_t"
        )
    return name


Sessions = Annotated[tuple[int, int], AfterValidator(_ordered)]


class EventsSection(Keys):
    """Where the list of days comes from, how it is read, and over which sessions moves are summed.

    ``note`` says what the days are; ``windows`` are tested, the first one leads; ``span`` is drawn and kept out of
    other events' estimation windows; ``groups`` are studied apart as well.
    """

    file: str
    note: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    date_order: DateOrder | None = None
    max_rejected: int | None = Field(default=None, ge=0)
    days_late: int = Field(default=0, ge=0, le=LONGEST_LAG)
    windows: Annotated[tuple[Sessions, ...], AfterValidator(_distinct)] = Field(
        default=((0, 1), (-1, 1)), min_length=1
    )
    span: Sessions = (-5, 5)
    test: Annotated[EventTest, AfterValidator(_for_several)] = "kp_bmp_t"
    groups: Annotated[tuple[str, ...], AfterValidator(_distinct)] = ()
    fictional: bool = False

    @model_validator(mode="after")
    def _span_holds_windows(self) -> "EventsSection":
        """Refuse a window that reaches beyond what is drawn and kept out of estimation."""
        span = Window(*self.span)
        for pair in self.windows:
            if not span.holds(Window(*pair)):
                raise ValueError(
                    f"the window {list(pair)} reaches beyond span = {list(self.span)}; widen the span"
                )
        return self
