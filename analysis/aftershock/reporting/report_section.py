"""The [report] part of a study file: which sections the page has, and in which order."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field

from aftershock.errors import StudyFileError
from aftershock.reporting.keys import Keys
from aftershock.typing import FormatName, SectionName, StudyKind

ORDERS: Mapping[StudyKind, tuple[SectionName, ...]] = {
    "headlines": (
        "verdict",
        "clock_chart",
        "explorer",
        "heatmap",
        "top_moves",
        "paths",
        "sessions",
        "planted",
        "comovement",
        "news_share",
        "themes",
        "caveats",
        "methods",
        "provenance",
        "outcomes",
        "downloads",
    ),
    "events": (
        "verdict",
        "paths",
        "heatmap",
        "tests",
        "top_moves",
        "comovement",
        "caveats",
        "methods",
        "provenance",
        "outcomes",
        "downloads",
    ),
}
"""Every section that a kind of study can have, in the order in which a page has them by default."""
WITH_BARS: Mapping[StudyKind, frozenset[SectionName]] = {
    "headlines": frozenset({"explorer", "top_moves", "paths", "news_share"}),
    "events": frozenset(),
}
"""What shows nothing without bars."""
OTHER: Mapping[StudyKind, str] = {
    "headlines": "a study of dated events, with [events]",
    "events": "a study of headlines, with [headlines]",
}


Name = TypeVar("Name", bound=str)


def _distinct(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Refuse a section or format that is named twice."""
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} is named twice; a report has each once")
    return names


class ReportKeys(Keys):
    """The sections of the page, in order, None for all that the kind of study can have; and formats beside HTML."""

    sections: Annotated[tuple[SectionName, ...], Field(min_length=1), AfterValidator(_distinct)] | None = None
    formats: Annotated[tuple[FormatName, ...], AfterValidator(_distinct)] = ()


def check_sections(
    names: tuple[SectionName, ...] | None, *, kind: StudyKind, bars: bool, simulated: bool
) -> None:
    """Refuse a section that a study of this kind cannot have.

    Parameters
    ----------
    names : tuple of str, optional
        As the study file gives them.
    kind : {"headlines", "events"}
        What the study is of.
    bars, simulated : bool
        Whether it names bars, and a list of planted reactions.

    Raises
    ------
    StudyFileError
        Names the section, why it cannot be had, and what can.

    Examples
    --------
    >>> check_sections(("verdict", "tests"), kind="headlines", bars=True, simulated=False)
    Traceback (most recent call last):
    aftershock.errors.StudyFileError: [report] sections names 'tests', which needs a study of dated events, with \
[events]; a study of [headlines] can have 'verdict', 'clock_chart', 'explorer', 'heatmap', 'top_moves', \
'paths', 'sessions', 'planted', 'comovement', 'news_share', 'themes', 'caveats', 'methods', 'provenance', \
'outcomes', 'downloads'.
    """
    for name in names or ():
        if name not in ORDERS[kind]:
            known = ", ".join(repr(word) for word in ORDERS[kind])
            raise StudyFileError(
                f"[report] sections names {name!r}, which needs {OTHER[kind]}; a study of [{kind}] can have {known}.",
                section=name,
                kind=kind,
            )
        if name in WITH_BARS[kind] and not bars:
            raise StudyFileError(
                f"[report] sections names {name!r}, which takes bars; add [assets] bars, or take it out.",
                section=name,
            )
        if name == "planted" and not simulated:
            raise StudyFileError(
                "[report] sections names 'planted', which lists what was put into simulated prices; add [simulated] "
                "planted, or take it out.",
                section=name,
            )


def section_order(names: tuple[SectionName, ...] | None, *, kind: StudyKind) -> tuple[SectionName, ...]:
    """List the sections of a page in order: those chosen, else all that the kind of study can have.

    Examples
    --------
    >>> section_order(("downloads", "verdict"), kind="events")
    ('downloads', 'verdict')
    >>> section_order(None, kind="events")[:3]
    ('verdict', 'paths', 'heatmap')
    """
    return ORDERS[kind] if names is None else names
