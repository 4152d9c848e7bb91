"""The ledger of methods: what METHODS.md says about each, as records."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftershock.errors import AftershockError

FILE_NAME = "METHODS.md"
HEADER = "| method |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Hold one row of the ledger.

    Parameters
    ----------
    section : str
        Heading under which it stands.
    name : str
        How the document writes it.
    names : tuple of str
        What it is called in code, where the row says; else ``name`` alone.
    question : str
        What it answers.
    formula : str
        As implemented.
    assumptions : str
        What it takes for granted, and when it misleads.
    source : str
        Where it was published; empty for the package's own rules.
    proof : str
        Tests that would fail if it were wrong.

    Examples
    --------
    >>> [method.question for method in read_methods() if "bmp_t" in method.names]
    ['The same, letting events raise volatility']
    """

    section: str
    name: str
    names: tuple[str, ...]
    question: str
    formula: str
    assumptions: str
    source: str
    proof: str


def read_methods() -> tuple[Method, ...]:
    """Read the ledger that belongs to this version of the package.

    Use it to look up the formula, the assumptions and the source of a number.

    Returns
    -------
    tuple of Method
        In the order of the document.

    Raises
    ------
    AftershockError
        If the document is not installed.

    Examples
    --------
    >>> read_methods()[0].name
    'press zones'
    """
    return tuple(parse_methods(methods_file().read_text(encoding="utf-8")))


def find_method(name: str) -> Method:
    """Find the row of a method by its name, in any case.

    Parameters
    ----------
    name : str
        As in METHODS.md, such as ``kp_bmp_t``.

    Returns
    -------
    Method
        The row.

    Raises
    ------
    AftershockError
        If there is no such method: names the closest ones.

    Examples
    --------
    >>> find_method("Holm").source
    'Holm 1979'
    """
    methods = read_methods()
    by_name = {each.lower(): method for method in methods for each in method.names}
    if name.lower() in by_name:
        return by_name[name.lower()]
    close = difflib.get_close_matches(name.lower(), by_name, n=3)
    guess = f"did you mean {' or '.join(close)}?" if close else "'aftershock methods' lists all."
    raise AftershockError(f"There is no method {name!r}; {guess}", name=name, known=tuple(by_name))


def parse_methods(text: str) -> Iterator[Method]:
    r"""Read the tables of a ledger.

    Parameters
    ----------
    text : str
        Markdown with one table a section: method, question, formula, assumptions, source, proof.

    Yields
    ------
    Method
        One a row.

    Examples
    --------
    >>> rows = "## Tests\n| method | b | c | d | e | f |\n|---|---|---|---|---|---|\n| `a` | b | c | d | e | f |"
    >>> next(parse_methods(rows)).name
    'a'
    """
    section, inside = "", False
    for line in text.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ").strip()
        if not line.startswith("|"):
            inside = False
        elif line.startswith(HEADER):
            inside = True
        elif inside and not line.startswith("|---"):
            name, *rest = _cells(line)
            question, formula, assumptions, source, proof = rest
            yield Method(
                section=section,
                name=name.replace("`", ""),
                names=tuple(re.findall(r"`([^`]+)`", name)) or (name,),
                question=question,
                formula=formula,
                assumptions=assumptions,
                source=source,
                proof=proof,
            )


def _cells(line: str) -> list[str]:
    """Split a row of a Markdown table; a bar that is written with a backslash belongs to the text."""
    parts = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [part.replace("\\|", "|").strip() for part in parts]


def methods_file() -> Path:
    """Find the ledger: inside the installed package, or at the top of the checkout.

    Raises
    ------
    AftershockError
        If it is in neither place.

    Examples
    --------
    >>> methods_file().name
    'METHODS.md'
    """
    here = Path(__file__).resolve().parent
    for place in (here / FILE_NAME, here.parents[1] / FILE_NAME):
        if place.is_file():
            return place
    raise AftershockError(f"{FILE_NAME} is not installed; reinstall the package.", folder=str(here))
