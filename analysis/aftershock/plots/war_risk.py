"""Responses to news risk, each with the set of values that cannot be refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from aftershock.comovement import ConfidenceSet, WarRisk
from aftershock.comovement.war_risk_results import set_words
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style

EDGE = 1.25
"""How far the axis reaches beyond the largest finite value."""


def plot_war_risk(result: WarRisk, *, ax: Axes | None = None) -> Axes:
    """Draw the response of every asset in its own standard deviations, with its set.

    Use it to see at a glance which responses are known at all: a set without an end runs out of the chart with an
    arrow, and the words at the right give the response in native units.

    Parameters
    ----------
    result : WarRisk
        From `war_risk`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from aftershock.comovement import war_risk
    >>> from aftershock.simulate import simulate_war_risk
    >>> market = simulate_war_risk({"SPX": -1.0, "GOLD": 0.5}, n_news=200, n_other=800, variance_ratio=9.0)
    >>> found = war_risk(market.moves, market.news, numeraire="SPX", n_draws=49)
    >>> len(plot_war_risk(found, ax=Figure().add_subplot()).get_yticks())
    1
    """
    with house_style():
        axes = house_axes(ax, height=1.6 + 0.55 * (len(result.assets) - 1))
        between = "\n" if is_narrow(axes) else " "
        scales, others = unit_scales(result), range(1, len(result.assets))
        reach = EDGE * max([1.0, *(largest(result, at, scales) for at in others)])
        for row, at in enumerate(others):
            draw_set(axes, result.sets[at].scaled(1.0 / scales[at]), row, reach)
            draw_estimate(axes, result.estimates[at] / scales[at], row, agrees=result.agrees[at], reach=reach)
            axes.annotate(
                native_words(result, at), (0.0, row), xycoords=("axes fraction", "data"), xytext=(2, 7),
                textcoords="offset points", fontsize=8, color=LIGHT["muted"],
            )  # fmt: skip
        axes.axvline(0.0, color=LIGHT["stroke"], linewidth=0.8, zorder=1)
        axes.set_yticks(range(len(result.assets) - 1), result.assets[1:])
        axes.set_ylim(len(result.assets) - 1.5, -0.7)
        axes.set_xlim(-reach, reach)
        axes.set_xlabel(f"In usual moves,{between}per usual move of {result.numeraire}")
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        headed(axes, heading(result), legend(result), narrow=is_narrow(axes))
        return axes


def unit_scales(result: WarRisk) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Find what a response of one usual move for one usual move of the numeraire is in shown units."""
    ratio = result.direction / result.direction[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        scales = np.abs(result.estimates / ratio)
    return np.where(np.isfinite(scales) & (scales > 0), scales, 1.0)


def largest(result: WarRisk, place: int, scales: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Find the largest finite value of one row."""
    one = result.sets[place]
    values = [result.estimates[place], one.low, one.high]
    return max([abs(value / scales[place]) for value in values if math.isfinite(value)], default=0.0)


def pieces(values: ConfidenceSet, reach: float) -> list[tuple[float, float]]:
    """Cut a set into the stretches that a chart reaching so far shows.

    Examples
    --------
    >>> pieces(ConfidenceSet("outside", -1.0, 2.0), 5.0)
    [(-5.0, -1.0), (2.0, 5.0)]
    >>> pieces(ConfidenceSet("ray", 1.0, math.inf), 5.0), pieces(ConfidenceSet("nothing", math.nan, math.nan), 5.0)
    ([(1.0, 5.0)], [])
    """
    match values.shape:
        case "nothing":
            return []
        case "outside":
            return [(-reach, values.low), (values.high, reach)]
        case _:
            return [(max(values.low, -reach), min(values.high, reach))]


def draw_set(axes: Axes, values: ConfidenceSet, row: int, reach: float) -> None:
    """Draw the stretches of a set, with an arrow where it goes on beyond the chart."""
    color = LIGHT["line"]
    for low, high in pieces(values, reach):
        axes.plot([low, high], [row, row], color=color, linewidth=2.2, solid_capstyle="butt", zorder=2)
        for end, marker in ((low, "<"), (high, ">")):
            if abs(end) >= reach:
                axes.plot(
                    [math.copysign(0.98 * reach, end)],
                    [row],
                    marker=marker,
                    color=color,
                    markersize=7,
                    zorder=3,
                )


def draw_estimate(axes: Axes, value: float, row: int, *, agrees: bool, reach: float) -> None:
    """Draw an estimate: filled inside its set, open outside."""
    if math.isfinite(value):
        face = LIGHT["accent"] if agrees else LIGHT["paper"]
        style: dict[str, Any] = {
            "marker": "D",
            "markersize": 6.5,
            "markerfacecolor": face,
            "markeredgecolor": LIGHT["accent"],
        }
        axes.plot([float(np.clip(value, -reach, reach))], [row], linestyle="none", zorder=4, **style)


def native_words(result: WarRisk, place: int) -> str:
    """Write a response and its set in native units."""
    value = result.estimates[place]
    told = f"{value:+.2f}" if math.isfinite(value) else "no estimate"
    unit = f" {result.units[place]}" if result.units[place] else ""
    return f"{told}{unit} ({set_words(result.sets[place])})"


def heading(result: WarRisk) -> str:
    """Say what the responses belong to."""
    step = f"{abs(result.per):g} {result.units[0]}".strip()
    way = "fall" if result.per < 0 else "rise"
    return f"What moves with a {way} of {step} in {result.numeraire} that comes with the news"


def legend(result: WarRisk) -> list[str]:
    """Say what the marks mean and what they rest on."""
    strength = "weak" if result.is_weak else "strong enough"
    return [
        "◆ estimate (◇ outside its set)",
        f"line: {100 * (1 - result.alpha):.0f} % set, holds when identification is weak",
        f"first-stage F {result.first_stage:.1f}, {strength}",
        f"{result.n_news} news rows, {result.n_other} others",
    ]


def describe_war_risk(result: WarRisk) -> str:
    """Say in words what the chart shows.

    Examples
    --------
    >>> from aftershock.comovement import war_risk
    >>> from aftershock.simulate import simulate_war_risk
    >>> market = simulate_war_risk({"SPX": -1.0, "GOLD": 0.5}, n_news=200, n_other=800, variance_ratio=9.0)
    >>> describe_war_risk(war_risk(market.moves, market.news, numeraire="SPX", n_draws=49))[:37]
    'Interval chart of responses to a fall'
    """
    parts = "; ".join(
        f"{result.assets[at]} {native_words(result, at)}" for at in range(1, len(result.assets))
    )
    words = heading(result).removeprefix("What moves with ")
    weak = " Identification is weak: the sets say what is known." if result.is_weak else ""
    return f"Interval chart of responses to {words}, where {parts}. First-stage F {result.first_stage:.1f}.{weak}"
