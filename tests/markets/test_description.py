"""The prices.toml and its errors."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aftershock.errors import AftershockError, PriceError
from aftershock.markets import Asset
from aftershock.markets.description import EXAMPLE, PriceDescription, SeriesEntry, read_description
from aftershock.markets.folder import FolderSource

Folder = Callable[..., Path]

DAILY = 'name = "mine"\n[[series]]\nasset = "SPX"\ninterval = "1d"\nfile = "spx.csv"\n'
BARS = DAILY.replace('"1d"', '"1h"')


def test_the_example_of_the_error_is_a_valid_description(folder: Folder) -> None:
    found = read_description(folder(EXAMPLE, {}) / "prices.toml")
    assert (found.name, found.series[0].asset, found.simulated) == ("my prices", "SPX", False)


def test_folder_without_description_shows_how_to_write_one(folder: Folder) -> None:
    with pytest.raises(PriceError, match="has no prices.toml") as caught:
        FolderSource(folder(None, {}))
    assert EXAMPLE in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            DAILY + 'colum = "settle"\n',
            "number 1 \\(SPX 1d\\): unknown key 'colum'; the right one is probably 'column'",
        ),
        ("licens = 'x'\n" + DAILY, "unknown key 'licens'; the right one is probably 'licence'"),
        (DAILY.replace('file = "spx.csv"\n', ""), "the key 'file' is missing"),
        (DAILY.replace("1d", "2h"), "interval: .*'1d', '1h'"),
        (BARS, "need bar_label = 'start' or 'end'"),
        (BARS + 'bar_label = "middle"\n', "bar_label: .*'start' or 'end'"),
        (DAILY + 'bar_label = "start"\n', "daily prices have no bar_label"),
        (DAILY + 'strike = "16:00"\n', "a time and a zone"),
        (BARS + 'bar_label = "start"\nzone = "Europe/Londn"\n', "did you mean 'Europe/London'"),
        (BARS + 'bar_label = "start"\nhours = "all day"\n', "are not hours"),
        ('simulated = "yes"\n' + DAILY, "simulated: "),
        (DAILY + DAILY.removeprefix('name = "mine"\n'), "SPX at 1d is described twice"),
        ('name = "mine"\n', "the key 'series' is missing"),
        ("name = \n", "not valid TOML"),
        (
            '[assets.X]\nlike = "SPX"\nstrik = "a"\n' + DAILY.removeprefix('name = "mine"\n'),
            "did you mean 'strike'",
        ),
    ],
)
def test_wrong_description_is_explained_with_its_file(folder: Folder, text: str, complaint: str) -> None:
    with pytest.raises(AftershockError, match=complaint) as caught:
        FolderSource(folder(text, {}))
    assert "prices.toml" in str(caught.value)


def readme() -> str:
    return (Path(__file__).resolve().parents[2] / "data/README.md").read_text(encoding="utf-8")


def documented(heading: str) -> set[str]:
    """Keys in the first column of the table under a heading of the data folder's readme."""
    section = readme().split(heading, maxsplit=1)[1].split("\n### ", maxsplit=1)[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("### Top of the file", set(PriceDescription.model_fields) - {"assets", "series"}),
        ("### `[[series]]`", set(SeriesEntry.model_fields)),
        (
            "### `[assets.SYMBOL]`",
            {field.name for field in dataclasses.fields(Asset)} - {"symbol"} | {"like"},
        ),
    ],
)
def test_readme_documents_every_key(heading: str, keys: set[str]) -> None:
    assert documented(heading) == keys


def test_descriptions_in_the_readme_are_valid(folder: Folder) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", readme(), flags=re.DOTALL)
    source = FolderSource(folder("".join(blocks), {}))
    assert source.assets["WTI"].move == "difference"


def test_every_problem_is_listed(folder: Folder) -> None:
    with pytest.raises(PriceError) as caught:
        read_description(folder(DAILY + 'colum = "a"\nzon = "b"\n', {}) / "prices.toml")
    assert len(caught.value.data["problems"]) == 2


def test_own_description_goes_before_the_one_given(folder: Folder, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(DAILY.replace("mine", "theirs"), encoding="utf-8")
    assert FolderSource(folder(DAILY, {}), description=other).name == "mine"
