"""The public surface of the tests: each name is documented, listed among the methods, its options keyword-only."""

import inspect
import re
from pathlib import Path

import pytest

from aftershock import inference

METHODS = (Path(__file__).parents[2] / "METHODS.md").read_text(encoding="utf-8")
RECORDS = {"HypothesisTest", "Jackknife", "BootstrapInterval", "JointDraws"}
HELPERS = {"mean_overlap_correlation", "mean_positive_share"}
"""Described in the rows of the tests that use them."""

FUNCTIONS = sorted(set(inference.__all__) - RECORDS)
each_function = pytest.mark.parametrize("name", FUNCTIONS)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - HELPERS))
def test_has_its_row_in_methods(name: str) -> None:
    rows = re.findall(rf"^\| `{name}` \|.*$", METHODS, re.MULTILINE)
    assert len(rows) == 1
    cells = rows[0].split("|")
    assert len(cells) == 8
    assert "tests/" in cells[6]


@each_function
def test_has_a_docstring_with_an_example(name: str) -> None:
    text = inspect.getdoc(getattr(inference, name)) or ""
    assert all(
        f"{section}\n{'-' * len(section)}" in text for section in ("Parameters", "Returns", "Examples")
    )
    assert "Use it" in text


@each_function
def test_options_are_keyword_only(name: str) -> None:
    parameters = inspect.signature(getattr(inference, name)).parameters.values()
    optional = [one for one in parameters if one.default is not inspect.Parameter.empty]
    assert {one.kind for one in optional} <= {inspect.Parameter.KEYWORD_ONLY}
