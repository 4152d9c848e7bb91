"""The Makefile is a graph of real files: it builds what is out of date, and nothing else."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]

FAKE_COMMAND = """#!/bin/sh
# aftershock report STUDY --out DIR --prices SOURCE
echo "$*" >> calls.log
[ "$1" = report ] || exit 0
mkdir -p "$4" && echo built > "$4/manifest.json"
"""

SPELLING_COMMAND = """#!/bin/sh
printf '%s\\n' "$@" >> calls.log
"""

INHERITED = {
    "STUDY",
    "PRICES",
    "FORMATS",
    "PYTHON",
    "ARGS",
    "AFTERSHOCK_HOME",
    "AFTERSHOCK_KIT",
    "MAKEFLAGS",
    "MFLAGS",
    "MAKELEVEL",
}
STORED = "data/prices/SPX/1d/Yahoo%20Finance/2022.parquet"

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="GNU make is not installed")


class Tree:
    """A small checkout with the real Makefile and a command that only records how it was called."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str = "", *, executable: bool = False) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755 if executable else 0o644)
        return path

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", "--no-print-directory", *arguments],
            cwd=self.root,
            env={name: value for name, value in os.environ.items() if name not in INHERITED},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def edit(self, name: str) -> None:
        """Mark a file as newer than anything built so far."""
        newest = max(path.stat().st_mtime for path in self.root.rglob("*") if path.is_file())
        os.utime(self.root / name, (newest + 1, newest + 1))

    def age(self, name: str) -> None:
        """Mark a file as older than anything else."""
        os.utime(self.root / name, (1, 1))

    @property
    def calls(self) -> list[str]:
        log = self.root / "calls.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    small = Tree(tmp_path)
    shutil.copy(CHECKOUT / "Makefile", tmp_path)
    for name in (
        "pyproject.toml",
        "reports/demo/study.toml",
        "reports/real/study.toml",
        "data/sample/SPX.csv",
        "data/headlines/list.csv",
        "analysis/aftershock/cli.py",
        "analysis/aftershock/reporting/templates/page.html.jinja",
        "folder/daily/SPX.csv",
    ):
        small.age(str(small.write(name).relative_to(tmp_path)))
    small.write(".venv/.core", f"{tmp_path}\n")
    small.age(".venv/.core")
    small.write(".venv/bin/aftershock", FAKE_COMMAND, executable=True)
    return small


def report(tree: Tree, *arguments: str) -> int:
    """Run make report and count the builds it took."""
    before = len(tree.calls)
    done = tree.make("report", *arguments)
    assert done.returncode == 0, done.stderr
    return len(tree.calls) - before


def test_make_alone_lists_every_target(tree: Tree) -> None:
    declared = next(
        line for line in (CHECKOUT / "Makefile").read_text().splitlines() if line.startswith(".PHONY")
    )
    listed = tree.make().stdout
    assert [word for word in declared.split()[1:] if f"make {word} " not in listed] == []


def test_the_first_report_builds_the_demo_from_the_sample(tree: Tree) -> None:
    tree.make("report")
    assert tree.calls == ["report reports/demo/study.toml --out reports/build/demo --prices sample"]


def test_the_first_report_names_the_page(tree: Tree) -> None:
    assert tree.make("report").stdout == "built reports/build/demo/report.html\n"


def test_the_second_report_does_nothing_and_says_so(tree: Tree) -> None:
    tree.make("report")
    again = tree.make("report")
    assert (len(tree.calls), again.stdout) == (
        1,
        "nothing to do: reports/build/demo/report.html is up to date\n",
    )


def test_the_second_report_starts_no_python(tree: Tree) -> None:
    for name in ("python", ".venv/bin/python"):
        tree.write(name, '#!/bin/sh\necho "python $*" >> calls.log\n', executable=True)
    tree.make("report")
    assert report(tree, "PYTHON=./python") == 0


@pytest.mark.parametrize(
    "changed",
    [
        "reports/demo/study.toml",
        "data/sample/SPX.csv",
        "data/headlines/list.csv",
        "analysis/aftershock/cli.py",
        "analysis/aftershock/reporting/templates/page.html.jinja",
    ],
)
def test_a_changed_input_builds_again_once(tree: Tree, changed: str) -> None:
    report(tree)
    tree.edit(changed)
    rebuilt = report(tree)
    tree.age(changed)
    assert (rebuilt, report(tree)) == (1, 0)


def test_a_changed_file_that_the_study_names_builds_again_wherever_it_lies(tree: Tree) -> None:
    tree.write("reports/real/study.toml", '[events]\nfile = "../../elsewhere/days.csv"\n')
    tree.write("elsewhere/days.csv")
    for name in ("reports/real/study.toml", "elsewhere/days.csv"):
        tree.age(name)
    report(tree, "STUDY=real")
    tree.edit("elsewhere/days.csv")
    rebuilt = report(tree, "STUDY=real")
    tree.age("elsewhere/days.csv")
    assert (rebuilt, report(tree, "STUDY=real")) == (1, 0)


def test_a_file_that_the_study_names_and_that_is_absent_is_left_to_the_command(tree: Tree) -> None:
    tree.write("reports/real/study.toml", '[events]\nfile = "../../elsewhere/days.csv"\n')
    assert report(tree, "STUDY=real") == 1


def test_another_study_takes_yahoo_by_default(tree: Tree) -> None:
    tree.make("report", "STUDY=real")
    assert tree.calls == ["report reports/real/study.toml --out reports/build/real --prices yahoo"]


def test_a_changed_price_file_of_a_folder_builds_again(tree: Tree) -> None:
    report(tree, "STUDY=real", "PRICES=folder")
    tree.edit("folder/daily/SPX.csv")
    assert report(tree, "STUDY=real", "PRICES=folder") == 1


def test_report_from_the_store_builds_once(tree: Tree) -> None:
    tree.write(STORED)
    builds = [report(tree, "STUDY=real", "PRICES=store") for _ in range(2)]
    assert builds == [1, 0]
    assert tree.calls == ["report reports/real/study.toml --out reports/build/real --prices store"]


def test_changed_file_of_the_store_builds_again(tree: Tree) -> None:
    tree.write(STORED)
    report(tree, "STUDY=real", "PRICES=store")
    tree.edit(STORED)
    assert report(tree, "STUDY=real", "PRICES=store") == 1


def test_lock_of_the_store_does_not_build_again(tree: Tree) -> None:
    tree.write(STORED)
    report(tree, "STUDY=real", "PRICES=store")
    tree.edit(str(tree.write("data/prices/SPX/1d/Yahoo%20Finance/.lock").relative_to(tree.root)))
    assert report(tree, "STUDY=real", "PRICES=store") == 0


def test_store_lies_where_the_environment_says(tree: Tree) -> None:
    tree.write(STORED.replace("data/prices", "elsewhere"))
    report(tree, "STUDY=real", "PRICES=store", "AFTERSHOCK_HOME=elsewhere")
    tree.edit(STORED.replace("data/prices", "elsewhere"))
    rebuilt = [
        report(tree, "STUDY=real", "PRICES=store", f"AFTERSHOCK_HOME={home}") for home in ("elsewhere", "")
    ]
    assert rebuilt == [1, 1]


def test_a_source_of_the_store_may_have_a_name_of_two_words(tree: Tree) -> None:
    tree.write(".venv/bin/aftershock", SPELLING_COMMAND, executable=True)
    tree.make("report", "STUDY=real", "PRICES=store:Yahoo Finance")
    assert tree.calls[-2:] == ["--prices", "store:Yahoo Finance"]


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("PRICES=store", "AFTERSHOCK_HOME=my prices"), STORED.replace("data/prices", "my prices")),
        (("PRICES=my prices",), "my prices/daily spx.csv"),
        (("PRICES=bars/*.parquet",), "bars/SPX.parquet"),
    ],
)
def test_prices_may_lie_in_a_place_with_spaces_or_be_a_pattern_of_files(
    tree: Tree, arguments: tuple[str, ...], file: str
) -> None:
    tree.write(file)
    builds = [report(tree, "STUDY=real", *arguments) for _ in range(2)]
    tree.edit(file)
    assert [*builds, report(tree, "STUDY=real", *arguments)] == [1, 0, 1]


def test_prices_may_have_an_address(tree: Tree) -> None:
    assert report(tree, "STUDY=real", "PRICES=s3://bucket/*.parquet") == 1


def test_make_has_nothing_to_warn_of(tree: Tree) -> None:
    assert tree.make("report").stderr == ""


@pytest.mark.parametrize(
    ("given", "asked"),
    [((), " --source yahoo"), (("PRICES=folder",), " --source folder"), (("PRICES=store",), "")],
)
def test_data_pulls_what_the_study_needs(tree: Tree, given: tuple[str, ...], asked: str) -> None:
    done = tree.make("data", "STUDY=real", *given)
    assert (done.returncode, tree.calls) == (0, [f"data pull --study reports/real/study.toml{asked}"])


def test_data_of_an_unknown_study_is_refused(tree: Tree) -> None:
    refused = tree.make("data", "STUDY=nope")
    assert refused.returncode != 0 and "Studies there are: demo real" in refused.stderr


def test_collect_passes_its_arguments_on(tree: Tree) -> None:
    tree.make("collect", "ARGS=SPX --interval 1min")
    assert tree.calls == ["data collect SPX --interval 1min"]


def test_help_says_where_the_store_is(tree: Tree) -> None:
    assert "folder of the price store (here: data/prices)" in tree.make().stdout


def test_switching_the_source_of_prices_builds_again(tree: Tree) -> None:
    builds = [
        report(tree, "STUDY=real", f"PRICES={source}") for source in ("folder", "folder", "yahoo", "yahoo")
    ]
    assert builds == [1, 0, 1, 0]


def test_the_index_is_made_of_all_that_was_built_and_only_once(tree: Tree) -> None:
    for study in ("demo", "real"):
        tree.make("report", f"STUDY={study}")
    tree.write(
        ".venv/bin/aftershock",
        '#!/bin/sh\necho "$*" >> calls.log\necho page > reports/index.html\n',
        executable=True,
    )
    tree.age(".venv/bin/aftershock")
    for _ in range(2):
        tree.make("index")
    assert tree.calls[2:] == ["compare reports/build/demo reports/build/real --out reports/index.html"]


def test_an_index_of_nothing_says_how_to_begin(tree: Tree) -> None:
    refused = tree.make("index")
    assert refused.returncode != 0 and "Begin with: make report" in refused.stderr


def test_formats_are_handed_on_one_by_one(tree: Tree) -> None:
    tree.make("report", "FORMATS=markdown latex")
    assert tree.calls[-1].endswith("--prices sample --format markdown --format latex")


def test_switching_the_formats_builds_again(tree: Tree) -> None:
    assert [report(tree, f"FORMATS={chosen}") for chosen in ("", "latex", "latex", "")] == [1, 1, 0, 1]


def test_a_format_that_takes_a_package_gets_it_once(tree: Tree) -> None:
    tree.write(".venv/bin/python", '#!/bin/sh\necho "$*" >> pip.log\n', executable=True)
    for _ in range(2):
        tree.make("report", "FORMATS=pdf")
    installed = (tree.root / "pip.log").read_text(encoding="utf-8").splitlines()
    assert [line.rsplit(" ", 1)[1] for line in installed] == [".[pdf]"]


def test_a_failed_build_leaves_nothing_that_looks_finished(tree: Tree) -> None:
    tree.write(".venv/bin/aftershock", f"{FAKE_COMMAND}exit 3\n", executable=True)
    failed = tree.make("report")
    assert failed.returncode != 0 and not (tree.root / "reports/build/demo/manifest.json").exists()


def test_an_unknown_study_is_refused_with_the_list_of_those_there_are(tree: Tree) -> None:
    refused = tree.make("report", "STUDY=nope")
    assert refused.returncode != 0 and "Studies there are: demo real" in refused.stderr


def test_an_unknown_source_of_prices_is_refused(tree: Tree) -> None:
    refused = tree.make("report", "PRICES=nowhere")
    assert (
        refused.returncode != 0
        and "PRICES='nowhere' is neither yahoo nor store nor sample, nor a folder" in refused.stderr
    )


def test_an_old_python_is_refused_with_a_sentence(tree: Tree) -> None:
    tree.write("old", '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n', executable=True)
    shutil.rmtree(tree.root / ".venv")
    refused = tree.make("report", "PYTHON=./old")
    assert "needs Python 3.11 or newer, but './old' is Python 3.9.2" in refused.stderr


def test_a_missing_python_is_refused_with_a_sentence(tree: Tree) -> None:
    shutil.rmtree(tree.root / ".venv")
    assert "There is no './absent' here" in tree.make("report", "PYTHON=./absent").stderr


def test_an_environment_of_a_checkout_that_was_moved_is_made_anew(tree: Tree) -> None:
    tree.write(".venv/.core", "/where/it/was\n")
    tree.make("report", "PYTHON=./absent")
    assert not (tree.root / ".venv/.core").exists()


def test_clean_removes_what_was_built(tree: Tree) -> None:
    tree.make("report")
    tree.make("clean")
    assert not (tree.root / "reports/build").exists()


FAKE_PYTHON = """#!/bin/sh
# python reports/execute.py NOTEBOOK PAGE
echo "$2" >> calls.log
echo built > "$3"
"""


@pytest.fixture
def notebooks(tree: Tree) -> Tree:
    for name in ("one.py", "two.py"):
        tree.write(f"reports/notebooks/{name}")
    for name in ("reports/execute.py", "reports/notebook_page.py", ".venv/.notebooks"):
        tree.write(name)
    tree.write(".venv/bin/python", FAKE_PYTHON, executable=True)
    return tree


def test_notebooks_are_executed_once_and_again_only_when_they_change(notebooks: Tree) -> None:
    assert notebooks.make("notebooks").returncode == 0
    assert sorted(notebooks.calls) == ["reports/notebooks/one.py", "reports/notebooks/two.py"]
    assert "nothing to do" in notebooks.make("notebooks").stdout
    notebooks.edit("reports/notebooks/two.py")
    notebooks.make("notebooks")
    assert notebooks.calls[2:] == ["reports/notebooks/two.py"]


@pytest.mark.parametrize("name", ["analysis/aftershock/cli.py", "data/sample/SPX.csv", "reports/execute.py"])
def test_all_notebooks_are_executed_anew_when_what_they_read_changes(notebooks: Tree, name: str) -> None:
    notebooks.make("notebooks")
    notebooks.edit(name)
    notebooks.make("notebooks")
    assert len(notebooks.calls) == 4


def test_notebooks_are_executed_anew_when_the_market_data_kit_comes(notebooks: Tree) -> None:
    notebooks.make("notebooks")
    notebooks.write("kit/README.md")
    notebooks.make("notebooks", "AFTERSHOCK_KIT=kit")
    assert len(notebooks.calls) == 4
