"""The documentation runs: its snippets here, its gallery when it is built, its commands as they are printed."""

import re
import runpy
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from aftershock import plots
from aftershock.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
COMMANDS = re.compile(r"^```console\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
GALLERY = (ROOT / "docs/gallery.md").read_text(encoding="utf-8")


def name(page: Path) -> str:
    return page.relative_to(ROOT / "docs").as_posix()


def with_python(page: Path) -> bool:
    return "```python" in page.read_text(encoding="utf-8") and page.stem != "gallery"


def commands(page: Path) -> list[str]:
    blocks = COMMANDS.findall(page.read_text(encoding="utf-8"))
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def hooks() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/hooks.py"))


@pytest.mark.parametrize("page", [page for page in PAGES if with_python(page)], ids=name)
def test_snippets_of_a_page_run_without_warning(page: Path, hooks: dict[str, Any]) -> None:
    assert all(shown.printed for shown in hooks["run_page"](page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name)
def test_commands_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in commands(page):
        program, *arguments = shlex.split(line)
        result = CliRunner().invoke(app, arguments)
        assert (program, result.exit_code) == ("aftershock", 0), f"{line}: {result.output}"


def test_every_plot_is_in_the_gallery() -> None:
    drawn = {word for word in plots.__all__ if word.startswith("plot_")} - {"plot_local_projections"}
    assert {word for word in drawn if f"{word}(" not in GALLERY} == set()


def test_every_chart_of_the_gallery_is_described() -> None:
    fences = re.findall(r"^```python(.*)$", GALLERY, re.MULTILINE)
    assert all(re.search(r'figure="\w+" alt="[A-Z][^"]{20,}"', words) for words in fences)


def test_every_page_is_in_the_contents() -> None:
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [name(page) for page in PAGES if name(page) not in listed] == []


def test_the_output_of_a_block_is_what_it_printed(hooks: dict[str, Any]) -> None:
    (shown,) = hooks["run_page"]("```python\nprint(1 + 1)\n```\n")
    assert shown.printed == "2\n"


def test_a_snippet_that_warns_stops_the_build(hooks: dict[str, Any]) -> None:
    with pytest.raises(UserWarning, match="careful"):
        hooks["run_page"]("```python\nimport warnings\nwarnings.warn('careful')\n```\n")


def test_snippets_leave_the_folder_as_it_was(
    hooks: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    hooks["run_page"]("```python\nopen('left.txt', 'w').close()\n```\n")
    assert Path.cwd() == tmp_path and not (tmp_path / "left.txt").exists()


def test_the_path_of_imports_is_left_alone(hooks: dict[str, Any]) -> None:
    before = list(sys.path)
    hooks["run_page"]("```python\nprint(1)\n```\n")
    assert sys.path == before
