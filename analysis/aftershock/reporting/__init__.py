"""How results become a report that people want to read."""

from aftershock.reporting.build import build_report
from aftershock.reporting.studyfile import StudyFile, read_study

__all__ = ["StudyFile", "build_report", "read_study"]
