"""The public surface: which names there are, what importing them costs, and how they are documented."""

import inspect
import subprocess
import sys

import pytest

import aftershock as ash

PUBLIC = {
    "Asset",
    "ConstantMean",
    "EventStudy",
    "EventStudyResults",
    "FactorModel",
    "HypothesisTest",
    "MarketAdjusted",
    "MarketModel",
    "Prices",
    "ReactionResults",
    "ReactionStudy",
    "align",
    "build_report",
    "load_prices",
    "read_headlines",
    "__version__",
}
CALLABLES = sorted(PUBLIC - {"__version__"})
HEAVY = {"yfinance", "matplotlib", "statsmodels", "scipy.stats", "pandas_market_calendars", "jinja2", "lxml"}


def loaded_after(statement: str) -> set[str]:
    """Run a statement in a fresh interpreter and list the modules it loaded."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_public_names_are_pinned() -> None:
    assert set(ash.__all__) == PUBLIC


@pytest.mark.parametrize("name", CALLABLES)
def test_public_name_resolves_to_itself(name: str) -> None:
    assert getattr(ash, name).__name__ == name


def test_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(AttributeError, match="no attribute 'allign'; it offers align, read_headlines"):
        _ = ash.allign  # type: ignore[attr-defined]


def test_importing_the_package_loads_nothing_but_itself_and_the_standard_library() -> None:
    names = {name.split(".")[0] for name in loaded_after("import aftershock")}
    assert names - set(sys.stdlib_module_names) == {"aftershock"}


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        ("read_headlines", set()),
        ("load_prices, Prices, Asset", set()),
        ("align", set()),
        ("EventStudy, MarketModel, ReactionStudy, HypothesisTest", set()),
    ],
)
def test_using_a_name_loads_no_heavy_library(names: str, allowed: set[str]) -> None:
    assert loaded_after(f"from aftershock import {names}") & HEAVY == allowed


def test_the_command_line_answers_without_the_numerical_libraries() -> None:
    assert loaded_after("import aftershock.cli") & (HEAVY | {"pandas", "numpy"}) == set()


@pytest.mark.parametrize("name", CALLABLES)
def test_public_docstring_has_an_example(name: str) -> None:
    text = inspect.getdoc(getattr(ash, name)) or ""
    assert "Examples\n--------" in text


@pytest.mark.parametrize("name", [name for name in CALLABLES if name[0].islower()])
def test_public_function_documents_parameters_returns_and_errors(name: str) -> None:
    text = inspect.getdoc(getattr(ash, name)) or ""
    assert all(f"{section}\n{'-' * len(section)}" in text for section in ("Parameters", "Returns", "Raises"))


@pytest.mark.parametrize("name", [name for name in CALLABLES if name[0].islower()])
def test_options_of_public_functions_are_keyword_only(name: str) -> None:
    _, *others = inspect.signature(getattr(ash, name)).parameters.values()
    optional = [one for one in others if one.default is not inspect.Parameter.empty]
    assert {one.kind for one in optional} <= {inspect.Parameter.KEYWORD_ONLY}
