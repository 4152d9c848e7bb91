"""From a study.toml with [events] to its findings."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from aftershock.alignment import align_days
from aftershock.errors import StudyFileError
from aftershock.headlines import read_event_days
from aftershock.reporting.contracts import contract_text
from aftershock.reporting.event_section import EventsSection
from aftershock.reporting.events.findings import EventFindings, gather
from aftershock.reporting.links import study_links
from aftershock.reporting.loading import (
    Source,
    asset_of,
    check_honest,
    load_daily,
    load_funds,
    missing_sentences,
    opened_once,
    session_moves,
)
from aftershock.reporting.studyfile import StudyFile
from aftershock.study import ConstantMean, EventStudy, EventStudyResults


def find_events(spec: StudyFile, folder: Path, source: Source, say: Callable[[str], None]) -> EventFindings:
    """Read, align and measure everything a study of dated events asks for.

    Parameters
    ----------
    spec : StudyFile
        The settings.
    folder : pathlib.Path
        Folder that relative paths start from.
    source : str, pathlib.Path or object with ``fetch``
        Where the prices come from.
    say : callable
        Told of each stage.

    Returns
    -------
    EventFindings
    """
    assert spec.events is not None
    say("reading the events")
    events = read_days(spec.events, folder)
    say("loading the prices")
    source = opened_once(source, say)
    daily = load_daily(spec, folder, source)
    check_honest(spec, (daily,))
    say("measuring the sessions")
    settings = spec.sessions
    aligned = align_days(events, daily, days_late=spec.events.days_late, max_loss=settings.max_loss)
    results = EventStudy(
        session_moves(daily),
        aligned,
        model=ConstantMean(),
        window=spec.events.span,
        estimation=settings.estimation,
        min_estimation=settings.min_estimation,
    ).fit()
    say("testing the means")
    return EventFindings(
        study=spec,
        events=events,
        spec=spec.events,
        daily=daily,
        assets={symbol: asset_of(symbol, daily, None, spec.declared()) for symbol in daily.symbols},
        aligned=aligned,
        results=results,
        **gather(events, aligned, results, spec.events, seed=spec.study.seed),
        gaps=missing_sentences(daily),
        contracts=contract_text(
            daily, load_funds(spec, folder, source, daily), tested_days(results, spec.events)
        ),
        links=study_links(spec, daily, aligned, say),
    )


def tested_days(results: EventStudyResults, spec: EventsSection) -> pd.DataFrame:
    """List the sessions of every asset that the tested windows reach, with their outcome."""
    days = results.to_frame("event")
    first, last = min(window[0] for window in spec.windows), max(window[1] for window in spec.windows)
    return days[days["day"].between(first, last)].assign(outcome="used")


def read_days(spec: EventsSection, folder: Path) -> pd.DataFrame:
    """Read the list of a study and number its events in order of time; refuse a list that is not there.

    Raises
    ------
    StudyFileError
        If there is no such file, or the list holds none of a group the study names.
    """
    path = folder / spec.file
    if not path.is_file():
        raise StudyFileError(
            f"this study reads its events from {spec.file!r}, seen from its study.toml, and there is no such file; put "
            "the list there, or name another in [events] file.",
            file=str(path),
        )
    events = read_event_days(
        path, columns=spec.columns, date_order=spec.date_order, max_rejected=spec.max_rejected
    )
    absent = [group for group in spec.groups if group not in set(events["group"])]
    if absent:
        known = ", ".join(dict.fromkeys(group for group in events["group"] if group)) or "none"
        raise StudyFileError(
            f"[events] groups names {absent[0]!r}, which no event of {path.name} belongs to; its groups are {known}.",
            groups=absent,
        )
    numbered = events.assign(number=range(1, len(events) + 1))
    numbered.attrs = dict(events.attrs)
    return numbered
