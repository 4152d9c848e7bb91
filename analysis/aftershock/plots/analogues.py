"""What followed the episodes nearest to one: each as a dot, beside what such stretches of time do anyway."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from aftershock.comovement import Analogues, Spread
from aftershock.errors import ComovementError
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style


def plot_analogues(result: Analogues, *, assets: Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw what followed each neighbour, asset by asset, above the usual spread of windows as long.

    Use it beside the list of neighbours: how few they are, how far they lie apart, and how much of it is ordinary.

    Parameters
    ----------
    result : Analogues
        The neighbours.
    assets : sequence of str, optional
        Which assets, from the top; by default all.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
        One row an asset, in halves of the usual spread from the 10th to the 90th per cent, so that units share an axis;
        numbers in native units beside.

    Raises
    ------
    ComovementError
        If an asset has no moves.

    Examples
    --------
    >>> from aftershock.comovement import analogues
    >>> from aftershock.simulate import simulate_flights
    >>> from matplotlib.figure import Figure
    >>> made = simulate_flights(2500, n_flights=40, size=3.0, rng=3)
    >>> moves = made.frame()
    >>> days = moves.index[made.flights]
    >>> found = analogues(moves.loc[days] / moves.std(), of=days[-1], moves=moves)
    >>> [one.get_text() for one in plot_analogues(found, ax=Figure().add_subplot()).get_yticklabels()]
    ['SPX', 'UST10Y', 'GOLD', 'WTI']
    """
    names = _chosen(result, assets)
    with house_style():
        axes = house_axes(ax, width=7.2, height=1.1 + 0.75 * len(names))
        narrow = is_narrow(axes)
        for level, name in enumerate(names):
            _draw_asset(axes, result, name, -float(level), narrow=narrow)
        axes.axvline(0, color=LIGHT["stroke"], linewidth=0.8, zorder=1)
        axes.set_yticks([-float(level) for level in range(len(names))], names)
        axes.set_ylim(-len(names) + 0.35, 0.6)
        axes.tick_params(axis="y", length=0)
        start, end = result.horizon
        broken = "\n" if narrow else ", "
        axes.set_xlabel(f"Move over rows +{start} to +{end}{broken}1 = half the usual spread")
        title = f"After the {result.n_neighbours} nearest of {result.n_earlier} earlier episodes"
        legend = [
            "dots: episodes",
            "line: their middle half",
            "tall tick: their median",
            "band: 80% of all such windows",
        ]
        headed(axes, title, legend, narrow=narrow)
    return axes


def describe_analogues(result: Analogues) -> str:
    """Describe the chart for those who cannot see it.

    Examples
    --------
    >>> from aftershock.comovement import analogues
    >>> from aftershock.simulate import simulate_flights
    >>> made = simulate_flights(2500, n_flights=40, size=3.0, rng=3)
    >>> moves = made.frame()
    >>> days = moves.index[made.flights]
    >>> describe_analogues(analogues(moves.loc[days] / moves.std(), of=days[-1], moves=moves))[:67]
    'Dot chart of moves over rows +1 to +5 after the 10 episodes nearest'
    """
    start, end = result.horizon
    parts = []
    for name in _chosen(result, None):
        after, usual = _spreads(result, name)
        said = _words(after) if not after.reason else f"{after.n} cases, not described"
        parts.append(f"{name}: {said}, against {_words(usual)} in all such windows before")
    nearest = f"the {result.n_neighbours} episodes nearest to {result.of}"
    return (
        f"Dot chart of moves over rows +{start} to +{end} after {nearest}, beside all windows as long before it, where "
        f"{'; '.join(parts)}. A record, not a forecast."
    )


def _chosen(result: Analogues, assets: Sequence[str] | None) -> list[str]:
    """Choose the rows of the chart."""
    held = list(result.values.columns)
    names = held if assets is None else list(assets)
    absent = [one for one in names if one not in held]
    if absent or not names:
        raise ComovementError(
            f"There is nothing to draw of {', '.join(absent) or 'no asset'}; there is {held}."
        )
    return names


def _spreads(result: Analogues, name: str) -> tuple[Spread, Spread]:
    """Take what followed the neighbours in one asset, and what all windows did."""
    rows = result.following[result.following["asset"] == name].to_dict("records")
    return Spread.of_row(rows[0]), Spread.of_row(rows[1])


def _draw_asset(axes: Axes, result: Analogues, name: str, level: float, *, narrow: bool) -> None:
    """Draw one asset's row: band of all windows, bar and median of the neighbours, and every neighbour."""
    after, usual = _spreads(result, name)
    scale = (usual.q90 - usual.q10) / 2
    if not scale > 0:
        return
    q10, median, q90 = (one / scale for one in (usual.q10, usual.median, usual.q90))
    axes.fill_betweenx([level - 0.26, level + 0.02], q10, q90, color=LIGHT["hatch"], linewidth=0, zorder=1)
    axes.plot([median, median], [level - 0.26, level + 0.02], color=LIGHT["muted"], linewidth=1.4, zorder=2)
    dots = np.sort(result.values[name].dropna().to_numpy(dtype=np.float64)) / scale
    axes.scatter(
        dots,
        np.full(dots.shape, level + 0.17),
        s=26,
        facecolor=LIGHT["paper"],
        edgecolor=LIGHT["line"],
        zorder=4,
    )
    if not after.reason:
        low, middle, high = (one / scale for one in (after.q25, after.median, after.q75))
        axes.plot([low, high], [level + 0.17] * 2, color=LIGHT["line"], linewidth=4, alpha=0.35, zorder=3)
        axes.plot([middle] * 2, [level + 0.05, level + 0.29], color=LIGHT["accent"], linewidth=2, zorder=5)
    said = _words(after) if not after.reason else f"n {after.n}: listed only"
    text = axes.annotate(
        f"{said}; usual {_words(usual)}" if not narrow else said,
        (1.0, level + 0.36),
        xycoords=axes.get_yaxis_transform(),
        ha="right",
        va="bottom",
        fontsize=7.5,
        color=LIGHT["ink"],
    )
    text.set_in_layout(False)


def _words(spread: Spread) -> str:
    """Say a distribution's median, share and count in a few words."""
    middle = spread.median
    value = f"{middle * 100:+.2f}%" if spread.unit == "%" else f"{middle:+.3g} {spread.unit}".strip()
    return f"median {value}, {spread.share_up:.0%} up, n {spread.n}"
