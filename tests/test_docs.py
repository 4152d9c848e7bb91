"""What the documents say is true: examples run, named tests exist, every method is listed, every make word works."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from aftershock import inference
from aftershock.reporting.studyfile import SECTIONS, read_study
from aftershock.study import EventStudyResults, models
from aftershock.typing import EventTest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
METHODS = (ROOT / "METHODS.md").read_text(encoding="utf-8")
STUDIES = (ROOT / "reports/README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXAMPLE_LINES = 12


def python_example() -> str:
    found = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_readme_example_runs_outside_the_checkout(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", python_example()], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Session-time event study" in done.stdout and "Clock-time study" in done.stdout


def test_readme_example_is_short() -> None:
    assert len(python_example().strip().splitlines()) <= EXAMPLE_LINES


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_readme_link_leads_somewhere(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("word", sorted(set(re.findall(r"make ([a-z]+)", README))))
def test_readme_make_word_is_a_target(word: str) -> None:
    assert re.search(rf"^{word}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"tests/[\w/]+\.py", METHODS))))
def test_methods_name_tests_that_exist(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("name", get_args(EventTest))
def test_every_test_of_the_study_has_its_row_in_methods(name: str) -> None:
    assert f"| `{name}` |" in METHODS


@pytest.mark.parametrize("name", sorted(name for name in inference.__all__ if name[0].islower()))
def test_every_function_of_inference_is_named_in_methods(name: str) -> None:
    assert f"`{name}`" in METHODS


@pytest.mark.parametrize(
    "name", ["recommend", "detectable", "adjusted", "joint_test", "compare", "jackknife"]
)
def test_every_judgement_of_results_has_its_row_in_methods(name: str) -> None:
    assert hasattr(EventStudyResults, name)
    assert f"| `{name}` |" in METHODS


BASES = {"KnownSlopes", "LeastSquares", "ModelFit", "NormalModel"}


@pytest.mark.parametrize("name", sorted({name for name in models.__all__ if name[0].isupper()} - BASES))
def test_every_model_has_its_row_in_methods(name: str) -> None:
    assert f"`{name}`" in METHODS


def test_changelog_speaks_of_the_version_of_the_package() -> None:
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_and_its_metadata_agree_on_the_version() -> None:
    import aftershock

    assert f'version = "{aftershock.__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_every_key_of_a_study_file_is_documented(section: str) -> None:
    table = STUDIES.split(f"### [{section}]", maxsplit=1)[1].split("\n### ", maxsplit=1)[0]
    told = {
        key
        for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", row)
    }
    assert told == set(SECTIONS[section].model_fields)


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", STUDIES, re.DOTALL))
def test_every_study_in_the_documents_is_valid(tmp_path: Path, example: str) -> None:
    (tmp_path / "study.toml").write_text(example, encoding="utf-8")
    assert read_study(tmp_path / "study.toml").assets.sessions[0] == "SPX"
