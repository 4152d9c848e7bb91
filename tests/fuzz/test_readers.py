"""Every reader, given damaged files: a sound frame or an error made on purpose, and nothing else."""

import runpy
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftershock.typing import HeadlineFormat, options

FOLDER = Path(__file__).parent
DIALECTS, STORIES, words_for = (
    runpy.run_path(str(FOLDER / "formats.py"))[name] for name in ("DIALECTS", "STORIES", "words_for")
)
damage = runpy.run_path(str(FOLDER / "damage.py"))["damage"]
read_hostile = runpy.run_path(str(FOLDER / "target.py"))["read_hostile"]

SAMPLES = {name: dialect.write(STORIES) for name, dialect in DIALECTS.items()}
EXAMPLES = 60
CROSSINGS = 150

quick = settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
chances = st.randoms(use_true_random=False)
every_dialect = pytest.mark.parametrize("name", list(DIALECTS))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def written(folder: Path, content: bytes, suffix: str) -> Path:
    path = folder / f"file{suffix}"
    path.write_bytes(content)
    return path


@every_dialect
def test_an_undamaged_file_is_read_whole(name: str, folder: Path) -> None:
    dialect = DIALECTS[name]
    path = written(folder, SAMPLES[name], dialect.suffix)
    frame = read_hostile(path, **words_for(dialect, STORIES))
    assert not isinstance(frame, Exception), frame
    assert len(frame) == len(STORIES)
    assert frame.attrs["format"] == dialect.format


@every_dialect
@given(chance=chances)
@quick
def test_a_damaged_file_in_its_own_format(name: str, folder: Path, chance: Random) -> None:
    dialect = DIALECTS[name]
    path = written(folder, damage(SAMPLES[name], chance), dialect.suffix)
    read_hostile(path, format=dialect.format, zone="CET", **words_for(dialect, STORIES))


@given(st.sampled_from(list(DIALECTS)), st.sampled_from([".txt", ".json", ".xml", ".dat", ".gz"]), chances)
@settings(quick, max_examples=CROSSINGS)
def test_a_damaged_file_whose_format_is_guessed(folder: Path, name: str, suffix: str, chance: Random) -> None:
    path = written(folder, damage(SAMPLES[name], chance), suffix)
    read_hostile(path, **words_for(DIALECTS[name], STORIES))


@given(st.sampled_from(list(DIALECTS)), st.sampled_from(options(HeadlineFormat)), chances)
@settings(quick, max_examples=CROSSINGS)
def test_a_damaged_file_in_a_wrong_format(folder: Path, name: str, format: str, chance: Random) -> None:
    path = written(folder, damage(SAMPLES[name], chance), ".dat")
    read_hostile(path, format=format, date="2022-02-18", zone="ET")


@given(st.sampled_from([name for name in DIALECTS if name != "parquet"]), st.booleans(), chances)
@settings(quick, max_examples=CROSSINGS)
def test_a_damaged_text_with_what_no_encoding_can_store(name: str, stated: bool, chance: Random) -> None:
    dialect = DIALECTS[name]
    text = damage(SAMPLES[name], chance).decode("utf-8", "surrogateescape")
    read_hostile(text + "\n", format=dialect.format if stated else None, date="2022-02-18", zone="CET")


@given(st.binary(max_size=400), st.sampled_from(options(HeadlineFormat)))
@quick
def test_bytes_without_meaning(folder: Path, content: bytes, format: str) -> None:
    read_hostile(written(folder, content, ".bin"), format=format, date="2022-02-18", zone="ET")
