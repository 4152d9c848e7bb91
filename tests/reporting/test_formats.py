"""Formats beside HTML are checked before anything is computed."""

import pytest

from aftershock.cli import ReportFormat
from aftershock.errors import AftershockError
from aftershock.reporting import formats
from aftershock.reporting.formats import FORMATS, check_formats
from aftershock.typing import FormatName, options


def test_every_format_has_a_writer() -> None:
    assert tuple(FORMATS) == options(FormatName)


def test_every_format_has_a_file_of_its_own() -> None:
    assert len({one.file for one in FORMATS.values()}) == len(FORMATS)


def test_the_command_line_takes_every_format() -> None:
    assert tuple(one.value for one in ReportFormat) == options(FormatName)


def test_a_format_named_twice_is_written_once() -> None:
    assert check_formats(("latex", "markdown", "latex")) == ("latex", "markdown")


def test_a_format_whose_package_is_missing_names_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    with pytest.raises(AftershockError, match=r"pip install 'aftershock\[pdf\]'"):
        check_formats(("pdf",))


def test_a_format_without_a_package_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    assert check_formats(("markdown", "latex")) == ("markdown", "latex")
