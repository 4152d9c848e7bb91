"""What the bars of whole days show around the headlines, gathered once: news share and jumps."""

from dataclasses import dataclass

import pandas as pd

from aftershock.reactions import ClockWindow, ReactionResults

DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class ClockDays:
    """What the bars of whole days show.

    Parameters
    ----------
    window : str
        Window after a headline that counts as its time.
    shares : DataFrame
        News share, one row an asset.
    jumps : DataFrame
        Bars that jumped from a day before the first headline to a day after the last, all assets, in order of time.
    followed : Series of bool
        By headline: whether any asset jumped within the window after it.
    """

    window: str
    shares: pd.DataFrame
    jumps: pd.DataFrame
    followed: "pd.Series[bool]"

    @property
    def length(self) -> pd.Timedelta:
        """Length of the window."""
        length = ClockWindow.parse(self.window).length
        assert length is not None
        return pd.Timedelta(length)

    @property
    def near(self) -> "pd.Series[bool]":
        """Which jumps were known within the window after their nearest headline."""
        distance = self.jumps["distance"]
        return (distance > pd.Timedelta(0)) & (distance <= self.length)


def clock_days(reactions: ReactionResults | None, heads: pd.DataFrame, *, seed: int) -> ClockDays | None:
    """Gather what the bars of whole days show; None without a window of fixed length after the headline.

    Parameters
    ----------
    reactions : ReactionResults or None
        The study.
    heads : DataFrame
        The headlines.
    seed : int
        Of the placebos drawn.

    Returns
    -------
    ClockDays or None
    """
    if reactions is None:
        return None
    window = ClockWindow.parse(reactions.spec.main_window)
    if window.length is None or window.is_before:
        return None
    jumps, instants = reactions.jumps(), heads["instant"]
    shown = jumps["end"].between(instants.min() - DAY, instants.max() + DAY)
    by_headline = reactions.jumps(by="headline", within=str(pd.Timedelta(window.length)))
    return ClockDays(
        window.text,
        reactions.news_share(window=window.text, rng=seed),
        jumps[shown].sort_values(["end", "asset"], kind="stable").reset_index(drop=True),
        by_headline.groupby("headline_id")["jump_followed"].any(),
    )
