"""Calm, news and adjusted correlation of every pair on one scale, each with its interval."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from aftershock.comovement import CalmAndNews
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style

MARKS = (
    ("calm", -0.17, "o", "line", True, "●", "calm"),
    ("adjusted", 0.03, "D", "accent", True, "◆", "news, adjusted to calm variance"),
    ("news", 0.23, "s", "muted", False, "□", "news as measured"),
)
"""Which correlation, its place below the row, marker, colour, whether it is filled, its sign and its name in words."""
ROW, HEAD = 0.62, 1.5


def plot_calm_news(result: CalmAndNews, *, ax: Axes | None = None) -> Axes:
    """Draw calm, news and adjusted correlation of every pair beside each other, with the variance ratio at the right.

    Use it beside ``result.to_frame()``, its table. Only the circle and the diamond, joined by a line, can be compared;
    the open square is what a chart of plain correlations would have shown.

    Parameters
    ----------
    result : CalmAndNews
        As of `aftershock.comovement.calm_and_news`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        A pair without numbers has its row and the words "not compared".

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from aftershock.comovement import calm_and_news
    >>> from aftershock.simulate import simulate_regimes
    >>> market = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=60, n_other=300, variance_ratio=3.0)
    >>> found = calm_and_news(market.moves, market.news, source="SPX", n_draws=99)
    >>> plot_calm_news(found, ax=Figure().add_subplot()).get_xlabel()
    'Correlation'
    """
    with house_style():
        axes = house_axes(ax, height=HEAD + ROW * len(result.first))
        narrow = is_narrow(axes)
        _frame(axes, result, narrow)
        for at in range(len(result.first)):
            _draw_pair(axes, result, at)
        _write_ratio(axes, result, narrow)
        headed(axes, _title(result), _legend(result), narrow=narrow)
    return axes


def _frame(axes: Axes, result: CalmAndNews, narrow: bool) -> None:
    """Set scale, names of pairs and zero line."""
    names = [f"{one} and {other}" for one, other in zip(result.first, result.second, strict=True)]
    axes.set_yticks(range(len(names)), [] if narrow else names)
    axes.tick_params(axis="y", length=0, labelcolor=LIGHT["ink"])
    if narrow:
        _write_inside(axes, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(-1.0, 1.0)
    axes.set_xlabel("Correlation")
    axes.grid(axis="x")
    axes.axvline(0.0, color=LIGHT["stroke"], linewidth=0.9, zorder=1)
    for between_rows in range(1, len(names)):
        axes.axhline(between_rows - 0.5, color=LIGHT["rule"], linewidth=0.6, zorder=0)


def _write_inside(axes: Axes, names: list[str]) -> None:
    """Write the names of pairs at the left above their marks, where a telephone leaves no room beside them."""
    for at, name in enumerate(names):
        axes.text(-0.98, at - 0.34, name, va="center", fontsize=8.0, color=LIGHT["ink"], zorder=4)


def _draw_pair(axes: Axes, result: CalmAndNews, at: int) -> None:
    """Draw the three correlations of a pair with their intervals, calm and adjusted joined."""
    if result.reasons[at]:
        axes.text(0.0, at, "not compared", ha="center", va="center", color=LIGHT["muted"])
        return
    (_, above, *_), (_, below, *_) = MARKS[:2]
    axes.plot(
        [result.calm.value[at], result.adjusted.value[at]],
        [at + above, at + below],
        color=LIGHT["stroke"],
        linewidth=3.0,
        solid_capstyle="round",
        alpha=0.5,
        zorder=1,
    )
    for name, offset, marker, color, filled, _, _ in MARKS:
        found = getattr(result, name)
        ink = LIGHT[color]
        axes.plot(
            [found.low[at], found.high[at]],
            [at + offset] * 2,
            color=ink,
            linewidth=1.5 if filled else 1.0,
            linestyle="-" if filled else (0, (4, 2)),
            zorder=2,
        )
        axes.plot(
            [found.value[at]],
            [at + offset],
            linestyle="none",
            marker=marker,
            markersize=6.0,
            markerfacecolor=ink if filled else LIGHT["paper"],
            markeredgecolor=ink,
            zorder=3,
        )


def _write_ratio(axes: Axes, result: CalmAndNews, narrow: bool) -> None:
    """Write the variance ratio of the first two assets of every pair at the right edge."""
    ratios = dict(zip(result.assets, result.variance_ratio.value.tolist(), strict=True))
    label = "variance\nnews/calm" if narrow else "variance, news/calm"
    axes.annotate(
        label,
        (1.0, 0.0),
        xycoords="axes fraction",
        xytext=(5, -14),
        textcoords="offset points",
        fontsize=7.5,
        color=LIGHT["muted"],
        va="top",
    )
    for at, pair in enumerate(zip(result.first, result.second, strict=True)):
        words = "\n".join(f"{name} {_times(ratios[name])}" for name in pair)
        axes.annotate(
            words,
            (1.0, at),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5 if narrow else 8.5,
            color=LIGHT["ink"],
        )


def _times(ratio: float) -> str:
    """Write a variance ratio."""
    return "–" if math.isnan(ratio) else f"{ratio:.1f}×"


def _title(result: CalmAndNews) -> str:
    """Say what the chart shows."""
    return f"Closer links with news, or only larger moves of {result.source}?"


def _legend(result: CalmAndNews) -> list[str]:
    """Say what marks and lines mean and how many rows there are."""
    marks = [f"{sign} {words}" for *_, sign, words in MARKS]
    tested = result.equality.pvalue
    words = [] if math.isnan(tested) else [f"all links the same: p = {tested:.3f}"]
    rows = f"{result.n_news} news and {result.n_calm} calm rows"
    return [*marks, f"lines: {100 * (1 - result.alpha):g} % intervals", rows, *words]


def describe_calm_news(result: CalmAndNews) -> str:
    """Write the alternative text of `plot_calm_news`: adjusted against calm, pair by pair.

    Examples
    --------
    >>> from aftershock.comovement import calm_and_news
    >>> from aftershock.simulate import simulate_regimes
    >>> market = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=60, n_other=300, variance_ratio=3.0)
    >>> describe_calm_news(calm_and_news(market.moves, market.news, source="SPX", n_draws=99))[:40]
    'Interval chart of correlations of 1 pair'
    """
    count = len(result.first)
    start = f"Interval chart of correlations of {count} pair{'' if count == 1 else 's'} of assets"
    pairs = "; ".join(_pair_words(result, at) for at in range(count))
    ratio = result.variance_ratio.value[0]
    return (
        f"{start} on {result.n_news} news and {result.n_calm} calm rows, where {pairs}. "
        f"The variance of {result.source} is {ratio:.1f} times as large in news rows."
    )


def _pair_words(result: CalmAndNews, at: int) -> str:
    """Say adjusted against calm for one pair."""
    pair = f"{result.first[at]} and {result.second[at]}"
    if result.reasons[at]:
        return f"{pair} are not compared"
    return (
        f"{pair} have {result.adjusted.value[at]:+.2f} in news rows adjusted to calm variance against "
        f"{result.calm.value[at]:+.2f} in calm rows ({result.news.value[at]:+.2f} as measured)"
    )
