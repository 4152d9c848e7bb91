"""What the documentation makes of itself: snippets are run, their output and charts shown, the glossary listed.

A block of Python runs when the site is built, all blocks of a page in one namespace, warnings as errors. What it prints
stands under it. One whose fence reads ``python figure="name" alt="Chart of ..."`` shows what it has drawn on ``ax``.
"""

import contextlib
import io
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

FENCE = re.compile(r"^```python(?P<words>[^\n]*)\n(?P<code>.*?)^```\n", re.DOTALL | re.MULTILINE)
WORD = re.compile(r'(\w+)="([^"]*)"')
GLOSSARY = "<!-- glossary -->"


@dataclass(frozen=True)
class Shown:
    """What a block of code left: what it printed, and its chart as SVG."""

    printed: str
    figure: str


def run_page(markdown: str) -> list[Shown]:
    """Run all blocks of a page, in order, in one namespace and a folder of their own."""
    namespace: dict[str, Any] = {"__name__": "page"}
    with folder_of_its_own(), warnings.catch_warnings():
        warnings.simplefilter("error")
        return [run_block(block["code"], block["words"], namespace) for block in FENCE.finditer(markdown)]


def run_block(code: str, words: str, namespace: dict[str, Any]) -> Shown:
    """Run one block."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<snippet>", "exec"), namespace)
    return Shown(printed.getvalue(), drawn(namespace, words) if "figure=" in words else "")


def drawn(namespace: dict[str, Any], words: str) -> str:
    """Write the chart that a block has drawn as SVG, the same at every build."""
    import matplotlib

    figure = namespace["ax"].figure
    file = io.StringIO()
    name = dict(WORD.findall(words))["figure"]
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    return file.getvalue()


@contextlib.contextmanager
def folder_of_its_own() -> Iterator[None]:
    """Work in an empty folder, and come back."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        try:
            yield
        finally:
            os.chdir(before)


def on_files(files: Files, *, config: Any, **_: Any) -> Files:
    """Run the snippets of every page before pages are written, and add the charts they draw as files."""
    for page in list(files.documentation_pages()):
        RESULTS[page.src_uri] = run_page(page.content_string)
        blocks = FENCE.finditer(page.content_string)
        for block, shown in zip(blocks, RESULTS[page.src_uri], strict=True):
            if shown.figure:
                name = dict(WORD.findall(block["words"]))["figure"]
                files.append(File.generated(config, f"charts/{name}.svg", content=shown.figure))
    return files


RESULTS: dict[str, list[Shown]] = {}


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Put output and charts under their blocks, and the glossary in its place."""
    results = iter(RESULTS.get(page.file.src_uri, []))
    depth = page.file.src_uri.count("/")

    def finished(block: re.Match[str]) -> str:
        shown, words = next(results), dict(WORD.findall(block["words"]))
        parts = [f"```python\n{block['code']}```\n"]
        if shown.printed:
            parts.append(f"```text\n{shown.printed.rstrip()}\n```\n")
        if shown.figure:
            parts.append(f"![{words['alt']}]({'../' * depth}charts/{words['figure']}.svg)\n")
        return "\n".join(parts)

    return FENCE.sub(finished, markdown).replace(GLOSSARY, glossary_tables() if GLOSSARY in markdown else "")


def glossary_tables() -> str:
    """List the outcomes, and the columns of the results of both kinds of study."""
    from aftershock.alignment import OUTCOMES
    from aftershock.reporting.events.exports import GLOSSARY as EVENTS
    from aftershock.reporting.glossary import GLOSSARY as HEADLINES

    parts = (
        ("Outcomes", "word", OUTCOMES),
        ("Results of a study of headlines", "column", HEADLINES),
        ("Results of a study of dated events", "column", EVENTS),
    )
    return "\n\n".join(table(title, head, told) for title, head, told in parts)


def table(title: str, head: str, told: Any) -> str:
    """Write words and their meanings as a table."""
    rows = [f"| `{word}` | {meaning.replace('|', chr(92) + '|')} |" for word, meaning in told.items()]
    return "\n".join([f"## {title}", "", f"| {head} | meaning |", "|---|---|", *rows])
