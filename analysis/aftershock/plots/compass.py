"""The compass of episodes: how shares moved against yields, in words for each quadrant, with what noise would fill."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from aftershock.comovement import RiskOffScores, role_of
from aftershock.errors import ComovementError
from aftershock.plots.heading import headed, is_narrow
from aftershock.plots.labels import place_labels
from aftershock.plots.palette import LIGHT
from aftershock.plots.style import house_axes, house_style
from aftershock.typing import FloatArray

QUADRANTS = {
    (-1, -1): "risk-off",
    (1, 1): "risk-on",
    (-1, 1): "inflation or supply fear",
    (1, -1): "relief",
}
MEANINGS = {
    (-1, -1): "stocks down, yields down",
    (1, 1): "stocks up, yields up",
    (-1, 1): "stocks down, yields up",
    (1, -1): "stocks up, yields down",
}
COVER = 0.9
"""Share of quiet rows inside the ellipse."""
FEWEST_QUIET = 30
MARKERS = {1: "^", -1: "v", 0: "o"}


@dataclass(frozen=True, slots=True)
class CompassAxes:
    """Hold which asset is what; ``flip`` where the bond is a price, whose yield moves the other way."""

    equity: str
    bond: str
    mark: str | None
    flip: bool


def compass_axes(
    scores: RiskOffScores, equity: str | None = None, bond: str | None = None, mark: str | None = None
) -> CompassAxes:
    """Choose the assets of a compass: those named, or those that the catalogue knows.

    Raises
    ------
    ComovementError
        If there is no share or no bond among the reactions.

    Examples
    --------
    >>> frame = pd.DataFrame({"SPX": [1.0], "ZN": [-1.0]})
    >>> scores = RiskOffScores(frame, frame, frame, {"SPX": -1.0, "ZN": 1.0}, 0.05, "holm", "", "")
    >>> compass_axes(scores)
    CompassAxes(equity='SPX', bond='ZN', mark=None, flip=True)
    """
    assets = [str(one) for one in scores.reactions.columns]
    shares, bonds = equity or role_of(assets, "equity"), bond or role_of(assets, "rates")
    if shares not in assets or bonds not in assets:
        raise ComovementError(
            f"A compass needs a share and a bond among {', '.join(assets)}; name them by equity= and bond=.",
            equity=shares,
            bond=bonds,
        )
    third = mark or role_of(assets, "metals") or role_of(assets, "energy")
    return CompassAxes(
        shares, bonds, third if third in assets else None, scores.signature.get(bonds, -1.0) > 0
    )


def compass_table(
    scores: RiskOffScores, *, equity: str | None = None, bond: str | None = None, mark: str | None = None
) -> pd.DataFrame:
    """Lay the compass out as a table: what the chart shows, in words and numbers.

    Parameters
    ----------
    scores : RiskOffScores
        The scores.
    equity, bond, mark : str, optional
        Assets of the two axes and of the markers; by default those that the catalogue knows.

    Returns
    -------
    DataFrame
        One row an episode with both moves, merged ones once: standardized moves of shares and the yield (minus that of
        a bond's price), the quadrant, whether it lies outside the ellipse of quiet rows, the third asset's move, score,
        p-values and word.
    """
    chosen = compass_axes(scores, equity, bond, mark)
    x, y = _coordinates(scores.reactions, chosen)
    limit, inverse = _ellipse(scores.quiet, chosen)
    quadrants = [_quadrant(one, other) for one, other in zip(x, y, strict=True)]
    table = pd.DataFrame(
        {
            "equity": x,
            "yield": y,
            "quadrant": quadrants,
            "outside": _distances(np.column_stack([x, y]), inverse) > limit,
            "mark": np.nan if chosen.mark is None else scores.reactions[chosen.mark].to_numpy(),
        },
        index=scores.reactions.index,
    )
    table = table.join(scores.table[["score", "pvalue", "adjusted_pvalue", "word"]])
    alone = ~scores.table["reason"].str.startswith("merged into").to_numpy(dtype=np.bool_)
    return table[np.isfinite(x) & np.isfinite(y) & alone]


def plot_compass(
    scores: RiskOffScores,
    *,
    equity: str | None = None,
    bond: str | None = None,
    mark: str | None = None,
    n_labels: int = 8,
    ax: Axes | None = None,
) -> Axes:
    """Draw each episode by its move of shares and of yields, beside what quiet days do.

    Use it to show at a glance which kind of day each episode was. The quadrants name a direction, not a finding: inside
    the ellipse nine in ten quiet days lie too.

    Parameters
    ----------
    scores : RiskOffScores
        The scores.
    equity, bond, mark : str, optional
        Assets of the two axes, and the one whose sign shapes the markers; by default those that the catalogue knows.
    n_labels : int
        How many of the largest moves to name.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from aftershock.comovement import risk_off
    >>> from aftershock.simulate import simulate_flights
    >>> from matplotlib.figure import Figure
    >>> made = simulate_flights(600, n_flights=4, size=4.0, rng=1)
    >>> moves = made.frame()
    >>> axes = Figure().add_subplot()
    >>> plot_compass(risk_off(moves, episodes=moves.index[made.flights]), ax=axes).get_xlabel()
    'SPX, usual moves'
    """
    chosen = compass_axes(scores, equity, bond, mark)
    table = compass_table(scores, equity=equity, bond=bond, mark=mark)
    with house_style():
        axes = house_axes(ax, width=6.4, height=6.0)
        narrow = is_narrow(axes)
        corners = _draw_ground(axes, scores, chosen, table, narrow=narrow)
        _draw_episodes(axes, table)
        axes.set_xlabel(f"{chosen.equity}, usual moves")
        axes.set_ylabel(f"{chosen.bond}{' yield' if chosen.flip else ''}, usual moves")
        legend = _legend(scores, table, chosen)
        title = f"Stocks against yields in {len(table)} episodes"
        headed(axes, title, legend, narrow=narrow)
        largest = _largest(table, min(n_labels, 4) if narrow else n_labels)
        place_labels(
            axes,
            largest["equity"].to_numpy(),
            largest["yield"].to_numpy(),
            [_short(one, 18 if narrow else 26) for one in largest.index],
            around=table[["equity", "yield"]].to_numpy(),
            clear_of=corners,
        )
    return axes


def describe_compass(
    scores: RiskOffScores, *, equity: str | None = None, bond: str | None = None, mark: str | None = None
) -> str:
    """Describe the compass for those who cannot see it.

    Examples
    --------
    >>> frame = pd.DataFrame({"SPX": [-3.0], "UST10Y": [-2.0]}, index=["a"])
    >>> words = {"score": 2.0, "pvalue": 0.1, "adjusted_pvalue": 0.1, "word": "not told from noise", "reason": ""}
    >>> table = pd.DataFrame(words, index=["a"])
    >>> scores = RiskOffScores(table, frame, frame.iloc[:0], {"SPX": -1.0}, 0.05, "holm", "", "")
    >>> first, second, rest = describe_compass(scores).split(", ")
    >>> rest
    'where 1 lies in the quadrant risk-off. Largest: a (risk-off).'
    """
    chosen = compass_axes(scores, equity, bond, mark)
    table = compass_table(scores, equity=equity, bond=bond, mark=mark)
    counts = table["quadrant"].value_counts()
    parts = [
        f"{count} {'lies' if count == 1 else 'lie'} in {'no' if name == 'neither' else 'the'} quadrant"
        f"{'' if name == 'neither' else f' {name}'}"
        for name, count in counts.items()
    ]
    outside, known = int(table["outside"].sum()), _ellipse(scores.quiet, chosen)[0] < np.inf
    lie = "lies" if outside == 1 else "lie"
    beyond = f" {outside} {lie} outside the ellipse that holds {COVER:.0%} of quiet rows." if known else ""
    largest = _largest(table, 3)
    named = [f"{one} ({name})" for one, name in zip(largest.index, largest["quadrant"], strict=True)]
    plural = "episode" if len(table) == 1 else "episodes"
    return (
        f"Scatter chart of {chosen.equity} against {chosen.bond}{' (as a yield)' if chosen.flip else ''} in "
        f"{len(table)} {plural}, in usual moves, where {', '.join(parts)}.{beyond} Largest: {', '.join(named)}."
    )


def _largest(table: pd.DataFrame, count: int) -> pd.DataFrame:
    """Take the episodes furthest from the middle, the furthest first."""
    size = pd.Series(np.hypot(table["equity"], table["yield"]), index=table.index)
    return table.loc[size.nlargest(count).index]


def _coordinates(moves: pd.DataFrame, chosen: CompassAxes) -> tuple[FloatArray, FloatArray]:
    """Take the moves of shares and of the yield."""
    x = moves[chosen.equity].to_numpy(dtype=np.float64)
    y = moves[chosen.bond].to_numpy(dtype=np.float64)
    return x, -y if chosen.flip else y


def _quadrant(x: float, y: float) -> str:
    """Name the quadrant of a point."""
    return QUADRANTS.get((int(np.sign(x)), int(np.sign(y))), "neither") if np.isfinite(x + y) else ""


def _ellipse(quiet: pd.DataFrame, chosen: CompassAxes) -> tuple[float, FloatArray]:
    """Find the distance within which nine in ten quiet rows lie, and the metric; infinite with too few rows."""
    points = np.column_stack(_coordinates(quiet, chosen))
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < FEWEST_QUIET:
        return np.inf, np.eye(2)
    inverse = np.asarray(np.linalg.inv(points.T @ points / len(points)), dtype=np.float64)
    return float(np.quantile(_distances(points, inverse), COVER)), inverse


def _distances(points: FloatArray, inverse: FloatArray) -> FloatArray:
    """Measure how far points are from the middle in a metric."""
    return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", points, inverse, points)))


def _draw_ground(
    axes: Axes, scores: RiskOffScores, chosen: CompassAxes, table: pd.DataFrame, *, narrow: bool
) -> list[Text]:
    """Draw the cross, the ellipse of quiet rows, and the names of the quadrants, which are returned."""
    limit, inverse = _ellipse(scores.quiet, chosen)
    reach = 1.25 * max(3.0, float(table[["equity", "yield"]].abs().to_numpy().max(initial=0.0)))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.axhline(0, color=LIGHT["stroke"], linewidth=0.8)
    axes.axvline(0, color=LIGHT["stroke"], linewidth=0.8)
    if np.isfinite(limit):
        turn = np.linspace(0.0, 2 * np.pi, 181)
        root = np.linalg.cholesky(np.linalg.inv(inverse))
        x, y = limit * root @ np.stack([np.cos(turn), np.sin(turn)])
        axes.fill(
            x, y, facecolor=LIGHT["shade"], edgecolor=LIGHT["stroke"], linestyle=(0, (4, 3)), linewidth=1.0
        )
    corners: list[Text] = []
    for (across, up), name in QUADRANTS.items():
        meaning = MEANINGS[across, up]
        text = axes.annotate(
            f"{name}\n{meaning}" if not narrow else "\n".join(textwrap.wrap(name, 14) + meaning.split(", ")),
            (0.5 + 0.49 * across, 0.5 + 0.49 * up),
            xycoords="axes fraction",
            ha="right" if across > 0 else "left",
            va="top" if up > 0 else "bottom",
            color=LIGHT["muted"],
            fontsize=8,
        )
        text.set_in_layout(False)
        corners.append(text)
    return corners


def _draw_episodes(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the episodes: shape by the third asset, filled where a word stands."""
    for sign, marker in MARKERS.items():
        for told in (True, False):
            part = table[(_signs(table) == sign) & (table["word"].isin(["risk-off", "risk-on"]) == told)]
            color = LIGHT["accent"] if told else LIGHT["line"]
            axes.scatter(
                part["equity"],
                part["yield"],
                s=64 if told else 34,
                marker=marker,
                facecolor=color if told else LIGHT["paper"],
                edgecolor=color,
                linewidth=1.1,
                zorder=3 + told,
            )


def _legend(scores: RiskOffScores, table: pd.DataFrame, chosen: CompassAxes) -> list[str]:
    """Say what shapes, fill and ellipse mean."""
    words = []
    if chosen.mark is not None:
        words.append(f"▲ {chosen.mark} up, ▼ down")
    words.append(f"filled: told from noise ({int(table['word'].isin(['risk-off', 'risk-on']).sum())})")
    if np.isfinite(_ellipse(scores.quiet, chosen)[0]):
        words.append(f"dashed: {COVER:.0%} of quiet moves")
    return words


def _signs(table: pd.DataFrame) -> Any:
    """Take the sign of the third asset, zero where it has no move."""
    return np.sign(table["mark"].fillna(0.0).to_numpy(dtype=np.float64)).astype(np.int64)


def _short(name: object, length: int) -> str:
    """Shorten a name to a label."""
    return (
        textwrap.shorten(str(name), width=length, placeholder="…") if len(str(name)) > length else str(name)
    )
