"""The sections of a report: each module builds one, from findings alone."""

from aftershock.reporting.sections.registry import BUILDERS, build_sections, compose_page

__all__ = ["BUILDERS", "build_sections", "compose_page"]
