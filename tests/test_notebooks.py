"""The notebooks: plain text without results, readable from the top, honest about what they show, running anywhere."""

import ast
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
FOLDER = CHECKOUT / "reports" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.py"))
HEADER = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
"""
LAST = "## What one may not conclude"
CAUSAL = re.compile(
    r"\b(caus\w+|because|due to|trigger\w*|on the back of|after news|led to|drove|driven|sparked|prompted"
    r"|thanks to|amid|as a result|in response|moved the market|impact|effects?)\b",
    re.IGNORECASE,
)
LONGEST_CELL = 20
SECONDS = 120
needs_jupyter = pytest.mark.skipif(
    find_spec("jupytext") is None or find_spec("nbconvert") is None or find_spec("ipykernel") is None,
    reason="notebooks are executed with the extra: pip install 'aftershock[notebooks]'",
)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@dataclass(frozen=True)
class Cell:
    """One cell: what stands in its marker, and its text."""

    marker: str
    source: str

    @property
    def is_prose(self) -> bool:
        return "[markdown]" in self.marker

    @property
    def is_kit(self) -> bool:
        return 'tags=["kit"]' in self.marker


def cells(path: Path) -> list[Cell]:
    parts = re.split(
        r"^# %%(.*)\n", path.read_text(encoding="utf-8").removeprefix(HEADER), flags=re.MULTILINE
    )
    return [Cell(marker, text.strip("\n")) for marker, text in zip(parts[1::2], parts[2::2], strict=True)]


def prose(path: Path) -> str:
    text = "\n".join(cell.source for cell in cells(path) if cell.is_prose)
    return re.sub(r"^# ?", "", text, flags=re.MULTILINE)


def code(path: Path) -> list[Cell]:
    return [cell for cell in cells(path) if not cell.is_prose]


def names(cell: Cell, context: type[ast.expr_context]) -> set[str]:
    nodes = ast.walk(ast.parse(cell.source))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


def execute(folder: Path, text: str, *, name: str = "page") -> subprocess.CompletedProcess[str]:
    source = folder / "small.py"
    source.write_text(f"{HEADER}\n# %% [markdown]\n# # A & small one\n\n{text}", encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(CHECKOUT / "reports" / "execute.py"), str(source), str(folder / f"{name}.html")],
        env={**os.environ, "AFTERSHOCK_KIT": str(folder / "absent")},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_notebooks_are_kept_as_text_alone() -> None:
    assert len(NOTEBOOKS) == 6
    assert [path.name for path in FOLDER.iterdir() if path.suffix == ".ipynb"] == []


@each_notebook
def test_notebook_begins_with_the_header_of_the_percent_format(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(HEADER)


@each_notebook
def test_notebook_has_one_title_and_ends_with_what_one_may_not_conclude(path: Path) -> None:
    titles = re.findall(r"^#+ .*$", prose(path), re.MULTILINE)
    assert [title for title in titles if title.startswith("# ")] == titles[:1]
    assert titles[-1] == LAST


@each_notebook
def test_every_cell_is_plain_python_and_short(path: Path) -> None:
    for cell in code(path):
        ast.parse(cell.source)
        assert len(cell.source.splitlines()) <= LONGEST_CELL


@each_notebook
def test_prose_claims_no_cause(path: Path) -> None:
    assert CAUSAL.findall(prose(path).partition(LAST)[0]) == []


@each_notebook
def test_every_chart_is_shown_with_its_description(path: Path) -> None:
    drawing = [cell for cell in code(path) if re.search(r"\b(plot_\w+|house_axes)\(", cell.source)]
    assert [cell.source for cell in drawing if "described(" not in cell.source] == []


@each_notebook
def test_notebook_leaves_the_style_of_other_charts_alone(path: Path) -> None:
    assert not re.search(r"rcParams|style\.use|set_theme", path.read_text(encoding="utf-8"))


@each_notebook
def test_cells_that_need_the_kit_are_marked_and_no_other_cell_needs_them(path: Path) -> None:
    kit = [cell for cell in code(path) if cell.is_kit]
    rest = [cell for cell in code(path) if not cell.is_kit]
    made = set().union(*(names(cell, ast.Store) for cell in rest))
    needed = {"KIT"} | set().union(*(names(cell, ast.Store) for cell in kit)) - made
    assert [cell.source for cell in rest if names(cell, ast.Load) & needed] == []


@each_notebook
def test_real_headlines_never_meet_simulated_prices(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not (
        "data/headlines" in text and ("sample_folder" in text or '"sample"' in text or "simulate" in text)
    )


@needs_jupyter
def test_page_holds_title_text_table_and_chart_for_every_reader_in_the_same_bytes(tmp_path: Path) -> None:
    text = (
        "# %%\nimport pandas as pd\nfrom matplotlib.figure import Figure\nfrom aftershock.plots import described\n"
        'pd.DataFrame({"n": [1], "name": ["<b>"]})\n\n'
        '# %%\ndescribed(Figure().add_subplot(), "Chart of nothing.")\n\n'
        '# %% tags=["kit"]\nraise SystemExit("this cell is left out")\n'
    )
    done = [execute(tmp_path, text, name=name) for name in ("first", "second")]
    assert [one.returncode for one in done] == [0, 0], done[0].stderr
    page = (tmp_path / "first.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page and "<title>A &amp; small one</title>" in page and "<main>" in page
    assert '<th scope="col">n</th>' in page and '<th scope="row">0</th>' in page and "&lt;b&gt;" in page
    assert 'alt="Chart of nothing."' in page
    assert "there is no market data kit beside the checkout" in page and "left out" not in done[0].stderr
    assert page.replace("first.ipynb", "second.ipynb") == (tmp_path / "second.html").read_text(
        encoding="utf-8"
    )
    assert (tmp_path / "first.ipynb").read_bytes() == (tmp_path / "second.ipynb").read_bytes()


@needs_jupyter
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raise KeyError('lost')", "a cell failed"),
        ("import warnings\nwarnings.warn('careful')", "a cell wrote to standard error"),
        (
            "from matplotlib import pyplot\nax = pyplot.axes()",
            "a chart has no description; show it with described()",
        ),
    ],
    ids=["failure", "warning", "chart"],
)
def test_page_is_refused_and_the_cell_named(tmp_path: Path, text: str, told: str) -> None:
    done = execute(tmp_path, f"# %%\n{text}\n")
    assert done.returncode == 1 and told in done.stderr and text.splitlines()[-1] in done.stderr
    assert not (tmp_path / "page.html").exists()
