"""The notebooks are plain text without output, say what may not be concluded, and describe their charts."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "reports" / "notebooks").glob("*.py"))
CELL = re.compile(r"^# %%(?P<head>.*)\n", re.MULTILINE)
PLOTS = re.compile(r"\bplot_\w+\(|pyplot\.show\(")
PRICES_OF_THE_KIT = re.compile(r"\*\*kit\b")


def cells(notebook: Path) -> list[tuple[str, str]]:
    """The head and the source of every cell."""
    parts = CELL.split(notebook.read_text(encoding="utf-8"))
    return list(zip(parts[1::2], parts[2::2], strict=True))


def code_cells(notebook: Path) -> list[tuple[str, str]]:
    return [(head, source) for head, source in cells(notebook) if "[markdown]" not in head]


def prose(notebook: Path) -> str:
    return "\n".join(source for head, source in cells(notebook) if "[markdown]" in head)


def test_all_six_are_there() -> None:
    assert {notebook.stem for notebook in NOTEBOOKS} == {
        "is_it_noise",
        "quick_start",
        "seventeen_headlines",
        "thousand_events",
        "war_risk",
        "your_own_csv",
    }


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_begins_with_a_title(notebook: Path) -> None:
    head, source = cells(notebook)[0]
    assert "[markdown]" in head and source.startswith("# # ")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_code_is_python_without_output(notebook: Path) -> None:
    ast.parse(notebook.read_text(encoding="utf-8"))
    assert "image/png" not in notebook.read_text(encoding="utf-8")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_ends_with_what_may_not_be_concluded(notebook: Path) -> None:
    head, source = cells(notebook)[-1]
    assert "[markdown]" in head and "## What one may not conclude" in source


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_chart_is_described(notebook: Path) -> None:
    bare = [source for head, source in code_cells(notebook) if PLOTS.search(source) and 'alt="' not in head]
    assert [source for source in bare if not source.lstrip().startswith(("import", "from"))] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_that_read_real_prices_can_be_left_out(notebook: Path) -> None:
    bare = [
        head
        for head, source in code_cells(notebook)
        if PRICES_OF_THE_KIT.search(source) and "kit" not in head
    ]
    assert bare == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_makes_no_settings_of_charts_for_all(notebook: Path) -> None:
    assert not re.search(r"rcParams|style\.use|set_theme", notebook.read_text(encoding="utf-8"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_claims_no_cause(notebook: Path) -> None:
    claims = re.findall(
        r"(?i)\b(?:triggered|sparked|drove|sent|pushed|lifted|due to|led to)\b", prose(notebook)
    )
    assert claims == []
