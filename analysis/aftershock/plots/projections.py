"""Impulse responses: one small panel an asset, with the 68 and 90 % bands of each horizon."""

import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from aftershock.comovement.projection_result import INNER_ALPHA, LocalProjection
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style
from aftershock.study.panels import UNITS
from aftershock.typing import IntArray

TITLE_WIDTH = 42
KEY_WIDTH = 60
MOST_MARKERS = 15


def plot_local_projection(result: LocalProjection, asset: str, *, ax: Axes | None = None) -> Axes:
    """Draw the response of one asset, horizon by horizon.

    Use it for one panel; :func:`plot_local_projections` sets all assets beside each other.

    Parameters
    ----------
    result : LocalProjection
        What :func:`aftershock.comovement.local_projection` returned.
    asset : str
        Which asset.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ComovementError
        If there is no such asset.

    Examples
    --------
    >>> import pandas as pd
    >>> from aftershock.comovement import local_projection
    >>> rng = np.random.default_rng(1)
    >>> moves = pd.DataFrame({"OIL": rng.standard_normal(200)})
    >>> found = local_projection(moves, pd.Series(rng.standard_normal(200)), horizons=3)
    >>> from matplotlib.figure import Figure
    >>> plot_local_projection(found, "OIL", ax=Figure().add_subplot()).get_xlabel()
    'rows after the shock'
    """
    path = result.path(asset)
    scale, unit = _shown(result, asset)
    with house_style():
        axes = house_axes(ax)
        axes.axhline(0, color=LIGHT["stroke"], linewidth=1)
        known = np.flatnonzero(np.isfinite(path.estimates))
        if not known.size:
            axes.text(
                0.5, 0.5, textwrap.fill(path.reason, 30), transform=axes.transAxes, ha="center", va="center"
            )
        else:
            _draw_path(axes, result, asset, known, scale)
        axes.set_xlabel(f"{result.counted} after the shock")
        axes.set_ylabel(unit or "own unit")
        axes.set_title(f"{asset}  n = {path.n_rows.max()}", fontsize=10)
        axes.locator_params(axis="x", integer=True, nbins=6)
        axes.grid(axis="y", linewidth=0.6)
    return axes


def plot_local_projections(result: LocalProjection, *, columns: int = 2, ax: Axes | None = None) -> Axes:
    """Draw the responses of all assets as small panels, each on its own scale.

    Use it in a report: the title says what responds to what, the key what the bands are.

    Parameters
    ----------
    result : LocalProjection
        What :func:`aftershock.comovement.local_projection` returned.
    columns : int
        Panels side by side; 1 for a narrow page.
    ax : matplotlib.axes.Axes, optional
        Axes whose place the panels take; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Axes without lines that hold the title; its figure holds the panels.

    Examples
    --------
    >>> import pandas as pd
    >>> from aftershock.comovement import local_projection
    >>> from matplotlib.figure import Figure
    >>> rng = np.random.default_rng(1)
    >>> moves = pd.DataFrame(rng.standard_normal((200, 3)), columns=["SPX", "GOLD", "OIL"])
    >>> found = local_projection(moves, pd.Series(rng.standard_normal(200)), horizons=3)
    >>> len(plot_local_projections(found, ax=Figure().add_subplot()).child_axes)
    3
    """
    count = len(result.assets)
    columns = min(columns, count)
    rows = -(-count // columns)
    with house_style():
        frame = house_axes(ax, width=3.8 * columns + 0.2, height=2.4 * rows + 0.7)
        frame.set_axis_off()
        frame.set_title(_title(result, columns), loc="left")
        key = textwrap.fill(_key(result), KEY_WIDTH * columns)
        frame.text(0.0, 1.0, key, transform=frame.transAxes, va="top", color=LIGHT["muted"], fontsize=8.5)
        top = 1.0 - 0.07 * (1 + key.count("\n")) / rows
        for number, asset in enumerate(result.assets):
            row, column = divmod(number, columns)
            panel = frame.inset_axes(_place(row, column, rows, columns, top))
            plot_local_projection(result, asset, ax=panel)
            if number + columns < count:
                panel.set_xlabel("")
    return frame


def describe_local_projections(result: LocalProjection) -> str:
    """Say in words what the panels show, as alternative text.

    Examples
    --------
    >>> import pandas as pd
    >>> from aftershock.comovement import local_projection
    >>> rng = np.random.default_rng(1)
    >>> moves = pd.DataFrame({"OIL": rng.standard_normal(200)})
    >>> found = local_projection(moves, pd.Series(rng.standard_normal(200)), horizons=3)
    >>> describe_local_projections(found).startswith("Chart of the cumulated move")
    True
    """
    told = [_described(result, asset) for asset in result.assets]
    level = f"68 and {100 * (1 - result.alpha):g} %"
    what = f"Chart of the {_what(result)} of {', '.join(result.assets)}"
    where = f"from 0 to {result.horizons} {result.counted} after {result.shock_unit}"
    return f"{what} {where}, with {level} bands at each horizon. {' '.join(told)}"


def _draw_path(axes: Axes, result: LocalProjection, asset: str, known: IntArray, scale: float) -> None:
    """Draw bands, line and markers of the horizons that have an estimate."""
    path, whole = result.path(asset), result.path_alphas[result.assets.index(asset)]
    edge: dict[str, Any] = {"color": LIGHT["stroke"], "zorder": 2}
    for alpha, color in ((result.alpha, "shade"), (INNER_ALPHA, "rule")):
        low, high = (scale * limit[known] for limit in path.limits(alpha))
        axes.fill_between(known, low, high, color=LIGHT[color], linewidth=0, zorder=1)
    for limit in path.limits(result.alpha):
        axes.plot(known, scale * limit[known], linewidth=0.7, **edge)
    for limit in path.limits(whole) if np.isfinite(whole) else ():
        axes.plot(known, scale * limit[known], linewidth=0.8, linestyle=(0, (2, 2)), **edge)
    axes.plot(
        known,
        scale * path.estimates[known],
        color=LIGHT["line"],
        linewidth=1.8,
        marker="o" if known.size <= MOST_MARKERS else None,
        markersize=3.5,
        zorder=3,
    )


def _shown(result: LocalProjection, asset: str) -> tuple[float, str]:
    """Find by what to multiply, and the unit that is shown: returns in per cent, others as they are."""
    unit = result.units[result.assets.index(asset)]
    return (100.0, "%") if unit in UNITS.values() else (1.0, unit)


def _place(row: int, column: int, rows: int, columns: int, top: float) -> tuple[float, float, float, float]:
    """Find the place of a panel: left, bottom, width and height as shares of the frame."""
    height, width = top / rows, 1.0 / columns
    return (column + 0.17) * width, top - (row + 0.86) * height, 0.81 * width, 0.72 * height


def _what(result: LocalProjection) -> str:
    """Name what responds."""
    if result.response == "move":
        return "cumulated move" if result.cumulative else "move"
    return "realised volatility" if result.cumulative else "absolute move"


def _title(result: LocalProjection, columns: int) -> str:
    """Say what responds to what."""
    text = f"{_what(result).capitalize()} after {result.shock_unit}"
    return textwrap.fill(text, TITLE_WIDTH * columns)


def _key(result: LocalProjection) -> str:
    """Say what is drawn."""
    level = f"{100 * (1 - result.alpha):g} %"
    path = f"; dots: {level} for the whole path" if np.isfinite(result.path_alphas).any() else ""
    return f"line: estimate; dark band 68 %, light band {level} at each horizon{path}"


def _described(result: LocalProjection, asset: str) -> str:
    """Say where the response of one asset ends, and where its band leaves zero out."""
    path = result.path(asset)
    known = np.flatnonzero(np.isfinite(path.estimates))
    if not known.size:
        return f"{asset}: no estimate, {path.reason}."
    low, high = path.limits(result.alpha)
    outside = [str(at) for at in known if low[at] > 0 or high[at] < 0]
    scale, unit = _shown(result, asset)
    first, last = scale * path.estimates[0], int(known[-1])
    beyond = (
        f"the band leaves out zero at horizon {', '.join(outside)}"
        if outside
        else "the band always holds zero"
    )
    return (
        f"{asset}: {first:.3g} at 0 and {scale * path.estimates[last]:.3g} at {last}{' ' + unit if unit else ''}, "
        f"n = {path.n_rows.max()}; {beyond}."
    )
