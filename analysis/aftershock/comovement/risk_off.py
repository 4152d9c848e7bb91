"""Was it risk-off: each episode's reaction projected on a signature, with its p-value among quiet times."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.comovement.episode_rows import busy_rows, episode_rows
from aftershock.comovement.notebook import result_html
from aftershock.comovement.panels import move_panel
from aftershock.comovement.quiet_rows import row_history, score_rows
from aftershock.comovement.quiet_windows import quiet_vectors, score_windows
from aftershock.comovement.roles import checked_signature
from aftershock.comovement.rows import time_slots
from aftershock.comovement.score_words import score_table
from aftershock.comovement.signatures import ScoredEpisodes
from aftershock.errors import ComovementError
from aftershock.inference.records import check_alpha
from aftershock.inference.resampling import check_draws
from aftershock.reactions.results import ReactionResults
from aftershock.study.results import EventStudyResults
from aftershock.typing import Adjustment, Asynchronous, FloatArray, QuietRows, check_option

N_DRAWS = 1_999
Signature = Mapping[str, float] | pd.Series
Episodes = pd.DataFrame | pd.Series | Mapping[Hashable, Hashable] | Iterable[Hashable]


@dataclass(frozen=True, eq=False)
class RiskOffScores:
    """Hold the risk-off scores of episodes.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an episode; see :meth:`to_frame`.
    reactions : pandas.DataFrame of shape (n_episodes, n_assets)
        Standardized moves, NaN where there is none.
    quiet : pandas.DataFrame of shape (n_quiet, n_assets)
        The same of quiet rows or windows of the sample, for pictures.
    signature : dict of str to float
        Weights.
    alpha : float
        Level of the words.
    adjustment : str
        How p-values were adjusted for the number of episodes.
    method, note : str
        What was compared with what, and what a reader must know.
    """

    table: pd.DataFrame
    reactions: pd.DataFrame
    quiet: pd.DataFrame
    signature: Mapping[str, float]
    alpha: float
    adjustment: str
    method: str
    note: str

    def to_frame(self) -> pd.DataFrame:
        """Copy the table.

        Returns
        -------
        DataFrame
            One row an episode in time order: ``score`` in standard deviations of quiet times, above zero for risk-off;
            ``pvalue``, two-sided; ``adjusted_pvalue``, for the chance of even one false alarm among the episodes;
            ``size`` and its p-values, for a move in any direction; ``n_assets`` and ``missing``; ``n_quiet``
            compared with, from where; ``word`` and ``reason``.
        """
        return self.table.copy()

    def summary(self) -> str:
        """Write the words with their counts and the episodes that stand out as text."""
        judged = self.table[self.table["word"] != ""]
        counts = ", ".join(f"{word} {count}" for word, count in judged["word"].value_counts().items())
        weights = ", ".join(f"{name} {weight:+g}" for name, weight in self.signature.items())
        lines = [
            f"Risk-off scores of {len(judged)} of {len(self.table)} episodes ({weights}): {counts or 'none judged'}.",
            f"{self.method}; words by p-values adjusted by {self.adjustment} at {self.alpha:g}.",
        ]
        for name, row in judged[judged["word"].isin(["risk-off", "risk-on"])].iterrows():
            lines.append(
                f"{name}: {row['word']}, score {row['score']:+.1f}, adjusted p {row['adjusted_pvalue']:.3g}"
            )
        return "\n".join([*lines, *([self.note] if self.note else [])])

    def __repr__(self) -> str:
        """Say in one line what was scored."""
        judged = int((self.table["word"] != "").sum())
        off = int((self.table["word"] == "risk-off").sum())
        return f"<RiskOffScores: {judged} of {len(self.table)} episodes judged, {off} risk-off>"

    def _repr_html_(self) -> str:
        """Show the table in a notebook, and the summary below."""
        return result_html("risk_off", self.table.rename_axis("episode"), self.summary())


def risk_off(
    results_or_moves: pd.DataFrame | EventStudyResults | ReactionResults,
    *,
    episodes: Episodes | None = None,
    signature: Signature | None = None,
    assets: Sequence[Hashable] | None = None,
    window: tuple[int, int] | str | None = None,
    quiet: QuietRows = "before",
    fewest_quiet: int = 100,
    bandwidth: float = 25.0,
    zone: str = "America/New_York",
    asynchronous: Asynchronous = "refuse",
    adjustment: Adjustment = "romano_wolf",
    alpha: float = 0.05,
    n_draws: int = N_DRAWS,
    rng: int | np.random.Generator = 0,
) -> RiskOffScores:
    r"""Score how far each episode moved markets along a signature, and say whether noise would have done as much.

    Use it to call an episode risk-off, risk-on, mixed (markets moved, but not along the signature) or not told from
    noise. With weights from a war-risk estimate it asks whether an episode looked like war.

    Parameters
    ----------
    results_or_moves : DataFrame, EventStudyResults or ReactionResults
        Moves of sessions or bars with ``episodes`` beside them; a session study, whose moves and events are taken; or a
        clock-time study, whose windows are.
    episodes : DataFrame, Series, mapping or iterable, optional
        For moves: events as ``align`` returns them, or labels of rows. Overlapping ones are merged into the first.
    signature : mapping of asset to weight, optional
        By default shares -1, Treasury yields -1 (their prices 1), gold 1. Standardized moves are weighed.
    assets : sequence of str, optional
        Assets that enter. Those without weight help to tell how volatile a day was; more of them make the test sharper.
    window : (int, int) or str, optional
        Rows of an episode, by default the one row; the name of a window of a clock-time study.
    quiet : {"before", "all"}
        Compare with quiet rows before an episode alone, or of the whole sample; clock-time studies compare within the
        day.
    fewest_quiet : int
        Quiet rows below which an episode has no score.
    bandwidth : float
        Rows of the kernel of usual volatility.
    zone : str
        Zone whose clock says which bars are of the same time of day.
    asynchronous : {"refuse", "allow"}
        As for :func:`move_panel`.
    adjustment : {"romano_wolf", "holm", "benjamini_hochberg", "benjamini_yekutieli"}
        How p-values are adjusted for the number of episodes.
    alpha : float
        Level of the words.
    n_draws : int
        Quiet rows or windows drawn for each episode by "romano_wolf".
    rng : int or Generator
        Seed or source of the draws.

    Returns
    -------
    RiskOffScores
        A missing asset is left out of an episode and of what it is compared with; NaN with a reason where fewer than
        two weighted ones are left.

    Raises
    ------
    ComovementError
        If there are no episodes for moves, weights name no asset, or two assets move as one.
    ValueError
        If an option is unknown or ``alpha`` is not between 0 and 1.

    Notes
    -----
    Score :math:`s = w'x / (w'Mw)^{1/2}`, x moves over trailing standard deviations, M the second moments of quiet x.
    For sessions the ranked statistic is :math:`s / \max(1, ((d^2 - s^2)/(k - 1))^{1/2})` with :math:`d^2 = x'M^{-1}x`
    and k assets: large moves across the signature tell that a day was volatile, which the past alone does not. In clock
    time the score itself is ranked among the windows of its own day. p-values are ``(c + #)/(c + n)``. In simulations
    at 5 % the score of a session rejects 5 % on days like any other and 6 % on days drawn to volatility, the size of
    moves, which tells "mixed" from noise, 5 % and 6 % to 8 %; the chance of any false word among 20 sessions is 4 % and
    up to 10 %. In clock time, headlines drawn to volatile days, both are 4 % to 5 %.

    References
    ----------
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9; Romano and Wolf (2005),
    Econometrica 73, 1237-1282.

    Examples
    --------
    >>> from aftershock.simulate import simulate_flights
    >>> made = simulate_flights(900, n_flights=3, size=5.0, rng=2)
    >>> moves = made.frame()
    >>> risk_off(moves, episodes=moves.index[made.flights])
    <RiskOffScores: 3 of 3 episodes judged, 3 risk-off>
    """
    check_alpha(alpha)
    check_draws(n_draws)
    check_option("quiet", quiet, QuietRows)
    check_option("adjustment", adjustment, Adjustment)
    judging = Judging(adjustment, alpha, n_draws, np.random.default_rng(rng))
    if isinstance(results_or_moves, ReactionResults):
        return _clock_scores(results_or_moves, signature, assets, window, judging)
    if isinstance(window, str):
        raise ComovementError(f"window is {window!r}; moves by rows take a pair of rows, e.g. (0, 1).")
    start, end = window or (0, 0)
    moves, events = _moves_and_episodes(results_or_moves, episodes)
    panel = move_panel(moves, assets=assets, asynchronous=asynchronous)
    weights = checked_signature(panel.assets, signature)
    found = episode_rows(panel.rows, events, panel.assets, window=(start, end))
    length = end - start + 1
    history = row_history(panel.values, time_slots(panel.rows, zone), length=length, bandwidth=bandwidth)
    busy = busy_rows(found, len(panel.rows), length)
    scored = score_rows(
        history,
        np.where(found.leading[:, None], found.rows, -1),
        _vector(weights, panel.assets),
        busy=busy,
        quiet=quiet,
        fewest_quiet=fewest_quiet,
        n_draws=n_draws,
        rng=judging.generator,
    )
    labels = [panel.rows[at - start] if at >= 0 else None for at in found.firsts.tolist()]
    return judging.conclude(
        scored,
        Episodic(found.ids, labels, found.merged_into, panel.assets),
        weights,
        reactions=_reactions(history.standardized, found.rows),
        quiet=history.standardized[~busy],
        method=f"Moves over {length} row(s) in trailing standard deviations, against quiet rows ({quiet})",
        note=panel.note,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Episodic:
    """Hold the labels of scores: names, sessions or instants, who speaks for whom, and the assets."""

    ids: tuple[Hashable, ...]
    when: list[Any]
    merged_into: tuple[Hashable | None, ...]
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Judging:
    """Hold how scores are turned into words, and the source of draws."""

    adjustment: Adjustment
    alpha: float
    n_draws: int
    generator: np.random.Generator

    def conclude(
        self,
        scored: ScoredEpisodes,
        episodes: Episodic,
        weights: Mapping[str, float],
        *,
        reactions: FloatArray,
        quiet: FloatArray,
        method: str,
        note: str = "",
    ) -> RiskOffScores:
        """Lay scores out with labels, adjusted p-values and words."""
        names = list(episodes.assets)
        return RiskOffScores(
            table=score_table(
                episodes.ids,
                episodes.when,
                scored,
                weights,
                names,
                episodes.merged_into,
                self.adjustment,
                self.alpha,
            ),
            reactions=pd.DataFrame(reactions, index=pd.Index(episodes.ids, name="episode"), columns=names),
            quiet=pd.DataFrame(quiet, columns=names),
            signature=weights,
            alpha=self.alpha,
            adjustment=self.adjustment,
            method=method,
            note=note,
        )


def _moves_and_episodes(
    given: pd.DataFrame | EventStudyResults, episodes: Episodes | None
) -> tuple[pd.DataFrame, Episodes]:
    """Take moves and episodes from a session study, or from the arguments."""
    if isinstance(given, EventStudyResults):
        return given.moves, given.outcomes if episodes is None else episodes
    if episodes is None:
        raise ComovementError(
            "episodes is missing; say which rows of the moves to score: events as align returns them, or labels."
        )
    return given, episodes


def _clock_scores(
    results: ReactionResults,
    signature: Signature | None,
    assets: Sequence[Hashable] | None,
    window: tuple[int, int] | str | None,
    judging: Judging,
) -> RiskOffScores:
    """Score the headlines of a clock-time study."""
    if isinstance(window, tuple):
        raise ComovementError(f"window is {window}; a clock-time study takes the name of one of its windows.")
    chosen, fitted = results.spec.chosen(window), results.fitted
    names = tuple(fitted.assets) if assets is None else tuple(map(str, assets))
    held = [fitted.one(name) for name in names]
    weights = checked_signature(names, signature)
    before, after = (np.stack(rows, axis=1) for rows in zip(*[one.rows(chosen) for one in held], strict=True))
    yardsticks = [one.yardstick(chosen) for one in held]
    busy = [one.windows[chosen].busy for one in held]
    scored = score_windows(
        yardsticks,
        before,
        after,
        _vector(weights, names),
        busy=busy,
        minimum=results.spec.min_placebos,
        alpha=judging.alpha,
        n_draws=judging.n_draws,
        rng=judging.generator,
    )
    ids = tuple(fitted.ids.tolist())
    instants = list(pd.DatetimeIndex(fitted.stamps.instants).tz_localize("UTC"))
    merged = _merged(results.to_frame("event", window=chosen), ids)
    return judging.conclude(
        scored,
        Episodic(ids, instants, merged, names),
        weights,
        reactions=np.stack([one.standardized(chosen) for one in held], axis=1),
        quiet=quiet_vectors(yardsticks, before, after, busy),
        method=f"Moves over {chosen} in standard deviations of their clock time and day, against windows of their day",
    )


def _merged(events: pd.DataFrame, ids: tuple[Hashable, ...]) -> tuple[Hashable | None, ...]:
    """Find the headline that each was merged into for every asset that was priced; None where it stands for itself."""
    leaders: dict[Hashable, Hashable] = {}
    for name, part in events.groupby("headline_id", sort=False):
        merged = part.loc[part["outcome"] == "merged_into_episode", "merged_into"]
        if len(merged) and not part["outcome"].eq("used").any():
            leaders[name] = merged.iloc[0]
    return tuple(leaders.get(one) for one in ids)


def _vector(weights: Mapping[str, float], assets: Sequence[str]) -> FloatArray:
    """Lay weights out by asset."""
    return np.array([weights.get(name, 0.0) for name in assets], dtype=np.float64)


def _reactions(standardized: FloatArray, rows: Any) -> FloatArray:
    """Take each episode's moves at its own rows; NaN where there is none."""
    columns = np.arange(standardized.shape[1])
    return np.where(rows >= 0, standardized[np.maximum(rows, 0), columns], np.nan)
