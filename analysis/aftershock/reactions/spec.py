"""The settings of a clock-time study."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from aftershock.errors import EstimationError
from aftershock.reactions.windows import ClockWindow
from aftershock.typing import Interval, PriceKind, SeasonalMethod


@dataclass(frozen=True, slots=True)
class ReactionSpec:
    """The settings of a clock-time study, as they will be printed."""

    windows: tuple[str, ...]
    interval: Interval
    price: PriceKind
    price_window: pd.Timedelta
    seasonality: SeasonalMethod
    min_placebos: int
    guard: pd.Timedelta
    max_ages: Mapping[str, pd.Timedelta]

    @property
    def max_age(self) -> pd.Timedelta:
        """The longest of the ages that a price may have, by asset."""
        return max(self.max_ages.values())

    @property
    def main_window(self) -> str:
        """The window that tests take by default: the first of fixed length that does not end before the headline."""
        parsed = [ClockWindow.parse(text) for text in self.windows]
        fixed = [one.text for one in parsed if one.length is not None and not one.is_before]
        return (*fixed, *self.windows)[0]

    def chosen(self, window: str | None) -> str:
        """Find a window of the study; the main one where none is named.

        Raises
        ------
        EstimationError
            If it was not measured.
        """
        chosen = self.main_window if window is None else window
        if chosen not in self.windows:
            measured = ", ".join(self.windows)
            raise EstimationError(f"window {chosen!r} was not measured; there are {measured}.", window=chosen)
        return chosen
