"""Execute a notebook kept as text and write it as one page: ``python reports/execute.py NOTEBOOK.py PAGE.html``.

Cells tagged ``kit`` need the market data kit beside the checkout, or in the folder AFTERSHOCK_KIT; where it is absent they are
left out, and the page says so.
"""

import os
import re
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

CHECKOUT = Path(__file__).resolve().parents[1]
KIT = Path(os.environ.get("AFTERSHOCK_KIT") or CHECKOUT / ".." / "shared" / "data").resolve()
ABSENT = (
    "*Left out here: this part reads real prices, and there is no market data kit beside the checkout. Simulated "
    "prices would be the only ones at hand, and real headlines are never shown with those.*"
)
SECONDS = 600
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 58rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; }}
pre {{ overflow-x: auto; padding: 0.5rem 0.8rem; border-left: 3px solid #8d877b; font-size: 0.86rem; }}
.jp-OutputArea-prompt, .jp-InputPrompt, .prompt {{ display: none; }}
.jp-OutputArea-output, .output_area {{ overflow-x: auto; }}
img {{ max-width: 100%; height: auto; }}
table.dataframe {{ border-collapse: collapse; font-size: 0.86rem; }}
table.dataframe th, table.dataframe td {{ padding: 0.15rem 0.6rem; text-align: right; border-top: 1px solid; }}
a.anchor-link {{ display: none; }}
</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def main(source: Path, target: Path) -> None:
    """Execute one notebook and write its page; a cell that fails or complains is an error."""
    notebook = read_notebook(source, with_kit=KIT.is_dir())
    execute(notebook, source.parent)
    body, _ = HTMLExporter(template_name="basic", embed_images=True).from_notebook_node(notebook)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(PAGE.format(title=escape(title), body=body), encoding="utf-8")


def read_notebook(source: Path, *, with_kit: bool) -> Any:
    """Read a notebook, with cells numbered and, where there is no kit, those that need it left out with a word why."""
    notebook = jupytext.read(source)
    cells, told = [], False
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        if with_kit or "kit" not in cell.metadata.get("tags", []):
            cells.append(cell)
        elif not told:
            print(f"{source.name}: cells that need the market data kit are left out: there is none at {KIT}")
            cells.append(type(cell)(cell_type="markdown", id=f"cell-{number}", metadata={}, source=ABSENT))
            told = True
    notebook.cells = cells
    return notebook


def execute(notebook: Any, folder: Path) -> None:
    """Run all cells in their own process; a failing cell, or one that warns, stops everything."""
    with tempfile.TemporaryDirectory() as settings:
        os.environ.update(IPYTHONDIR=settings, PYTHONHASHSEED="0", AFTERSHOCK_KIT=str(KIT))
        client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", record_timing=False)
        client.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
        client.resources = {"metadata": {"path": str(folder)}}
        try:
            client.execute()
        except CellExecutionError as failure:
            sys.exit(f"a cell failed:\n{COLOURS.sub('', str(failure))}")
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                sys.exit(f"a cell wrote to standard error:\n{cell.source}\n---\n{output['text']}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python reports/execute.py NOTEBOOK.py PAGE.html")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
