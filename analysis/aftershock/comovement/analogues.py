"""Which earlier episodes looked like this one, and what the following days then did: a distribution, not a forecast."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.neighbours import (
    Metric,
    all_distances,
    distances_to,
    fit_metric,
    nearest_apart,
    summed_windows,
)
from aftershock.comovement.notebook import result_html
from aftershock.comovement.panels import MovePanel, move_panel
from aftershock.comovement.quiet_rows import row_history
from aftershock.comovement.risk_off import RiskOffScores
from aftershock.comovement.rows import time_slots
from aftershock.comovement.spreads import FEWEST, Spread, spread_of
from aftershock.errors import ComovementError
from aftershock.inference.records import check_alpha
from aftershock.typing import Asynchronous, FloatArray, IntArray, SignatureDistance


@dataclass(frozen=True, eq=False)
class Analogues:
    """Hold the earlier episodes nearest to one, and what followed them.

    Parameters
    ----------
    of : hashable
        The episode at hand.
    neighbours : pandas.DataFrame
        One row an earlier episode, nearest first: ``when``, ``theme``, ``distance``, ``share_nearer`` among all
        pairs of earlier episodes, the moves that followed by asset, and ``merged_into`` where a nearer one overlaps.
    following : pandas.DataFrame
        For each asset the moves that followed the neighbours, and those of all windows as long before the episode at
        hand, as distributions.
    left_out : pandas.DataFrame
        Episodes that were not compared, with the reason.
    nearest_share : float
        Share of earlier episodes that have another as near as the nearest is to the one at hand.
    n_earlier : int
        Earlier episodes compared.
    horizon : (int, int)
        First and last row after an episode over which moves are added up.
    distance, note, reason : str
        The metric in words, what a reader must know, and why nothing is described.
    values : pandas.DataFrame
        The moves that followed each neighbour that speaks for itself, by asset.
    """

    of: Hashable
    neighbours: pd.DataFrame
    following: pd.DataFrame
    left_out: pd.DataFrame
    nearest_share: float
    n_earlier: int
    horizon: tuple[int, int]
    distance: str
    note: str
    reason: str
    values: pd.DataFrame

    @property
    def n_neighbours(self) -> int:
        """Number of neighbours that speak for themselves."""
        return int((self.neighbours["merged_into"] == "").sum())

    def to_frame(self) -> pd.DataFrame:
        """Copy the table of what followed: one row an asset, beside all windows as long."""
        return self.following.copy()

    def summary(self) -> str:
        """Write what was near and what followed as text, with the count and without a forecast."""
        lines = [
            f"{self.n_neighbours} of {self.n_earlier} earlier episodes nearest to {self.of} ({self.distance}); "
            f"{self.nearest_share:.0%} of the earlier ones have one as near."
        ]
        if self.reason:
            return "\n".join([*lines, f"Listed, not described: {self.reason}."])
        start, end = self.horizon
        for asset, part in self.following.groupby("asset", sort=False):
            after, usual = (Spread.of_row(one) for one in part.to_dict("records"))
            lines.append(after.sentence(f"{asset}, rows +{start} to +{end} after them"))
            lines.append("  " + usual.sentence("all such windows before"))
        return "\n".join([*lines, "What followed then is a record, not a forecast."])

    def __repr__(self) -> str:
        """Say in one line what was found."""
        return f"<Analogues of {self.of}: {self.n_neighbours} of {self.n_earlier} earlier episodes>"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("analogues", self.to_frame(), self.summary())


def analogues(
    reactions: pd.DataFrame | RiskOffScores,
    *,
    of: Hashable,
    moves: pd.DataFrame,
    when: Mapping[Hashable, Any] | pd.Series[Any] | None = None,
    themes: Mapping[Hashable, str] | pd.Series[Any] | None = None,
    assets: Sequence[Hashable] | None = None,
    k: int = 10,
    horizon: tuple[int, int] = (1, 5),
    distance: SignatureDistance = "mahalanobis",
    bandwidth: float = 25.0,
    zone: str = "America/New_York",
    asynchronous: Asynchronous = "refuse",
    alpha: float = 0.10,
) -> Analogues:
    r"""Find the earlier episodes whose reactions were nearest to one, and lay out what the rows after them did.

    Use it to put an episode beside its like. What followed is a handful of cases, shown as such beside what such
    stretches of time do anyway; it forecasts nothing.

    Parameters
    ----------
    reactions : DataFrame of shape (n_episodes, n_assets) or RiskOffScores
        Standardized moves by episode.
    of : hashable
        The episode at hand.
    moves : DataFrame of shape (n_rows, n_assets)
        Moves that tell the calm metric and what followed.
    when : mapping or Series, optional
        Label of ``moves`` by episode; by default what the scores say, or the index of ``reactions``.
    themes : mapping or Series, optional
        Theme by episode; then only episodes of the same theme are compared.
    assets : sequence of str, optional
        Assets that are compared; by default all of ``reactions`` that the episode at hand has. Episodes that lack one
        of them are left out.
    k : int
        How many neighbours at most.
    horizon : (int, int)
        First and last row after an episode over which moves are added up.
    distance : {"mahalanobis", "cosine"}
        Size and direction, or direction alone.
    bandwidth : float
        Rows of the kernel of usual volatility, for calm moves.
    zone : str
        Zone whose clock says which bars are of the same time of day.
    asynchronous : {"refuse", "allow"}
        As for :func:`move_panel`.
    alpha : float
        One minus the coverage of the interval of the share that rose, for independent cases.

    Returns
    -------
    Analogues
        Listed without a distribution where fewer than eight neighbours are left.

    Raises
    ------
    ComovementError
        If the episode is unknown or on no row, the horizon is none, or there are too few calm rows.
    ValueError
        If an option is unknown or ``alpha`` is not between 0 and 1.

    Notes
    -----
    An episode is earlier when its own row and its whole horizon end before the row at hand, so that what followed was
    known by then. The metric is the shrunk covariance of standardized moves on the rows before the one at hand that
    hold no episode. Episodes whose stretches overlap are one: the nearer speaks for both.

    References
    ----------
    Ledoit and Wolf (2004), Journal of Multivariate Analysis 88, 365-411, for the covariance.

    Examples
    --------
    >>> from aftershock.simulate import simulate_flights
    >>> made = simulate_flights(2500, n_flights=40, size=3.0, rng=3)
    >>> moves = made.frame()
    >>> days = moves.index[made.flights]
    >>> reactions = moves.loc[days] / moves.std()
    >>> analogues(reactions, of=days[-1], moves=moves, k=10)
    <Analogues of 2014-06-10 00:00:00: 10 of 39 earlier episodes>
    """
    check_alpha(alpha)
    _check_numbers(k, horizon)
    panel = move_panel(moves, asynchronous=asynchronous)
    table, labels = _reactions_and_labels(reactions, when)
    places = np.asarray(
        panel.rows.get_indexer(pd.Index([labels.get(one) for one in table.index])), dtype=np.int64
    )
    at = _position(table, places, of)
    names = _compared_assets(table, at, assets, panel)
    vectors = table[names].to_numpy(dtype=np.float64)
    reasons = _reasons(table.index, vectors, places, at, horizon, themes)
    kept = np.flatnonzero(reasons == "")
    calm = _calm(panel, names, places, int(places[at]), bandwidth, zone)
    metric = fit_metric(calm, kind=distance)
    near = distances_to(metric, vectors[kept], vectors[at])
    every = all_distances(metric, vectors[kept])
    speaks = nearest_apart(near, places[kept], places[kept] + horizon[1], k=k)
    length = horizon[1] - horizon[0] + 1
    followed = summed_windows(panel.values, places[kept] + horizon[0], length)
    chosen = speaks == np.arange(kept.size)
    usual = summed_windows(
        panel.values[: places[at]], np.arange(max(int(places[at]) - length + 1, 0)), length
    )
    few = int(chosen.sum()) < FEWEST
    return Analogues(
        of=of,
        neighbours=_neighbours(table.index[kept], labels, themes, near, every, speaks, followed, panel),
        following=_following(panel, followed[chosen], usual, alpha),
        left_out=pd.DataFrame(
            {"reason": np.delete(reasons, [*kept, at])},
            index=table.index.delete([*kept, at]).rename("episode"),
        ),
        nearest_share=_nearest_share(near, every),
        n_earlier=int(kept.size),
        horizon=horizon,
        distance=_metric_words(metric, names),
        note=panel.note,
        reason=f"{int(chosen.sum())} neighbour(s) that do not overlap; at least {FEWEST} are needed"
        if few
        else "",
        values=pd.DataFrame(
            followed[chosen], index=table.index[kept][chosen].rename("episode"), columns=list(panel.assets)
        ),
    )


def _check_numbers(k: int, horizon: tuple[int, int]) -> None:
    """Refuse no neighbours, and a horizon that is none or starts before the episode ended."""
    if k < 1:
        raise ComovementError(f"k is {k}; ask for at least 1 neighbour.", k=k)
    if not 1 <= horizon[0] <= horizon[1]:
        raise ComovementError(
            f"horizon is {horizon}; it must run from row 1 after an episode or later to one not before, e.g. (1, 5).",
            horizon=horizon,
        )


def _reactions_and_labels(
    reactions: pd.DataFrame | RiskOffScores, when: Mapping[Hashable, Any] | pd.Series[Any] | None
) -> tuple[pd.DataFrame, Mapping[Hashable, Any]]:
    """Take the reactions as a frame, and the label of each episode."""
    table = reactions.reactions if isinstance(reactions, RiskOffScores) else reactions
    if not table.index.is_unique:
        raise ComovementError("Two rows of reactions have the same name; give each episode its own.")
    if when is not None:
        return table, dict(when)
    if isinstance(reactions, RiskOffScores):
        return table, dict(reactions.table["when"])
    return table, {one: one for one in table.index}


def _position(table: pd.DataFrame, places: IntArray, of: Hashable) -> int:
    """Find the episode at hand, which must have a row."""
    if of not in table.index:
        raise ComovementError(f"There is no episode {of!r} among the {len(table)} reactions.", of=str(of))
    at = table.index.get_loc(of)
    assert isinstance(at, int)
    if places[at] < 0:
        raise ComovementError(
            f"Episode {of} falls on no row of the moves; say by when= which label of the moves it has.",
            of=str(of),
        )
    return at


def _compared_assets(
    table: pd.DataFrame, at: int, assets: Sequence[Hashable] | None, panel: MovePanel
) -> list[str]:
    """Choose the assets that are compared: at least two that the episode at hand has and the moves hold."""
    wanted = [str(one) for one in (table.columns if assets is None else assets)]
    absent = [one for one in wanted if one not in map(str, table.columns)]
    if absent:
        raise ComovementError(f"The reactions hold no column {', '.join(absent)}.", absent=absent)
    own = table.iloc[at]
    names = [one for one in wanted if math.isfinite(float(own[one])) and one in panel.assets]
    if len(names) < 2:
        raise ComovementError(
            f"Episode {table.index[at]} and the moves share {len(names)} asset(s) with a move; two are needed.",
            assets=names,
        )
    return names


def _reasons(
    ids: pd.Index[Any],
    vectors: FloatArray,
    places: IntArray,
    at: int,
    horizon: tuple[int, int],
    themes: Mapping[Hashable, str] | pd.Series[Any] | None,
) -> Any:
    """Say why an episode is not compared; empty for those that are."""
    of = {} if themes is None else dict(themes)
    other = np.array([bool(of) and of.get(one) != of.get(ids[at]) for one in ids])
    later = places + horizon[1] >= places[at]
    reasons = np.select(
        [places < 0, later, other, ~np.isfinite(vectors).all(axis=1)],
        [
            "no row of the moves",
            "not over before the episode at hand",
            "another theme",
            "an asset has no move",
        ],
        default="",
    )
    reasons[at] = "the episode at hand"
    return reasons


def _calm(
    panel: MovePanel, names: list[str], places: IntArray, row: int, bandwidth: float, zone: str
) -> FloatArray:
    """Standardize the moves of the rows before the one at hand that hold no episode."""
    history = row_history(panel.values[:row], time_slots(panel.rows[:row], zone), bandwidth=bandwidth)
    quiet = np.ones(row, dtype=np.bool_)
    quiet[places[(places >= 0) & (places < row)]] = False
    return history.standardized[quiet][:, panel.positions(names)]


def _nearest_share(near: FloatArray, every: FloatArray) -> float:
    """Compare the nearest with how near every earlier episode has another; NaN with fewer than two."""
    if near.size < 2:
        return math.nan
    return float((every.min(axis=1) <= near.min()).mean())


def _neighbours(
    ids: pd.Index[Any],
    labels: Mapping[Hashable, Any],
    themes: Mapping[Hashable, str] | pd.Series[Any] | None,
    near: FloatArray,
    every: FloatArray,
    speaks: IntArray,
    followed: FloatArray,
    panel: MovePanel,
) -> pd.DataFrame:
    """Lay the neighbours out, nearest first."""
    of = {} if themes is None else dict(themes)
    pairs = np.sort(every[np.triu_indices(len(every), 1)])
    listed = [one for one in np.argsort(near, kind="stable").tolist() if speaks[one] >= 0]
    shares = np.searchsorted(pairs, near[listed], side="right") / max(pairs.size, 1)
    columns: dict[str, Any] = {
        "when": [labels[ids[one]] for one in listed],
        "theme": [of.get(ids[one], "") for one in listed],
        "distance": near[listed],
        "share_nearer": shares if pairs.size else np.full(len(listed), math.nan),
        **{f"{name} after": followed[listed, at] for at, name in enumerate(panel.assets)},
        "merged_into": ["" if speaks[one] == one else str(ids[speaks[one]]) for one in listed],
    }
    return pd.DataFrame(columns, index=ids[listed].rename("episode"))


def _following(panel: MovePanel, followed: FloatArray, usual: FloatArray, alpha: float) -> pd.DataFrame:
    """Describe what followed, asset by asset, beside what such windows do anyway."""
    rows = []
    for at, asset in enumerate(panel.assets):
        for label, values in (("after neighbours", followed), ("all windows before", usual)):
            spread = spread_of(values[:, at], unit=panel.units[at], alpha=alpha)
            rows.append({"asset": asset, "rows": label, **spread.as_row()})
    return pd.DataFrame(rows)


def _metric_words(metric: Metric, names: list[str]) -> str:
    """Name the metric, what it was learned from and how much it was shrunk."""
    kind = "Mahalanobis distance" if metric.kind == "mahalanobis" else "angle"
    return f"{kind} over {', '.join(names)}, covariance of {metric.n_rows} calm rows shrunk by {metric.shrinkage:.1%}"
