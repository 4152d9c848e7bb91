"""The provenance strip of a study of dated events: what went in, what was assumed, what was dropped."""

import pandas as pd

from aftershock import __version__
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.wording import window_text
from aftershock.reporting.sources import counted, series_lines, span
from aftershock.reporting.studyfile import StudyFile
from aftershock.reporting.wording import count_word
from aftershock.study.windows import Window


def provenance(study: StudyFile, findings: EventFindings) -> tuple[tuple[str, str], ...]:
    """Say where everything came from; the first three lines serve as the summary near the top.

    Parameters
    ----------
    study : StudyFile
        The settings.
    findings : EventFindings
        Everything that was computed.

    Returns
    -------
    tuple of (str, str)
        Term and text.
    """
    daily = findings.daily
    source = next(iter(daily.values())).origin.source
    made = "simulated, " if daily.simulated else ""
    lines = [
        ("Events", event_text(findings)),
        ("Prices", f"{made}{source}: {count_word(len(daily))} daily series {span(daily)}"),
        ("Outcomes", counted(findings.results.outcomes["outcome"])),
        ("Day", str(findings.aligned.attrs["assumption"])),
        *series_lines(daily),
        *([("Changes of contract", findings.contracts)] if findings.contracts else []),
        *[("Not available", text) for text in findings.gaps],
        ("Settings", settings_text(study, findings)),
        ("Made with", f"aftershock {__version__}"),
    ]
    return tuple(lines)


def event_text(findings: EventFindings) -> str:
    """Count the rows read, used and dropped by reason, and the events of each group."""
    attrs = findings.events.attrs
    rejected = pd.Series([row["reason"] for row in attrs["rejected"]], dtype=object).value_counts()
    dropped = "; ".join(f"{count} {reason}" for reason, count in rejected.items()) or "none dropped"
    kind = "fictional, " if findings.spec.fictional else ""
    groups = findings.events["group"].replace("", "without a group").value_counts(sort=False)
    shares = ", ".join(f"{count} {group}" for group, count in groups.items())
    return f"{kind}{attrs['origin']}: {attrs['read']} read, {len(findings.events)} used ({shares}), {dropped}"


def settings_text(study: StudyFile, findings: EventFindings) -> str:
    """Write the settings that shape the numbers."""
    sessions, spec = study.sessions, findings.spec
    windows = ", ".join(window_text(window) for window in findings.windows)
    return (
        f"windows {windows}; span {window_text(Window(*spec.span))}; groups {', '.join(spec.groups) or 'none'}; "
        f"headline test {spec.test}; estimation {list(sessions.estimation)}, at least {sessions.min_estimation} days; "
        f"dates taken {spec.days_late} day{'' if spec.days_late == 1 else 's'} back; seed {study.study.seed}"
    )
