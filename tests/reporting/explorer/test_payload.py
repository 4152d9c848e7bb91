"""What the explorer is given."""

import json
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import get_asset
from aftershock.reporting.explorer import payload as explorer
from aftershock.reporting.explorer.payload import (
    TEXT,
    band,
    bar_columns,
    chosen_reach,
    clipped,
    explorer_payload,
    near,
    safe_json,
)
from aftershock.reporting.explorer.script import LIBRARY, LIBRARY_SHA256, LIBRARY_VERSION
from aftershock.reporting.findings import Findings
from aftershock.reporting.wording import move_text


@pytest.fixture(scope="module")
def told(demo: Findings) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(explorer_payload(demo))
    return parsed


def test_library_is_the_release_that_is_stated() -> None:
    library = files("aftershock.reporting.explorer").joinpath(LIBRARY).read_bytes()
    assert sha256(library).hexdigest() == LIBRARY_SHA256
    assert f"Lightweight Charts™ v{LIBRARY_VERSION}".encode() in library


def test_library_comes_with_its_licence() -> None:
    licence = files("aftershock.reporting.explorer").joinpath("vendor/LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence


def test_every_headline_is_there(told: dict[str, Any], demo: Findings) -> None:
    assert [row[2] for row in told["headlines"]] == [clipped(text) for text in demo.heads["headline"]]
    assert [row[0] for row in told["headlines"]] == demo.heads["number"].tolist()


def test_every_pair_of_a_window_has_one_cell(told: dict[str, Any], demo: Findings) -> None:
    for columns in told["cells"]:
        assert len(columns["headline"]) == len(demo.heads) * len(told["assets"])
        assert len(set(zip(columns["headline"], columns["asset"], strict=True))) == len(columns["headline"])


def test_a_cell_says_what_was_measured(told: dict[str, Any], demo: Findings) -> None:
    assert demo.reactions is not None and demo.bars is not None
    window = demo.reactions.spec.windows[0]
    rows = demo.clock[(demo.clock["window"] == window) & demo.clock["standardized"].notna()]
    row = rows.iloc[0]
    columns = told["cells"][0]
    place = list(zip(columns["headline"], columns["asset"], strict=True)).index(
        (int(row["number"]) - 1, list(demo.bars.symbols).index(row["asset"]))
    )
    assert columns["move"][place] == move_text(demo.assets[row["asset"]], row["move"])
    assert columns["times"][place] == pytest.approx(row["standardized"], abs=1e-3)
    assert columns["from"][place] == (row["before"] - row["instant"]).total_seconds()
    assert columns["to"][place] == (row["after"] - row["instant"]).total_seconds()


def test_bars_are_prices_of_the_study(told: dict[str, Any], demo: Findings) -> None:
    assert demo.bars is not None
    for line, symbol, asset in zip(told["bars"], demo.bars.symbols, told["assets"], strict=True):
        ends, values = decoded(line, asset["decimals"])
        closes = pd.Series(values, index=pd.to_datetime(ends, unit="s", utc=True)).dropna()
        assert closes.size > 20
        np.testing.assert_allclose(closes, demo.bars[symbol].table["close"].loc[closes.index], atol=0.006)


def decoded(line: dict[str, Any], decimals: int) -> tuple[np.ndarray, np.ndarray]:
    """Read bars as the explorer does: steps in runs, prices as changes in their last digit."""
    ends = np.cumsum([step for step, times in line["steps"] for _ in range(times)])
    ticks = np.cumsum([change or 0 for change in line["values"]])
    gaps = np.array([change is None for change in line["values"]])
    return ends, np.where(gaps, np.nan, ticks / 10**decimals)


def test_bars_are_written_in_runs_of_equal_steps() -> None:
    ends = np.array([10, 20, 30, 45, 50, 55]).astype("datetime64[s]").astype("datetime64[ns]")
    line = (ends, np.array([1.0, 1.5, np.nan, 1.25, 1.25, 1.0]))
    told = bar_columns(line, np.array([30]), 9, get_asset("SPX"))
    assert told == {"steps": [[10, 3], [15, 1], [5, 2]], "values": [100, 50, None, -25, 0, -25]}


def test_zones_are_that_of_the_headlines_and_new_york(told: dict[str, Any], demo: Findings) -> None:
    assert [zone["key"] for zone in told["zones"]] == [demo.heads["zone"].iloc[0], "America/New_York"]


def test_the_page_opens_with_the_largest_move(told: dict[str, Any], demo: Findings) -> None:
    assert demo.reactions is not None
    rows = demo.clock[demo.clock["window"] == demo.reactions.spec.main_window]
    largest = rows.loc[rows["standardized"].abs().idxmax(), "number"]
    assert told["headlines"][told["first"]][0] == largest


def test_nothing_without_bars(demo: Findings) -> None:
    assert explorer_payload(replace(demo, bars=None)) == ""


def test_the_same_findings_give_the_same_text(demo: Findings) -> None:
    assert explorer_payload(demo) == explorer_payload(demo)


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--", "&lt;", "\u2028", "=1+1", '"']
)
def test_no_text_can_end_the_element_it_stands_in(text: str) -> None:
    written = safe_json({"text": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_a_headline_longer_than_a_list_can_show_is_cut_with_an_ellipsis() -> None:
    assert clipped("x" * 5000) == "x" * (TEXT - 1) + "…"


def test_band_of_a_price_is_one_usual_return() -> None:
    assert band(get_asset("SPX"), 4000.0, np.log(1.01)) == (3960.396, 4040.0)


def test_bars_near_a_headline_are_as_many_on_each_side() -> None:
    ends = np.arange(0, 100, 10)
    assert np.flatnonzero(near(ends, np.array([45]), 2)).tolist() == [3, 4, 5, 6]


def test_a_study_with_very_many_bars_shows_fewer_around_each(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = np.arange(0, 3600 * 1000, 3600, dtype=np.int64).astype("datetime64[s]").astype("datetime64[ns]")
    line = (ends, np.ones(ends.size))
    instants = np.arange(0, 3600 * 1000, 3600 * 100, dtype=np.int64)
    monkeypatch.setattr(explorer, "POINTS", 400)
    assert chosen_reach([line], instants) < explorer.REACH
