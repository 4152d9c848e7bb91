"""What a study found, gathered once for the words, the page and the files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aftershock.alignment import MEASURED
from aftershock.inference import holm, noticeable_move
from aftershock.markets import Asset, Prices
from aftershock.reactions import ReactionResults
from aftershock.reporting.clock_days import ClockDays
from aftershock.reporting.links import Links
from aftershock.reporting.studyfile import StudyFile
from aftershock.study import EventStudyResults
from aftershock.typing import ReactionAdjustment

MERGED = "merged_into_episode"
SAME_SESSION = (0, 0)
ALPHA = 0.05
BELOW = 1.0 - 1e-9
"""Takes a level reached exactly for not reached, as the verdicts do."""


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Everything that was computed.

    Parameters
    ----------
    study : StudyFile
        The settings.
    heads : DataFrame
        Headlines in order of time, with their ``number`` from 1 and their ``themes``.
    daily, bars : Prices
        The prices; ``bars`` is None where there are none.
    assets : dict of str to Asset
        By symbol.
    aligned : DataFrame
        Every headline x daily asset pair.
    mean, market : EventStudyResults
        Session-time studies under the constant mean and the market model; ``market`` may be None.
    reactions : ReactionResults
        Clock-time study; None without bars.
    sessions : DataFrame
        One row per episode and asset, and one more where pairs were lost: both models side by side, Holm-adjusted
        p-values, the headline numbers covered, ``noticeable``, the size that would have been unusual alone,
        and ``noticeable_all``, that which would have stood out with every session test counted.
    clock : DataFrame
        One row per headline, asset and window, with headline numbers.
    gaps : tuple of str
        What could not be computed at all, in sentences.
    contracts : str
        What is known of changes of contract that no file marks.
    days : ClockDays, optional
        What the bars of whole days show around the headlines.
    links : Links, optional
        How the assets moved together, with news and without.
    planted : DataFrame, optional
        The reactions put into simulated prices.
    """

    study: StudyFile
    heads: pd.DataFrame
    daily: Prices
    bars: Prices | None
    assets: dict[str, Asset]
    aligned: pd.DataFrame
    mean: EventStudyResults
    market: EventStudyResults | None
    reactions: ReactionResults | None
    sessions: pd.DataFrame
    clock: pd.DataFrame
    gaps: tuple[str, ...]
    contracts: str = ""
    days: ClockDays | None = None
    links: Links | None = None
    planted: pd.DataFrame | None = None

    @property
    def lead_session(self) -> str:
        """The session that the lead speaks of."""
        return lead_session(self.sessions)

    @property
    def listed(self) -> pd.DataFrame:
        """The headlines, with what was read and rejected in ``attrs``."""
        return self.heads

    @property
    def loaded(self) -> tuple[Prices, ...]:
        """All prices."""
        return (self.daily,) if self.bars is None else (self.daily, self.bars)

    @property
    def outcomes(self) -> "dict[str, pd.Series[str]]":
        """Outcome of every pair, by kind of time."""
        told = {"sessions": self.aligned["outcome"]}
        return told if self.reactions is None else told | {"clock": self.clock["outcome"]}

    @property
    def simulated(self) -> bool:
        """Whether any of the prices are made up."""
        return any(prices.simulated for prices in self.loaded)


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a frame as named tuples."""
    yield from frame.itertuples()


def lead_session(sessions: pd.DataFrame) -> str:
    """Choose the session to speak of first: the most certain move of all, else the most headlines.

    A session is put first for its size only when a move in it stands out with every test counted; otherwise
    the one with the most headlines is, the earlier one in a tie. A session without any measured move comes last.

    Parameters
    ----------
    sessions : DataFrame
        One row per session and asset, with ``move``, ``pvalue_holm`` and ``numbers``.

    Returns
    -------
    str
        Its event_id; "" without any session.

    Examples
    --------
    >>> rows = {"event_id": ["d1", "d2"], "move": 0.02, "pvalue_holm": [0.01, 0.4], "numbers": [(1,), (2, 3)]}
    >>> lead_session(pd.DataFrame(rows)), lead_session(pd.DataFrame(rows | {"pvalue_holm": [0.2, 0.4]}))
    ('d1', 'd2')
    """
    if sessions.empty:
        return ""
    ranked = sessions.assign(
        certain=sessions["pvalue_holm"].where(sessions["pvalue_holm"] < ALPHA, 1.0).fillna(1.0),
        unmeasured=sessions["move"].isna(),
        covered=[-len(numbers) for numbers in sessions["numbers"]],
    ).sort_values(["certain", "unmeasured", "covered", "event_id"], kind="stable")
    return str(ranked["event_id"].iloc[0])


def session_findings(
    heads: pd.DataFrame, aligned: pd.DataFrame, mean: EventStudyResults, market: EventStudyResults | None
) -> pd.DataFrame:
    """Lay both models side by side, one row per episode and asset.

    Parameters
    ----------
    heads : DataFrame
        Headlines with ``number``.
    aligned : DataFrame
        Headline x asset pairs, as the studies were given them.
    mean, market : EventStudyResults
        Fitted under the constant mean and, where there is a market, the market model.

    Returns
    -------
    DataFrame
        Episodes in order of time, assets in the order of the study. Every pair is in the ``numbers`` of exactly
        one row: those of an episode that share a move in its row, those that were lost, by reason, in another;
        pairs without a session come last, under the empty ``event_id``. ``pvalue_holm`` counts every row that
        has a test.
    """
    frame = mean.to_frame("car", window=SAME_SESSION)
    frame["number"] = aligned["headline_id"].map(heads["number"]).to_numpy()
    frame["lost"] = aligned["outcome"].mask(aligned["outcome"].isin([*MEASURED, MERGED]), "").to_numpy()
    if market is not None:
        theirs = market.to_frame("car", window=SAME_SESSION)
        for column in ("estimate", "sample_quantile_pvalue", "outcome"):
            frame[f"market_{column}"] = theirs[column].to_numpy()
    frame = one_row_each(frame)
    frame["pvalue_holm"] = holm(frame["sample_quantile_pvalue"].to_numpy(dtype=np.float64))
    frame["noticeable"] = [noticeable(mean, row.event_id, row.asset, tests=1) for row in each(frame)]
    tests = max(int(frame["pvalue_holm"].notna().sum()), 1)
    frame["noticeable_all"] = [noticeable(mean, row.event_id, row.asset, tests=tests) for row in each(frame)]
    return frame


def one_row_each(pairs: pd.DataFrame) -> pd.DataFrame:
    """Gather the pairs of an episode and asset in one row with all their numbers; those lost apart, by reason."""
    keys = ["event_id", "asset", "lost"]
    groups = pairs.groupby(keys)["number"]
    numbers = {key: tuple(sorted(int(at) for at in part)) for key, part in groups}
    first = pairs[pairs["outcome"] != MERGED].drop_duplicates(keys)
    covered = [numbers[(row.event_id, row.asset, row.lost)] for row in each(first)]
    first = first.assign(numbers=pd.Series(covered, index=first.index, dtype=object))
    order = {symbol: at for at, symbol in enumerate(dict.fromkeys(pairs["asset"]))}
    sorting = first.assign(placeless=first["event_id"].eq(""), place=first["asset"].map(order))
    ranked = sorting.sort_values(["placeless", "event_id", "place", "lost"], kind="stable").index
    return first.loc[ranked].drop(columns=["number", "lost"]).reset_index(drop=True)


def noticeable(results: EventStudyResults, event_id: str, asset: str, *, tests: int) -> float:
    """Find the size of abnormal move that would stand out among so many tests; NaN where none would."""
    fit = results.model_fit(event_id, asset)
    level = ALPHA / tests * BELOW if tests > 1 else ALPHA
    return float("nan") if fit is None else noticeable_move(fit.residuals, alpha=level)


def clock_findings(heads: pd.DataFrame, reactions: ReactionResults | None, *, seed: int = 0) -> pd.DataFrame:
    """Add to the clock-time study headline numbers, how many headlines each row stands for, and p with all counted.

    Parameters
    ----------
    heads : DataFrame
        Headlines with ``number``.
    reactions : ReactionResults or None
        The study.
    seed : int
        Of the placebos drawn.

    Returns
    -------
    DataFrame
        Empty without a study. ``pvalue_all`` counts every clock test of the page: Romano-Wolf over the headlines and
        assets of a window where all were judged by their own day, Holm where not, times the number of windows in
        which anything could be judged.
    """
    if reactions is None:
        return pd.DataFrame(columns=["headline_id", "asset", "window", "number", "n_merged", "outcome"])
    frame = reactions.to_frame("event")
    led = frame[frame["merged_into"] != ""].groupby(["merged_into", "asset", "window"]).size()
    keys = pd.MultiIndex.from_frame(frame[["headline_id", "asset", "window"]])
    return frame.assign(
        pvalue_all=pvalues_all(reactions, frame, seed),
        number=frame["headline_id"].map(heads["number"]),
        merged_number=frame["merged_into"].map(heads["number"]),
        n_merged=led.reindex(keys).fillna(0).astype(int).to_numpy(),
    )


def pvalues_all(reactions: ReactionResults, frame: pd.DataFrame, seed: int) -> "pd.Series[float]":
    """Adjust the placebo p-values for every headline, asset and window of the study."""
    with_any = frame.loc[frame["placebo_pvalue"].notna(), "window"].unique()
    judged = [window for window in reactions.spec.windows if window in with_any]
    if not judged:
        return pd.Series(np.nan, index=frame.index)
    parts = [
        reactions.adjusted(window=window, method=joint_method(frame, window), rng=seed) for window in judged
    ]
    keys = ["headline_id", "asset", "window"]
    counted = (len(judged) * pd.concat(parts).set_index(keys)["adjusted_pvalue"]).clip(upper=1.0)
    adjusted = counted.reindex(pd.MultiIndex.from_frame(frame[keys])).to_numpy()
    return pd.Series(adjusted, index=frame.index).where(frame["placebo_pvalue"].notna())


def joint_method(frame: pd.DataFrame, window: str) -> ReactionAdjustment:
    """Choose Romano-Wolf where all moves of a window were judged by placebos of their own day, for it draws those."""
    judged = frame[(frame["window"] == window) & frame["placebo_pvalue"].notna()]
    return "romano_wolf" if (judged["placebo_from"] == "own_day").all() else "holm"


def measured(clock: pd.DataFrame, window: str) -> pd.DataFrame:
    """Select the measured rows of one window that have a standardized move."""
    chosen = clock[(clock["window"] == window) & clock["outcome"].isin(MEASURED)]
    return chosen[chosen["standardized"].notna()]
