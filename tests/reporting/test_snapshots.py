"""Studies whose sessions are priced at one instant."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aftershock.errors import PriceError, StudyFileError
from aftershock.markets import load_prices
from aftershock.reporting.build import build_report, find
from aftershock.reporting.findings import Findings
from aftershock.reporting.methods import method_notes
from aftershock.reporting.sources import provenance
from aftershock.reporting.studyfile import StudyFile, read_study

MakeStudy = Callable[..., Path]

SNAPSHOT = "15:00 America/New_York"


def at_three(text: str) -> str:
    """The embedded study, its sessions priced at three in New York from its bars."""
    text = text.replace(
        'sessions = ["SPX", "UST10Y", "GOLD", "WTI"]', 'sessions = ["SPX", "ZN", "GOLD", "WTI"]'
    )
    return text.replace(
        "estimation = [-400, -11]", f'estimation = [-70, -6]\nmin_estimation = 40\nsnapshot = "{SNAPSHOT}"'
    )


def found_in(path: Path) -> tuple[StudyFile, Findings]:
    study = read_study(path)
    return study, find(study, path.parent, path.parent, lambda _: None)


@pytest.fixture
def found(make_study: MakeStudy) -> tuple[StudyFile, Findings]:
    return found_in(make_study(at_three, bars=True))


def test_sessions_are_snapshots_of_the_bars(found: tuple[StudyFile, Findings]) -> None:
    daily = found[1].daily
    bars = load_prices(
        ["SPX", "ZN", "GOLD", "WTI"], start="2018-12-03", end="2019-03-29", source="sample", interval="1h"
    )
    expected = bars.snapshot("15:00", "America/New_York")
    assert daily.method == expected.method
    assert daily.frame().equals(expected.frame())


def test_moves_measured_are_those_of_the_snapshot(found: tuple[StudyFile, Findings]) -> None:
    rows = found[1].sessions.dropna(subset="move").set_index(["session", "asset"])["move"]
    moves = found[1].daily.moves().stack()
    assert len(rows) > 4
    assert rows.to_list() == pytest.approx([moves[pair] for pair in rows.index])


def test_methods_say_that_prices_are_snapshots(found: tuple[StudyFile, Findings]) -> None:
    texts = {note.title: note.text for note in method_notes(found[1])}
    assert f"snapshot {SNAPSHOT}" in texts["Which session a headline belongs to"]
    assert "last 1h bar that ended by then" in texts["Which session a headline belongs to"]
    assert "different hours" not in texts["Market model"]


def test_provenance_says_that_prices_are_snapshots(found: tuple[StudyFile, Findings]) -> None:
    lines = dict(provenance(*found))
    assert f"four daily series (snapshot {SNAPSHOT})" in lines["Prices"]
    assert f"price at {SNAPSHOT} from bars of 1h" in lines["GOLD 1d"]
    assert f"snapshot {SNAPSHOT}" in lines["Settings"]


def test_study_without_snapshot_says_nothing_of_one(demo: Findings) -> None:
    assert not any("snapshot" in note.text for note in method_notes(demo))


def test_report_is_built_and_its_manifest_says_so(make_study: MakeStudy, tmp_path: Path) -> None:
    report = build_report(make_study(at_three, bars=True), out=tmp_path / "out")
    assert f"snapshot {SNAPSHOT}" in report.read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert manifest["settings"]["sessions"]["snapshot"] == SNAPSHOT


def test_asset_whose_bars_never_reach_the_hour_is_listed(make_study: MakeStudy) -> None:
    study = make_study(lambda text: at_three(text).replace(SNAPSHOT, "02:30 America/New_York"), bars=True)
    prices = study.parent / "prices.toml"
    entry = 'file = "ZN_1h.csv"\ncolumn = "close"\nopen = "open"\n'
    description = prices.read_text(encoding="utf-8")
    assert entry in description
    rows = (study.parent / "ZN_1h.csv").read_text(encoding="utf-8").splitlines()
    day_session = [rows[0], *(row for row in rows[1:] if "15:" <= row[11:14] <= "20:")]
    (study.parent / "ZN_1h.csv").write_text("\n".join(day_session) + "\n", encoding="utf-8")
    gaps = found_in(study)[1].gaps
    assert any(gap.startswith("No daily prices of ZN. The bars of ZN have no price at 02:30") for gap in gaps)


def test_no_bars_at_all_is_an_error_that_says_why(make_study: MakeStudy) -> None:
    study = make_study(
        lambda text: at_three(text).replace('bar_interval = "1h"', 'bar_interval = "5min"'), bars=True
    )
    with pytest.raises(PriceError, match=r"snapshot = '15:00 America/New_York' leaves no asset.*at 5min"):
        found_in(study)


def test_asset_without_bars_is_refused_when_the_study_is_read(make_study: MakeStudy) -> None:
    study = make_study(
        lambda text: at_three(text).replace('"ZN", "GOLD", "WTI"]\nbars', '"UST10Y"]\nbars'), bars=True
    )
    with pytest.raises(StudyFileError, match="UST10Y is not among bars = "):
        read_study(study)


@pytest.mark.parametrize(
    "text", ["15:00", "15:00 America/New_York keep", "25:00 UTC", "15:00 America/Newyork"]
)
def test_snapshot_that_cannot_be_read_is_refused(make_study: MakeStudy, text: str) -> None:
    study = make_study(lambda whole: at_three(whole).replace(SNAPSHOT, text), bars=True)
    with pytest.raises(StudyFileError, match=r"\[sessions\] snapshot is"):
        read_study(study)


def test_parquet_files_beside_the_study_are_found_from_anywhere(
    make_study: MakeStudy, tmp_path: Path
) -> None:
    assets = ["SPX", "UST10Y", "GOLD", "WTI"]
    prices = load_prices(assets, start="2017-07-03", end="2019-03-29", source="sample")
    (tmp_path / "stored").mkdir()
    for symbol, series in prices.items():
        series.table.assign(simulated=True).to_parquet(tmp_path / "stored" / f"{symbol}.parquet")
    study = make_study(lambda text: text.replace('source = "."', 'source = "stored/*.parquet"'))
    build_report(study, out=tmp_path / "out")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert (manifest["settings"]["prices"]["source"], manifest["simulated"]) == ("*.parquet", True)
