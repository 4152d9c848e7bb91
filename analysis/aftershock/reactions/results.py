"""Results of the clock-time study: one frozen frame, computed views."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from aftershock.alignment.outcomes import MEASURED, count_outcomes
from aftershock.errors import EstimationError
from aftershock.typing import Interval, ReactionLevel, check_option


@dataclass(frozen=True, slots=True)
class ReactionSpec:
    """The settings of a clock-time study, as they will be printed."""

    windows: tuple[str, ...]
    interval: Interval
    history: int
    minimum: int
    guard: pd.Timedelta
    max_ages: Mapping[str, pd.Timedelta]

    @property
    def max_age(self) -> pd.Timedelta:
        """The longest of the ages that a price may have, by asset."""
        return max(self.max_ages.values())


class ReactionResults:
    r"""Hold a fitted clock-time study.

    Examples
    --------
    >>> import aftershock as ash
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> bars = ash.load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    >>> results = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    >>> len(results.to_frame("event"))
    1
    """

    def __init__(self, frame: pd.DataFrame, spec: ReactionSpec) -> None:
        self._frame = frame
        self._spec = spec

    @property
    def spec(self) -> ReactionSpec:
        """The settings."""
        return self._spec

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every headline, asset and window with what became of it."""
        return self._frame[
            ["headline_id", "asset", "window", "instant", "delay", "outcome", "merged_into"]
        ].copy()

    def to_frame(self, level: ReactionLevel, *, window: str | None = None) -> pd.DataFrame:
        """Lay the results out as a frame.

        Parameters
        ----------
        level : {"event", "window"}
            One row per headline, asset and window, unmeasured ones included; or one row per asset and window
            with counts, the largest standardized move and the headline that it belongs to.
        window : str, optional
            Restrict to one window.

        Returns
        -------
        DataFrame
            Moves in native units, named in the column ``unit``.

        Raises
        ------
        EstimationError
            If the window was not measured.
        """
        check_option("level", level, ReactionLevel)
        if window is not None and window not in self._spec.windows:
            measured = ", ".join(self._spec.windows)
            raise EstimationError(f"window {window!r} was not measured; there are {measured}.", window=window)
        frame = self._frame if window is None else self._frame[self._frame["window"] == window]
        if level == "event":
            return frame.copy()
        rows = [
            window_row(str(asset), str(text), part)
            for (asset, text), part in frame.groupby(["asset", "window"], sort=False)
        ]
        return pd.DataFrame(rows)

    def glance(self) -> pd.DataFrame:
        """Summarise the whole study in one row: counts and settings."""
        row = {
            "n_headlines": self._frame["headline_id"].nunique(),
            "n_assets": self._frame["asset"].nunique(),
            "n_rows": len(self._frame),
            "n_measured": int(self._frame["outcome"].isin(MEASURED).sum()),
            "windows": ", ".join(self._spec.windows),
            "interval": self._spec.interval,
            "history": self._spec.history,
        }
        return pd.DataFrame([row])

    def summary(self) -> str:
        """Write the settings, the counts by outcome and one line per asset and window as text."""
        counts = ", ".join(
            f"{name} {count}" for name, count in count_outcomes(self._frame["outcome"]).items()
        )
        settings = f"bars of {self._spec.interval}, compared with {self._spec.history} earlier days"
        table = self.to_frame("window").to_string(index=False, na_rep="")
        return f"Clock-time study: {settings}\nRows by outcome: {counts}\n{table}"

    def __repr__(self) -> str:
        """Say in one line what was measured."""
        row = self.glance().iloc[0]
        return (
            f"<ReactionResults: {row['n_headlines']} headline(s) x {row['n_assets']} asset(s) x "
            f"{len(self._spec.windows)} window(s), {row['n_measured']} of {row['n_rows']} measured>"
        )


def window_row(asset: str, window: str, part: pd.DataFrame) -> dict[str, object]:
    """Summarise one asset and window: counts, and the largest standardized move."""
    measured = part[part["standardized"].notna()]
    row: dict[str, object] = {
        "asset": asset,
        "window": window,
        "n_headlines": len(part),
        "n_measured": int(part["outcome"].isin(MEASURED).sum()),
    }
    if measured.empty:
        return row | {"headline_id": "", "move": float("nan"), "standardized": float("nan"), "unit": ""}
    top = measured.iloc[int(measured["standardized"].abs().to_numpy().argmax())]
    return row | {name: top[name] for name in ("headline_id", "move", "standardized", "unit")}
