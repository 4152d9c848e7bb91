"""Execute a notebook kept as text, and write a page and an .ipynb: ``python reports/execute.py NOTEBOOK.py PAGE.html``.

Cells tagged ``kit`` need the market data kit beside the checkout, or in the folder AFTERSHOCK_KIT; where it is absent
they are left out, and the page says so. The interpreter that runs this file runs the cells.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from notebook_page import page_of

CHECKOUT = Path(__file__).resolve().parents[1]
KIT = Path(os.environ.get("AFTERSHOCK_KIT") or CHECKOUT / ".." / "shared" / "data").resolve()
ABSENT = (
    "*Left out here: this part reads real prices, and there is no market data kit beside the checkout. Simulated "
    "prices would be the only ones at hand, and real headlines are never shown with those.*"
)
SECONDS = 300
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A cell failed, wrote to standard error, or drew a chart without a description."""


def main(source: Path, target: Path) -> None:
    """Execute one notebook and write its page and, beside it, the executed notebook."""
    notebook = read_notebook(source, with_kit=KIT.is_dir())
    execute(notebook, source.parent)
    check_outputs(notebook)
    target.parent.mkdir(parents=True, exist_ok=True)
    pair = target.with_suffix(".ipynb")
    pair.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    target.write_text(page_of(notebook, download=pair.name), encoding="utf-8")


def read_notebook(source: Path, *, with_kit: bool) -> Any:
    """Read a notebook, with cells numbered and, where there is no kit, those that need it left out with a word why."""
    notebook = jupytext.read(source)
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    cells, told = [], False
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        if with_kit or "kit" not in cell.metadata.get("tags", []):
            cells.append(cell)
        elif not told:
            print(f"{source.name}: cells that need the market data kit are left out: there is none at {KIT}")
            cells.append(nbformat.v4.new_markdown_cell(ABSENT, id=f"cell-{number}"))
            told = True
    notebook.cells = cells
    return notebook


def execute(notebook: Any, folder: Path) -> None:
    """Run all cells in a process of this interpreter; a failing cell stops everything."""
    with tempfile.TemporaryDirectory() as settings:
        os.environ.update(
            IPYTHONDIR=settings, JUPYTER_RUNTIME_DIR=settings, PYTHONHASHSEED="0", AFTERSHOCK_KIT=str(KIT)
        )
        # No folders to search: the kernel called python3 is then that of this interpreter.
        specs = KernelSpecManager(kernel_dirs=[])
        manager = AsyncKernelManager(kernel_name=NATIVE_KERNEL_NAME, kernel_spec_manager=specs)
        client = NotebookClient(notebook, km=manager, timeout=SECONDS, record_timing=False)
        client.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
        client.resources = {"metadata": {"path": str(folder)}}
        try:
            client.execute()
        except CellExecutionError as failure:
            raise NotebookError(f"a cell failed:\n{COLOURS.sub('', str(failure))}") from None


def check_outputs(notebook: Any) -> None:
    """Refuse warnings, and charts that say nothing to those who cannot see them."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise NotebookError(f"a cell wrote to standard error:\n{cell.source}\n---\n{output['text']}")
            if "image/png" in output.get("data", {}):
                raise NotebookError(f"a chart has no description; show it with described():\n{cell.source}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python reports/execute.py NOTEBOOK.py PAGE.html")
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except NotebookError as failure:
        sys.exit(f"{sys.argv[1]}: {failure}")
