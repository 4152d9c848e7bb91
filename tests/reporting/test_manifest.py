"""The manifest: checksums of what went in and came out, and nothing of the machine or the hour."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from aftershock import __version__
from aftershock.markets import sample_folder
from aftershock.reporting.findings import Findings
from aftershock.reporting.manifest import manifest_text, source_name
from aftershock.reporting.studyfile import read_study

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "reports" / "demo" / "study.toml"
OUTPUTS = {"report.html": b"page", "results.csv": b"rows"}


def checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def write(demo: Findings) -> Callable[..., str]:
    def text(source: Any = "sample") -> str:
        return manifest_text(read_study(STUDY), STUDY, demo, OUTPUTS, source=source)

    return text


@pytest.fixture(scope="module")
def manifest(write: Callable[..., str]) -> dict[str, Any]:
    return json.loads(write())  # type: ignore[no-any-return]


def test_outputs_have_the_checksums_of_their_bytes(manifest: dict[str, Any]) -> None:
    assert manifest["outputs"] == {name: sha256(data).hexdigest() for name, data in OUTPUTS.items()}


def test_files_the_study_names_have_their_checksums(manifest: dict[str, Any]) -> None:
    named = {"study": STUDY} | {
        name: ROOT / "data/sample" / file
        for name, file in (("headlines", "live-blog.txt"), ("planted", "planted.csv"))
    }
    told = {name: entry for name, entry in manifest["inputs"].items() if name != "prices"}
    assert told == {name: {"file": path.name, "sha256": checksum(path)} for name, path in named.items()}


def test_description_of_prices_that_the_study_names_is_an_input(demo: Findings) -> None:
    path = ROOT / "reports" / "ukraine-2022" / "study.toml"
    told = json.loads(manifest_text(read_study(path), path, demo, OUTPUTS, source="yahoo"))["inputs"]
    assert told["description"] == {"file": "prices.toml", "sha256": checksum(ROOT / "tests/kit/prices.toml")}


def test_every_price_series_has_the_checksum_of_its_file(manifest: dict[str, Any], demo: Findings) -> None:
    assert demo.bars is not None
    series = manifest["inputs"]["prices"]
    assert [(one["asset"], one["interval"]) for one in series] == [
        *((asset, "1d") for asset in demo.daily.symbols),
        *((asset, "1h") for asset in demo.bars.symbols),
    ]
    for one in series:
        assert one["sha256"] == checksum(sample_folder() / one["location"])
        assert one["used"] <= one["read"]


def test_settings_have_their_defaults_filled_in(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["sessions"] == {
        "estimation": [-400, -11],
        "min_estimation": 60,
        "max_loss": 0.5,
        "snapshot": None,
    }
    assert manifest["settings"]["clock"]["min_placebos"] == 19


def test_counts_are_told(manifest: dict[str, Any], demo: Findings) -> None:
    assert manifest["headlines"] == {"read": 12, "used": 12, "rejected": 0}
    assert sum(manifest["outcomes"]["sessions"].values()) == len(demo.aligned)
    assert sum(manifest["outcomes"]["clock"].values()) == len(demo.clock)


def test_version_and_simulation_are_told(manifest: dict[str, Any]) -> None:
    assert (manifest["package"], manifest["version"]) == ("aftershock", __version__)
    assert manifest["simulated"] is True


def test_source_is_the_one_that_was_used(write: Callable[..., str]) -> None:
    assert json.loads(write("yahoo"))["settings"]["prices"]["source"] == "yahoo"


def test_no_place_on_this_machine_is_told(write: Callable[..., str]) -> None:
    text = write(sample_folder().resolve())
    assert json.loads(text)["settings"]["prices"]["source"] == "sample"
    assert str(ROOT) not in text and str(Path.home()) + "/" not in text


def test_same_input_gives_the_same_text(write: Callable[..., str]) -> None:
    assert write() == write()


def test_source_of_the_users_own_is_named_by_its_class() -> None:
    class Wire:
        def fetch(self, asset: Any, *, start: Any, end: Any, interval: Any) -> Any: ...

    assert source_name(Wire()) == "Wire"
