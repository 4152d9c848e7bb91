"""What is measured, and how parts of it are chosen and labelled."""

from collections.abc import Hashable

import numpy as np
import pandas as pd

from aftershock.errors import EstimationError
from aftershock.study.measured import Measured
from aftershock.study.panels import unit_of
from aftershock.study.placing import OUTCOME_NAMES
from aftershock.study.spec import StudySpec
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window, WindowLike, WindowsLike, as_window, as_windows
from aftershock.typing import CodeArray, IntArray

MISSING = "missing"
"""Name of the group of events whose grouping column is empty."""


class MeasuredStudy:
    """Hold the measured pairs of a study beside every row of its events frame, and choose among them.

    Parameters
    ----------
    measured : Measured
        The measured pairs.
    codes : ndarray of int, shape (n_rows,)
        Outcome of every row of ``events``.
    spec : StudySpec
        The settings.
    events, moves : DataFrame
        The checked frames.
    """

    def __init__(
        self,
        measured: Measured,
        codes: CodeArray,
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
    def moves(self) -> pd.DataFrame:
        """Copy of the moves that the study was fitted to, in native units."""
        return self._moves.copy()

    @property
    def n_events(self) -> int:
        """Number of different events with a measured pair."""
        return int(self._measured_events()["event_id"].nunique(dropna=False))

    def __repr__(self) -> str:
        """Say in one line what was measured."""
        counts = f"{self.n_events} event(s) x {self._n_assets()} asset(s)"
        measured = f"{self._measured.n_pairs} of {len(self._events)} pairs measured"
        return (
            f"<{type(self).__name__}: {counts}, {measured}, window {self._spec.window}, {self._spec.model}>"
        )

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
        return self._arrays(self._find(asset, event_id), self._window(window))

    def _arrays(self, pairs: IntArray, window: Window) -> StudyArrays:
        """Hand out the arrays of some measured pairs."""
        chosen = self._measured.take(pairs)
        units = {panel.unit for panel, _ in chosen.places.by_panel()}
        unit = min(units) if len(units) == 1 else ""
        return StudyArrays(chosen, window, unit=unit, one_unit=len(units) <= 1)

    def _groups(self, by: Hashable) -> dict[Hashable, IntArray]:
        """Split the measured pairs by a column of the events frame; values without a measured pair are left out."""
        codes, values = self._values(by)
        ours = codes[self._measured.places.positions]
        found = {value: np.flatnonzero(ours == at) for at, value in enumerate(values)}
        return {value: pairs for value, pairs in found.items() if pairs.size}

    def _values(self, by: Hashable) -> tuple[IntArray, list[Hashable]]:
        """List the values of a column of the events frame as they appear, and which of them each row has."""
        if by not in self._events.columns:
            raise EstimationError(
                f"by is {by!r}; the events have the columns {', '.join(map(str, self._events.columns))}.",
                by=by,
            )
        column = self._events[by]
        codes, values = pd.factorize(column.astype(object).where(column.notna(), MISSING))
        return np.asarray(codes, dtype=np.int64), [*values]

    def _combinations(self, columns: list[Hashable]) -> dict[tuple[Hashable, ...], IntArray]:
        """Split the measured pairs by several columns of the events frame; combinations without a pair are left out."""
        groups: dict[tuple[Hashable, ...], IntArray] = {(): self._find(None, None)}
        for column in columns:
            groups = {
                (*names, value): np.intersect1d(pairs, chosen)
                for names, pairs in groups.items()
                for value, chosen in self._groups(column).items()
            }
        return {names: pairs for names, pairs in groups.items() if pairs.size}

    def _of_value(self, pairs: IntArray, column: Hashable, value: Hashable) -> IntArray:
        """Select the pairs that have a value in a column of the events frame."""
        codes, values = self._values(column)
        if value not in values:
            raise EstimationError(
                f"{column} has no value {value!r}; it has {', '.join(map(str, values))}.", value=value
            )
        wanted = codes[self._measured.places.positions[pairs]] == values.index(value)
        return np.asarray(pairs[wanted], dtype=np.int64)

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
