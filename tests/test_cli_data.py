"""The data commands as a user and cron meet them."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from aftershock.cli import app
from aftershock.data_requests import named_requests, study_requests
from aftershock.markets import CATALOGUE, load_prices, sample_folder
from aftershock.markets.yahoo import YahooSource

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "reports" / "demo" / "study.toml"
SERIES = 8


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERSHOCK_HOME", str(tmp_path / "prices"))
    return tmp_path / "prices"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["data", *map(str, arguments)], catch_exceptions=False)


def refusal(result: Any) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    return str(result.stderr.removeprefix("error: "))


@pytest.mark.parametrize("command", [[], ["assets"], ["pull"], ["collect"], ["coverage"], ["verify"]])
def test_help_teaches_by_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "For example:\n\n" in result.stdout and "aftershock data " in result.stdout


def test_assets_lists_the_catalogue() -> None:
    lines = run("assets", "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("symbol,name,class,unit,move")
    assert {line.split(",")[0] for line in lines[1:]} == set(CATALOGUE)


def test_pull_of_a_folder_imports_all_that_it_describes(home: Path) -> None:
    result = run("pull", "--source", sample_folder())
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"pulled {SERIES} of {SERIES} series: ")
    assert len(list(home.glob("*/*/*"))) == SERIES


@pytest.mark.kit
def test_pull_of_a_study_asks_for_the_funds_behind_its_futures_too(kit: dict[str, Path]) -> None:
    _, requests, _ = study_requests(ROOT / "reports/ukraine-2022/study.toml", str(kit["source"]))
    asked = [request.asset for request in requests if request.interval == "1d"]
    assert asked == ["SPX", "UST10Y", "GOLD", "WTI", "BRENT", "GLD", "USO", "BNO"]


def test_pull_without_names_asks_for_the_macro_basket() -> None:
    requests = named_requests(YahooSource(), [], "1d", None, None)
    assert [request.asset for request in requests] == ["SPX", "UST10Y", "GOLD", "WTI"]


def test_pull_takes_assets_and_a_range() -> None:
    run("pull", "SPX", "GOLD", "--source", "sample", "--start", "2019-01-02", "--end", "2019-01-31", "-q")
    rows = json.loads(run("coverage", "GOLD", "--format", "json").stdout)
    assert (rows["first"], rows["last"], rows["simulated"]) == ("2019-01-02", "2019-01-31", True)


def test_pull_says_what_is_missing_and_fails_only_without_anything() -> None:
    some = run("pull", "SPX", "TLT", "--source", "sample")
    assert (some.exit_code, some.stdout.split("; ")[1]) == (0, "missing: TLT 1d\n")
    assert some.stderr.startswith("missing: TLT 1d: 'Embedded sample' describes no TLT at 1d")
    none = run("pull", "TLT", "--source", "sample")
    assert (none.exit_code, none.stdout[:17]) == (1, "pulled 0 of 1 ser")


def test_pull_of_a_study_fetches_daily_prices_and_bars() -> None:
    assert run("pull", "--study", DEMO).exit_code == 0
    rows = [json.loads(line) for line in run("coverage", "--format", "json").stdout.splitlines()]
    assert {(row["asset"], row["interval"]) for row in rows} == {
        *((asset, "1d") for asset in ("SPX", "UST10Y", "GOLD", "WTI")),
        *((asset, "1h") for asset in ("SPX", "ZN", "GOLD", "WTI")),
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pull", "SPX", "--source", "store"], "The store cannot be filled from itself"),
        (["pull", "SPX", "--source", "no/such"], "The folder 'no/such' of prices does not exist"),
        (["pull", "SPX", "--source", "sample", "--start", "1/2/2019"], "--start is '1/2/2019'; write a date"),
        (["pull", "--study", "no.toml"], "There is no study file 'no.toml'"),
        (["collect", "--source", "sample"], "no asset was named"),
        (["coverage"], "There is no price store in"),
        (["verify"], "There is no price store in"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(arguments: list[str], told: str) -> None:
    assert told in refusal(run(*arguments))


def test_collect_prints_one_line_and_twice_adds_nothing() -> None:
    run("pull", "--source", "sample", "-q")
    for _ in range(2):
        result = run("collect", "--source", "sample")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(f"collected {SERIES} of {SERIES} series: 0 new, 0 revised, ")
        assert len(result.stdout.splitlines()) == 1


def test_collect_fails_only_when_nothing_could_be_had() -> None:
    run("pull", "SPX", "--source", "sample", "-q")
    assert run("collect", "SPX", "TLT", "--source", "sample").exit_code == 0
    assert run("collect", "TLT", "--source", "sample").exit_code == 1


def test_quiet_prints_nothing_but_what_is_missing() -> None:
    result = run("pull", "SPX", "TLT", "--source", "sample", "--quiet")
    assert (result.stdout, result.stderr.splitlines()[0][:19]) == ("", "missing: TLT 1d: 'E")


def test_coverage_lists_holes() -> None:
    run("pull", "SPX", "--source", "sample", "--interval", "1h", "-q")
    lines = run("coverage", "--holes", "--format", "csv").stdout.splitlines()
    assert lines == [
        "asset,interval,source,session",
        "SPX,1h,Embedded sample,2018-12-25",
        "SPX,1h,Embedded sample,2019-01-01",
    ]


def test_coverage_of_what_is_not_held_is_refused() -> None:
    run("pull", "SPX", "--source", "sample", "-q")
    assert "no such series of TLT; it holds SPX." in refusal(run("coverage", "TLT"))


def test_coverage_of_another_interval_says_at_which_it_is_held() -> None:
    run("pull", "SPX", "GOLD", "--source", "sample", "-q")
    told = refusal(run("coverage", "SPX", "--interval", "1min"))
    assert "no such series of SPX; it holds SPX at 1d from Embedded sample." in told


@pytest.mark.parametrize("command", ["coverage", "verify"])
def test_empty_folder_is_no_store(home: Path, command: str) -> None:
    home.mkdir()
    assert "There is no price store in" in refusal(run(command))


def test_collect_takes_a_description_of_a_folder_without_one(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/spx.csv").write_text("date,close\n2022-02-17,4380.26\n", encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        'name = "mine"\n[[series]]\nasset = "SPX"\ninterval = "1d"\nfile = "spx.csv"\n', encoding="utf-8"
    )
    source = ["--source", tmp_path / "mine", "--description", tmp_path / "own.toml"]
    assert run("collect", "SPX", *source).stdout.startswith("collected 1 of 1 series: 1 new")


def test_signs_of_assets_are_numbers_in_csv() -> None:
    rows = pd.read_csv(io.StringIO(run("assets", "--format", "csv").stdout)).set_index("symbol")
    assert rows.loc[["GOLD", "SPX", "EURUSD"], "haven"].tolist() == [1, -1, 0]


def test_coverage_takes_baskets_and_shows_what_is_held_of_them() -> None:
    run("pull", "SPX", "GOLD", "--source", "sample", "-q")
    lines = run("coverage", "havens", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in lines] == ["asset", "GOLD"]
    assert "no such series of defence; it holds GOLD, SPX." in refusal(run("coverage", "macro", "defence"))


def test_collect_takes_baskets() -> None:
    result = run("collect", "macro", "--source", "sample")
    assert result.stdout.startswith("collected 4 of 4 series: ")


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_coverage_draws_a_picture(tmp_path: Path, suffix: str) -> None:
    run("pull", "SPX", "--source", "sample", "-q")
    result = run("coverage", "--picture", tmp_path / f"held.{suffix}")
    assert (result.exit_code, result.stderr) == (0, f"drawn in {tmp_path / f'held.{suffix}'}\n")
    assert (tmp_path / f"held.{suffix}").stat().st_size > 1000


def test_picture_of_another_kind_is_refused(tmp_path: Path) -> None:
    run("pull", "SPX", "--source", "sample", "-q")
    assert "must end in .svg or .png" in refusal(run("coverage", "--picture", tmp_path / "held.gif"))


def test_verify_of_a_whole_store_succeeds() -> None:
    run("pull", "SPX", "--source", "sample", "-q")
    result = run("verify")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        "3 files of 1 series: whole, 0 remarks\n",
    )


def test_verify_counts_holes_only_when_strict() -> None:
    run("pull", "SPX", "--source", "sample", "--interval", "1h", "-q")
    assert [run("verify").exit_code, run("verify", "--strict").exit_code] == [0, 1]


def test_verify_of_a_damaged_file_fails_and_names_it(home: Path) -> None:
    run("pull", "SPX", "--source", "sample", "-q")
    path = home / "SPX/1d/Embedded%20sample/2018.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    result = run("verify", "--format", "csv")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1].startswith("SPX/1d/Embedded%20sample/2018.parquet,damaged,")
    assert result.stderr == "3 files of 1 series: 1 problem, 0 remarks\n"


@pytest.fixture
def demo(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the embedded study, with its headlines called fictional or not."""

    def write(*, fictional: bool) -> Path:
        folder = tmp_path / "demo"
        folder.mkdir()
        shutil.copy(sample_folder() / "live-blog.txt", folder)
        shutil.copy(sample_folder() / "planted.csv", folder)
        text = DEMO.read_text(encoding="utf-8").replace("../../data/sample/", "")
        (folder / "study.toml").write_text(
            text if fictional else text.replace("fictional = true", "fictional = false"), encoding="utf-8"
        )
        return folder / "study.toml"

    return write


def report(study: Path, prices: object, out: Path) -> Any:
    arguments = ["report", str(study), "--prices", str(prices), "--out", str(out), "--quiet"]
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_report_from_the_store_has_the_numbers_of_the_source(
    demo: Callable[..., Path], tmp_path: Path
) -> None:
    study = demo(fictional=True)
    run("pull", "--study", study, "-q")
    assert report(study, "store", tmp_path / "stored").exit_code == 0
    assert report(study, "sample", tmp_path / "direct").exit_code == 0
    stored, direct = ((tmp_path / name / "results.csv").read_text() for name in ("stored", "direct"))
    assert stored == direct
    assert "SIMULATED" in (tmp_path / "stored" / "report.html").read_text(encoding="utf-8")


def test_real_headlines_are_refused_beside_simulated_prices_of_the_store(
    demo: Callable[..., Path], tmp_path: Path
) -> None:
    study = demo(fictional=False)
    run("pull", "--study", study, "-q")
    result = report(study, "store", tmp_path / "out")
    assert result.exit_code == 1 and "real headlines are never shown with simulated prices" in result.stderr


@pytest.mark.kit
def test_real_report_from_the_store_has_the_numbers_of_the_folder(
    kit: dict[str, Path], tmp_path: Path
) -> None:
    study = ROOT / "reports/ukraine-2022/study.toml"
    run("pull", "--study", study, "--source", kit["source"], "-q")
    assert report(study, "store", tmp_path / "stored").exit_code == 0
    assert report(study, kit["source"], tmp_path / "direct").exit_code == 0
    stored, direct = ((tmp_path / name / "results.csv").read_text() for name in ("stored", "direct"))
    assert stored == direct


@pytest.mark.kit
def test_every_series_of_the_kit_comes_back_from_the_store_as_it_went_in(kit: dict[str, Path]) -> None:
    from aftershock.markets import open_source
    from aftershock.markets.description import read_description
    from aftershock.markets.store import PriceStore

    run("pull", "--source", kit["source"], "--description", kit["description"], "-q")
    source, days = PriceStore().source(), {"start": "1990-01-01", "end": "2026-12-31"}
    folder = open_source(kit["source"], description=kit["description"])
    for entry in read_description(kit["description"]).series:
        stored, direct = (
            load_prices(entry.asset, **days, interval=entry.interval, source=one)[entry.asset]
            for one in (source, folder)
        )
        assert stored.asset == direct.asset and (stored.strike, stored.hours) == (direct.strike, direct.hours)
        left, right = stored.table, direct.table
        assert left.index.equals(right.index) and set(left.columns) >= {"close"}
        for column in left:
            assert left[column].equals(right[column]), (entry.asset, entry.interval, column)
        assert right[[name for name in right if name not in left]].isna().all(axis=None)
