"""What a study of dated events found, gathered once for the words, the page and the files."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from aftershock.alignment import MEASURED
from aftershock.inference import HypothesisTest, holm
from aftershock.markets import Asset, Prices
from aftershock.reporting.event_section import EventsSection
from aftershock.reporting.events.measures import (
    ALPHA,
    WHOLE,
    difference_row,
    judged_row,
    keys,
    path_row,
    seeded_test,
    split,
)
from aftershock.reporting.links import Links
from aftershock.reporting.studyfile import StudyFile
from aftershock.study import EventStudyResults
from aftershock.study.detectable import detectable_move
from aftershock.study.study_arrays import StudyArrays
from aftershock.study.windows import Window

Parts = Mapping[str, EventStudyResults]


@dataclass(frozen=True, slots=True, eq=False)
class EventFindings:
    """Everything that was computed.

    Parameters
    ----------
    study : StudyFile
        The settings.
    events : DataFrame
        The list in order of time, with a ``number`` from 1.
    spec : EventsSection
        Windows, span, groups and headline test.
    daily : Prices
        The prices.
    assets : dict of str to Asset
        By symbol.
    aligned : DataFrame
        Every event x asset pair.
    results : EventStudyResults
        The study under the constant mean.
    moves : DataFrame
        One row per window, event and asset: the cumulative abnormal move ``estimate`` with ``scar``, its rank by
        size among the events of the asset, and the outcome of the pair.
    tests : DataFrame
        One row per window, asset and group (``""`` is the whole list): the mean move, its standard error, the
        headline test, its p-value with every row counted, other tests beside it, and what could have been seen.
    differences : DataFrame
        One row per window, asset and pair of groups.
    paths : DataFrame
        One row per asset, group and day of the span: the mean cumulative abnormal move since its first day.
    gaps : tuple of str
        What could not be computed at all, in sentences.
    contracts : str
        On which sessions of the tested windows a future looks as if its contract had changed.
    links : Links, optional
        How the assets moved together, with the events and without.
    """

    study: StudyFile
    events: pd.DataFrame
    spec: EventsSection
    daily: Prices
    assets: Mapping[str, Asset]
    aligned: pd.DataFrame
    results: EventStudyResults
    moves: pd.DataFrame
    tests: pd.DataFrame
    differences: pd.DataFrame
    paths: pd.DataFrame
    gaps: tuple[str, ...]
    contracts: str = ""
    links: Links | None = None

    @property
    def listed(self) -> pd.DataFrame:
        """The events, with what was read and rejected in ``attrs``."""
        return self.events

    @property
    def loaded(self) -> tuple[Prices, ...]:
        """All prices."""
        return (self.daily,)

    @property
    def outcomes(self) -> "dict[str, pd.Series[str]]":
        """Outcome of every pair."""
        return {"sessions": self.results.outcomes["outcome"]}

    @property
    def simulated(self) -> bool:
        """Whether the prices are made up."""
        return self.daily.simulated

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows tested; the first leads."""
        return tuple(Window(*pair) for pair in self.spec.windows)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups studied apart."""
        return self.spec.groups

    def lead(self, group: str = WHOLE) -> pd.DataFrame:
        """Take the tests of the first window for the whole list, or for one group."""
        return of_group(of_window(self.tests, self.windows[0]), group)


def of_window(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Select the rows of one window."""
    return frame[(frame["start"] == window.start) & (frame["end"] == window.end)]


def of_group(frame: pd.DataFrame, group: str) -> pd.DataFrame:
    """Select the rows of one group."""
    return frame[frame["group"] == group]


def gather(
    events: pd.DataFrame, aligned: pd.DataFrame, results: EventStudyResults, spec: EventsSection, *, seed: int
) -> dict[str, pd.DataFrame]:
    """Compute every table of the findings.

    Parameters
    ----------
    events : DataFrame
        The list, with ``number``.
    aligned : DataFrame
        Event x asset pairs, as the study was given them.
    results : EventStudyResults
        Fitted over the span.
    spec : EventsSection
        Windows, groups and headline test.
    seed : int
        Seed of the tests that draw.

    Returns
    -------
    dict of str to DataFrame
        ``moves``, ``tests``, ``differences`` and ``paths``.
    """
    windows, parts = [Window(*pair) for pair in spec.windows], split(results, spec.groups)
    assets = list(dict.fromkeys(aligned["asset"]))
    moves = [move_rows(events, aligned, results, window) for window in windows]
    return {
        "moves": pd.concat(moves, ignore_index=True),
        "tests": tests_frame(parts, assets, spec, seed=seed),
        "differences": differences_frame(results, assets, spec, seed=seed),
        "paths": paths_frame(parts, assets, spec),
    }


def move_rows(
    events: pd.DataFrame, aligned: pd.DataFrame, results: EventStudyResults, window: Window
) -> pd.DataFrame:
    """Lay out every pair's move over one window, ranked by the size of its standardized move within each asset."""
    listed = aligned["listed_id"].to_numpy()
    told = events.loc[listed, ["number", "date", "name", "group"]].reset_index(drop=True)
    cars = results.to_frame("car", window=window).rename(columns={"statistic": "scar"}).drop(columns="rank")
    frame = pd.concat([cars, told], axis="columns")
    sizes = frame["scar"].astype(np.float64).abs()
    return frame.assign(
        listed_id=listed,
        delay=aligned["delay"].to_numpy(),
        leader=events["number"].reindex(frame["event_id"]).to_numpy(),
        rank=sizes.groupby(frame["asset"]).rank(ascending=False, method="min"),
    )


def tests_frame(parts: Parts, assets: list[str], spec: EventsSection, *, seed: int) -> pd.DataFrame:
    """Test every window, asset and group, count all of them, and say what each could have seen."""
    rows: list[dict[str, Any]] = []
    judged: list[tuple[HypothesisTest, StudyArrays]] = []
    for window, asset, group in product(spec.windows, assets, parts):
        arrays = parts[group].arrays(window=window, asset=asset)
        test = seeded_test(spec.test, arrays, seed=seed)
        judged.append((test, arrays))
        rows.append(keys(arrays, asset, group) | judged_row(arrays, test, seed=seed))
    counted = sum(math.isfinite(test.pvalue) for test, _ in judged)
    for row, (test, arrays) in zip(rows, judged, strict=True):
        row["detectable"] = detectable_move(test, arrays, alpha=ALPHA).move
        row["detectable_all"] = detectable_move(test, arrays, alpha=ALPHA / max(counted, 1)).move
    return with_holm(pd.DataFrame(rows))


def differences_frame(
    results: EventStudyResults, assets: list[str], spec: EventsSection, *, seed: int
) -> pd.DataFrame:
    """Test the first group against each other one, for every window and asset, and count all of these."""
    rows = [
        difference_row(results, Window(*window), asset, (spec.groups[0], other), seed=seed)
        for window, asset, other in product(spec.windows, assets, spec.groups[1:])
    ]
    return with_holm(pd.DataFrame(rows, columns=None if rows else ["pvalue"]))


def paths_frame(parts: Parts, assets: list[str], spec: EventsSection) -> pd.DataFrame:
    """Cumulate the mean abnormal move of every asset and group from the first day of the span, day by day."""
    first, last = spec.span
    rows = []
    for asset, group, day in product(assets, parts, range(first, last + 1)):
        arrays = parts[group].arrays(window=(first, day), asset=asset)
        rows.append(keys(arrays, asset, group) | path_row(arrays))
    return pd.DataFrame(rows)


def with_holm(frame: pd.DataFrame) -> pd.DataFrame:
    """Adjust the p-values of a table for all of its rows that have one."""
    return frame.assign(pvalue_holm=holm(frame["pvalue"].to_numpy(dtype=np.float64)))


def overlapping_pairs(findings: EventFindings, window: Window) -> dict[str, int]:
    """Count, asset by asset, the pairs of measured events whose windows share a session."""
    counts = {}
    for asset, rows in findings.aligned.groupby("asset", sort=False):
        calendar = findings.daily[str(asset)].sessions()
        measured = rows.loc[rows["outcome"].isin(MEASURED), "session"]
        places = np.sort(calendar.get_indexer(pd.DatetimeIndex(measured)))
        near = np.searchsorted(places, places + window.length, side="left")
        counts[str(asset)] = int((near - np.arange(len(places)) - 1).sum())
    return counts
