"""A study just begun: its files are valid, nothing is overwritten, and names make plain folders."""

from pathlib import Path

import pytest

from aftershock.errors import AftershockError, StudyFileError
from aftershock.markets import sample_folder
from aftershock.reporting.starter import new_study
from aftershock.reporting.studyfile import StudyFile, read_study

DAYS = "date,close\n2022-02-16,1\n2022-02-17,2\n"


def filled(study: Path) -> StudyFile:
    """Read the study with every empty key written."""
    text = study.read_text(encoding="utf-8").replace('title = ""', 'title = "A day"')
    study.write_text(text.replace('= "" ', '= "2022-02-17" '), encoding="utf-8")
    return read_study(study)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("source", ["yahoo", "store", "store:Yahoo Finance", "sample"])
def test_starter_is_a_valid_study_of_every_word_that_names_prices(source: str) -> None:
    spec = filled(new_study("strait", prices=source).files[0])
    assert (spec.prices.source, spec.fictional) == (source, source == "sample")
    assert spec.session_symbols() == ("SPX", "UST10Y", "GOLD", "WTI")
    assert spec.bar_symbols() == ("SPX", "ZN", "GOLD", "WTI")


def test_folder_that_is_described_is_taken_with_its_assets_and_its_honesty() -> None:
    spec = filled(new_study("strait", prices=str(sample_folder())).files[0])
    assert spec.fictional and spec.assets.market == "SPX"
    assert (spec.session_symbols(), spec.bar_symbols()) == (
        ("SPX", "UST10Y", "GOLD", "WTI"),
        ("SPX", "GOLD", "WTI", "ZN"),
    )


def test_folder_that_is_not_described_is_left_alone_and_its_draft_lies_beside_the_study() -> None:
    Path("mine").mkdir()
    Path("mine/gold.csv").write_text(DAYS)
    Path("mine/gold_1h.csv").write_text("time,close\n2022-02-17 14:00,1\n2022-02-17 15:00,2\n")
    made = new_study("strait", prices="mine")
    spec = filled(made.files[0])
    assert (spec.prices.source, spec.prices.description) == ("../mine", "prices.toml")
    assert (spec.session_symbols(), spec.bar_symbols(), spec.assets.market) == (("GOLD",), (), None)
    assert '# bars = ["GOLD"]    # once prices.toml' in made.files[0].read_text()
    assert sorted(path.name for path in Path("mine").iterdir()) == ["gold.csv", "gold_1h.csv"]
    assert made.notes == (
        "found GOLD, daily, in gold.csv",
        "gold_1h.csv needs a word from you in prices.toml",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("My Study!", "as my-study"), ("../strait", "as strait"), ("", "as my-study"), ("a/b", "as a-b"),
        ("strait ", "as strait"), ("-x", "as x"), ("build", "as my-build"), ("x" * 61, "as " + "x" * 60),
    ],
)  # fmt: skip
def test_name_that_makes_no_plain_folder_is_refused_with_one_that_does(name: str, told: str) -> None:
    with pytest.raises(StudyFileError, match=rf"{told}\.$"):
        new_study(name)
    assert list(Path().iterdir()) == []


def test_nothing_is_overwritten() -> None:
    study = new_study("strait").files[0]
    study.write_text("mine", encoding="utf-8")
    with pytest.raises(StudyFileError, match=r"left as it is. Go on with it: aftershock report strait"):
        new_study("strait")
    assert study.read_text(encoding="utf-8") == "mine"


def test_place_that_cannot_be_written_is_named() -> None:
    Path("file").touch()
    with pytest.raises(AftershockError, match="Choose another place with --folder"):
        new_study("strait", folder="file")


def test_in_a_checkout_it_lies_in_reports_and_make_builds_it() -> None:
    for folder in ("analysis/aftershock", "reports", "my prices"):
        Path(folder).mkdir(parents=True)
    Path("reports/README.md").touch()
    Path("my prices/spx.csv").write_text(DAYS)
    assert new_study("strait").next_command == "make report STUDY=strait"
    assert new_study("tour", prices="sample").next_command == "make report STUDY=tour PRICES=sample"
    assert new_study("own", prices="my prices").next_command == "make report STUDY=own PRICES='my prices'"
    assert Path("reports/own/prices.toml").is_file()


def test_elsewhere_the_folder_given_is_where_it_lies() -> None:
    made = new_study("strait", folder="my studies")
    assert made.next_command == "aftershock report 'my studies/strait/study.toml'"
