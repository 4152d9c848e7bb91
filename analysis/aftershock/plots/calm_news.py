"""Calm, news and adjusted correlation of every pair on one scale, each with its interval."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from aftershock.comovement import CalmAndNews
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style

MARKS = (
    ("calm", -0.2, "o", "line", True, "other rows"),
    ("adjusted", 0.0, "D", "accent", True, "news rows, adjusted"),
    ("news", 0.2, "s", "muted", False, "news rows as measured"),
)
"""Which correlation, its offset, marker, colour, whether it is filled, and its name in words."""
SYMBOLS = {"o": "●", "D": "◆", "s": "□"}


def plot_calm_news(result: CalmAndNews, *, ax: Axes | None = None) -> Axes:
    """Draw the three correlations of every pair beside each other.

    Use it instead of two heat maps: only the circle and the diamond can be compared.

    Parameters
    ----------
    result : CalmAndNews
        From `calm_and_news`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from aftershock.comovement import calm_and_news
    >>> from aftershock.simulate import simulate_regimes
    >>> market = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=60, n_other=200, variance_ratio=3.0)
    >>> found = calm_and_news(market.moves, market.news, source="SPX", n_draws=49)
    >>> plot_calm_news(found, ax=Figure().add_subplot()).get_xlabel()
    'Correlation'
    """
    with house_style():
        axes = house_axes(ax, height=1.4 + 0.62 * len(result.first))
        for name, offset, marker, color, filled, _ in MARKS:
            _draw(axes, result, name, offset, marker=marker, color=LIGHT[color], filled=filled)
        axes.axvline(0.0, color=LIGHT["stroke"], linewidth=0.8, zorder=1)
        narrow = is_narrow(axes)
        between = "\n" if narrow else " and "
        labels = [f"{one}{between}{other}" for one, other in zip(result.first, result.second, strict=True)]
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_xlim(-1.0, 1.0)
        axes.set_xlabel("Correlation")
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        ratio = result.variance_ratio.value[0]
        legend = [f"{SYMBOLS[marker]} {words}" for _, _, marker, _, _, words in MARKS]
        rows = f"{result.n_news} news rows, {result.n_calm} others; lines: {100 * (1 - result.alpha):.0f} % intervals"
        headed(
            axes,
            f"Do links change with the news, or only the size of moves in {result.source}?",
            [*legend, rows, f"variance of {result.source} on news rows: {ratio:.1f} times"],
            narrow=narrow,
        )
        return axes


def _draw(
    axes: Axes, result: CalmAndNews, name: str, offset: float, *, marker: str, color: str, filled: bool
) -> None:
    """Draw one kind of correlation with its intervals."""
    estimates = getattr(result, name)
    for place in range(len(result.first)):
        height = place + offset
        ends = [estimates.low[place], estimates.high[place]]
        axes.plot(ends, [height, height], color=color, linewidth=1.4, zorder=2)
        face = color if filled else LIGHT["paper"]
        style: dict[str, Any] = {
            "marker": marker,
            "markersize": 6,
            "markerfacecolor": face,
            "markeredgecolor": color,
        }
        axes.plot([estimates.value[place]], [height], linestyle="none", zorder=3, **style)


def describe_calm_news(result: CalmAndNews) -> str:
    """Say in words what the chart shows.

    Examples
    --------
    >>> from aftershock.comovement import calm_and_news
    >>> from aftershock.simulate import simulate_regimes
    >>> market = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=60, n_other=200, variance_ratio=3.0)
    >>> describe_calm_news(calm_and_news(market.moves, market.news, source="SPX", n_draws=49))[:40]
    'Interval chart of correlations of pairs '
    """
    parts = "; ".join(
        f"{one} and {other} {calm:+.2f} on other rows, {adjusted:+.2f} on news rows adjusted, {news:+.2f} as measured"
        for one, other, calm, adjusted, news in zip(
            result.first,
            result.second,
            result.calm.value,
            result.adjusted.value,
            result.news.value,
            strict=True,
        )
    )
    return (
        f"Interval chart of correlations of pairs of assets on {result.n_news} news rows and {result.n_calm} others, "
        f"where {parts}. {result.source} is {result.variance_ratio.value[0]:.1f} times as variable on news rows."
    )
