"""The mean path of abnormal moves around the events, with its bands and, for few events, every single path."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.special import stdtrit

from aftershock.errors import EstimationError
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.native import shown_unit, shown_values
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style
from aftershock.study import EventStudyResults
from aftershock.typing import FloatArray

FEW = 20
"""Events below which every single path is drawn."""
INNER, OUTER = 0.68, 0.90


def plot_paths(results: EventStudyResults, *, asset: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the mean cumulative abnormal move of one asset around its events.

    Use it to see when a move came and whether it stayed. The bands hold at each session taken alone (pointwise),
    not for the whole path.

    Parameters
    ----------
    results : EventStudyResults
        A fitted study; its event window is drawn.
    asset : str, optional
        May be left out where there is one.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    EstimationError
        If the study has no such asset, or several and none is named.

    Notes
    -----
    Bands are ``estimate`` -/+ t quantile times ``std_error`` of `EventStudyResults.caar`, with one degree of
    freedom less than events, on native moves; they assume independent events. Log returns are shown in per cent.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from aftershock.study import EventStudy
    >>> rng = np.random.default_rng(1)
    >>> moves = pd.DataFrame({"OIL": rng.normal(0, 0.01, 300)})
    >>> events = pd.DataFrame({"event_id": [1, 2, 3], "asset": "OIL", "session": [200, 230, 260]})
    >>> fitted = EventStudy(moves, events, window=(-1, 3), estimation=(-150, -11)).fit()
    >>> len(plot_paths(fitted, ax=Figure().add_subplot()).lines)
    6
    """
    path = mean_path(results, asset)
    singles = single_paths(results, str(path["asset"].iloc[0])) if drawn_singly(path) else pd.DataFrame()
    unit, days = str(path["unit"].iloc[0]), path["day"].to_numpy()
    with house_style():
        axes = house_axes(ax)
        axes.axhline(0.0, color=LIGHT["stroke"], linewidth=0.8, zorder=1)
        axes.axvline(0.0, color=LIGHT["stroke"], linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
        for coverage, color in ((OUTER, "shade"), (INNER, "rule")):
            low, high = (shown_values(limit, unit) for limit in band(path, coverage))
            axes.fill_between(days, low, high, color=LIGHT[color], linewidth=0, zorder=1)
        thin: dict[str, Any] = {"color": LIGHT["hairline"], "linewidth": 0.8, "zorder": 2}
        for _, single in singles.items():
            axes.plot(single.index.to_numpy(), shown_values(single, unit), **thin)
        axes.plot(
            days,
            shown_values(path["estimate"], unit),
            color=LIGHT["line"],
            linewidth=2.0,
            marker="o",
            markersize=3.5,
            zorder=3,
        )
        axes.set_xlabel("sessions after the event's own")
        axes.set_ylabel(shown_unit(unit))
        axes.locator_params(axis="x", integer=True)
        axes.grid(axis="y", linewidth=0.6)
        headed(axes, heading(path), legend(path), narrow=is_narrow(axes))
        return axes


def mean_path(results: EventStudyResults, asset: str | None) -> pd.DataFrame:
    """Take the mean path of one asset.

    Raises
    ------
    EstimationError
        If the study has no such asset, or several and none is named.
    """
    paths = results.caar(by="asset")
    held = [str(one) for one in paths["asset"].unique()]
    chosen = held[0] if asset is None and len(held) == 1 else asset
    if chosen not in held:
        raise EstimationError(f"asset is {asset!r}; name one of {', '.join(held) or 'none'}.", asset=asset)
    return paths[paths["asset"] == chosen].reset_index(drop=True)


def single_paths(results: EventStudyResults, asset: str) -> pd.DataFrame:
    """Add up every event's own abnormal moves, one column an event; a day without a move adds nothing."""
    days = results.to_frame("event")
    own = days[days["asset"] == asset].pivot(index="day", columns="event_id", values="abnormal")
    return own.cumsum().ffill()


def drawn_singly(path: pd.DataFrame) -> bool:
    """Whether there are so few events that each is drawn."""
    return int(path["n_events"].max()) < FEW


def band(path: pd.DataFrame, coverage: float) -> tuple[FloatArray, FloatArray]:
    """Find the pointwise limits of the mean; NaN below two events.

    Examples
    --------
    >>> path = pd.DataFrame({"estimate": [1.0], "std_error": [0.5], "n_events": [1]})
    >>> band(path, 0.9)
    (array([nan]), array([nan]))
    """
    n_events = path["n_events"].to_numpy(dtype=np.float64)
    df = np.where(n_events > 1, n_events - 1, np.nan)
    half = stdtrit(df, 0.5 + coverage / 2) * path["std_error"].to_numpy(dtype=np.float64)
    centre = path["estimate"].to_numpy(dtype=np.float64)
    return np.asarray(centre - half), np.asarray(centre + half)


def heading(path: pd.DataFrame) -> str:
    """Say what the line is."""
    count = int(path["n_events"].max())
    what = "Abnormal move" if count == 1 else "Mean abnormal move"
    since = f"added up from session {signed(path['day'].iloc[0])}"
    return f"{what} of {path['asset'].iloc[0]}, {since}, {count} event{'s' if count != 1 else ''}"


def signed(day: int) -> str:
    """Write a session with its sign; the event's own without one.

    Examples
    --------
    >>> signed(-1), signed(0), signed(3)
    ('-1', '0', '+3')
    """
    return f"{day:+d}" if day else "0"


def legend(path: pd.DataFrame) -> list[str]:
    """Say what the marks mean."""
    bands = [f"bands: {INNER:.0%} and {OUTER:.0%} at each session alone (pointwise), not for the whole path"]
    told = bands if np.isfinite(path["std_error"]).any() else ["no bands: one event has no spread"]
    return [*told, *(["thin lines: single events"] if drawn_singly(path) else [])]


def describe_paths(results: EventStudyResults, *, asset: str | None = None) -> str:
    """Say in words what the chart shows, as alternative text.

    Parameters
    ----------
    results : EventStudyResults
        A fitted study.
    asset : str, optional
        May be left out where there is one.

    Returns
    -------
    str
        Chart of what, and where the path stands at its end with its wider band.

    Examples
    --------
    >>> from aftershock.study import EventStudy
    >>> rng = np.random.default_rng(1)
    >>> moves = pd.DataFrame({"OIL": rng.normal(0, 0.01, 300)})
    >>> events = pd.DataFrame({"event_id": [1, 2, 3], "asset": "OIL", "session": [200, 230, 260]})
    >>> fitted = EventStudy(moves, events, window=(-1, 3), estimation=(-150, -11)).fit()
    >>> describe_paths(fitted)[:50]
    'Line chart of the mean abnormal move of OIL, added'
    """
    path = mean_path(results, asset)
    last, unit = path.iloc[-1], str(path["unit"].iloc[0])
    low, high = (float(shown_values(limit, unit)[-1]) for limit in band(path, OUTER))
    value, sign = float(shown_values(last["estimate"], unit)), shown_unit(unit)
    around = (
        f" ({OUTER:.0%} band, pointwise, {low:+.2f} to {high:+.2f})"
        if np.isfinite(low)
        else ", without a band"
    )
    what = heading(path)
    return (
        f"Line chart of the {what[0].lower()}{what[1:]}, where it stands at {value:+.2f} {sign} on session "
        f"{signed(last['day'])}{around}."
    )
