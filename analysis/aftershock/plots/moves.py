"""Every headline's move in clock time, beside what is usual at that time of day."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from aftershock.errors import EstimationError
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.native import shown_unit, shown_values
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style
from aftershock.reactions import ReactionResults

ALPHA = 0.05
MOST_TICKS = 12
NOTICED: dict[str, Any] = {"color": LIGHT["stroke"], "linewidth": 1.0}
USUAL: dict[str, Any] = {"color": LIGHT["rule"], "linewidth": 6.0}
POINT: dict[str, Any] = {
    "marker": "D",
    "markersize": 5.5,
    "markeredgecolor": LIGHT["accent"],
    "linestyle": "none",
    "zorder": 3,
}
LEGEND = (
    "thick: a usual move at that time of day",
    "thin: what would have been noticed",
    f"◆ p below {ALPHA:g} alone, not counting the other headlines   ◇ not",
)


def plot_reactions(
    results: ReactionResults, *, window: str | None = None, asset: str | None = None, ax: Axes | None = None
) -> Axes:
    r"""Draw the move of one asset at each headline, in order of time, with its usual size and what would be noticed.

    Use it to see all headlines at once. Filled points are rarer than 5 % among the placebos of their own, each taken
    alone: of twenty headlines that meant nothing one is filled.

    Parameters
    ----------
    results : ReactionResults
        A fitted study.
    window : str, optional
        By default the first of fixed length that does not end before the headline.
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
        If the asset or the window was not measured, or several assets were and none is named.

    Examples
    --------
    >>> import aftershock as ash
    >>> from matplotlib.figure import Figure
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> bars = ash.load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    >>> found = ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit()
    >>> plot_reactions(found, ax=Figure().add_subplot()).get_ylabel()
    '%'
    """
    rows = measured_rows(results, window, asset)
    unit = str(rows["unit"].iloc[0]) if len(rows) else ""
    places = np.arange(len(rows))
    with house_style():
        axes = house_axes(ax)
        axes.axhline(0.0, color=LIGHT["stroke"], linewidth=0.8, zorder=1)
        for column, style in (("detectable", NOTICED), ("usual", USUAL)):
            size = rows[column].to_numpy(dtype=np.float64)
            low, high = shown_values(-size, unit), shown_values(size, unit)
            axes.vlines(places, low, high, zorder=2, **style)
        moves = shown_values(rows["move"], unit)
        for chosen, face in ((rare(rows), "accent"), (~rare(rows), "paper")):
            axes.plot(places[chosen], moves[chosen], markerfacecolor=LIGHT[face], **POINT)
        label_times(axes, rows)
        axes.set_ylabel(shown_unit(unit))
        axes.grid(axis="y", linewidth=0.6)
        headed(axes, heading(results, rows, window, asset), LEGEND, narrow=is_narrow(axes))
        return axes


def measured_rows(results: ReactionResults, window: str | None, asset: str | None) -> pd.DataFrame:
    """Take the measured headlines of one asset and window, in order of time.

    Raises
    ------
    EstimationError
        If the asset or the window was not measured, or several assets were and none is named.
    """
    chosen = results.spec.chosen(window)
    rows = results.to_frame("event", window=chosen)
    held = [str(one) for one in rows["asset"].unique()]
    name = held[0] if asset is None and len(held) == 1 else asset
    if name not in held:
        raise EstimationError(f"asset is {asset!r}; name one of {', '.join(held)}.", asset=asset)
    own = rows[(rows["asset"] == name) & rows["move"].notna()]
    return own.sort_values("instant", kind="stable").reset_index(drop=True)


def rare(rows: pd.DataFrame) -> Any:
    """Say which moves are rarer than the level among their placebos; those without a p-value are not."""
    return (rows["placebo_pvalue"] <= ALPHA).to_numpy(dtype=bool)


def label_times(axes: Axes, rows: pd.DataFrame) -> None:
    """Write when the headlines came, not more often than can be read."""
    step = max(1, -(-len(rows) // MOST_TICKS))
    at = np.arange(0, len(rows), step)
    days = rows["instant"].iloc[at].dt.strftime("%d %b %H:%M")
    axes.set_xticks(at, days.tolist(), rotation=40, ha="right")
    axes.set_xlabel("headlines in order of time, UTC")
    axes.set_xlim(-0.7, max(len(rows), 1) - 0.3)


def heading(results: ReactionResults, rows: pd.DataFrame, window: str | None, asset: str | None) -> str:
    """Say what the points are."""
    name = str(rows["asset"].iloc[0]) if len(rows) else asset
    count = len(rows)
    return f"Move of {name} in {results.spec.chosen(window)}, {count} headline{'s' if count != 1 else ''}"


def describe_reactions(
    results: ReactionResults, *, window: str | None = None, asset: str | None = None
) -> str:
    r"""Say in words what the chart shows, as alternative text.

    Parameters
    ----------
    results : ReactionResults
        A fitted study.
    window : str, optional
        By default the first of fixed length that does not end before the headline.
    asset : str, optional
        May be left out where there is one.

    Returns
    -------
    str
        Chart of what, how many points are filled, and which move is the largest in usual moves.

    Examples
    --------
    >>> import aftershock as ash
    >>> heads = ash.read_headlines("A strait is closed (3:40 p.m.)\n\nText.", date="2019-03-20", zone="CET")
    >>> bars = ash.load_prices(["GOLD"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h")
    >>> describe_reactions(ash.ReactionStudy(bars, heads, windows=["0/+60min"]).fit())[:39]
    'Point chart of the move of GOLD in 0/+6'
    """
    rows = measured_rows(results, window, asset)
    what = heading(results, rows, window, asset)
    start = f"Point chart of the {what[0].lower()}{what[1:]}"
    known = rows[rows["standardized"].notna()]
    if known.empty:
        return f"{start}, where none can be compared with what is usual."
    top = known.iloc[int(known["standardized"].abs().to_numpy().argmax())]
    size = float(shown_values(top["move"], str(top["unit"])))
    count = int(rare(rows).sum())
    return (
        f"{start}, where {count} {'is' if count == 1 else 'are'} rarer than {ALPHA:.0%} among "
        f"their placebos, each taken alone. The largest is {size:+.2f} {shown_unit(str(top['unit']))} at "
        f"{top['instant']:%Y-%m-%d %H:%M} UTC, {abs(top['standardized']):.1f} usual moves."
    )
