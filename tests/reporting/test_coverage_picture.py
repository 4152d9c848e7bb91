"""The picture of the store says in words and colours what is held."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.errors import PriceError
from aftershock.markets import sessions
from aftershock.plots.palette import LIGHT, contrast_ratio
from aftershock.reporting.coverage_picture import draw_coverage, kinds_of, runs_of

YEAR = sessions("NYSE", "2021-01-04", "2021-12-31")
GRAPHICS = 3.0


def band(name: str, *, holes: int = 0, thin: int = 0) -> tuple[str, "pd.Series[int]"]:
    counts = np.full(len(YEAR), 390)
    counts[10 : 10 + holes] = 0
    counts[100 : 100 + thin] = 20
    return name, pd.Series(counts, index=YEAR)


def drawn(tmp_path: Path, *bands: tuple[str, "pd.Series[int]"]) -> str:
    return draw_coverage(bands, tmp_path / "held.svg").read_text(encoding="utf-8")


def test_every_series_is_named_with_its_sessions_and_holes(tmp_path: Path) -> None:
    text = drawn(tmp_path, band("SPX 1d"), band("GOLD 1min", holes=2, thin=3), band("WTI 1d", holes=1))
    words = re.findall(r">([^<>]+)</text>", text)
    assert {"SPX 1d", "GOLD 1min", "WTI 1d"} <= set(words)
    assert {
        f"{len(YEAR)} sessions, no hole",
        f"{len(YEAR)} sessions, 2 holes, 3 thin",
        f"{len(YEAR)} sessions, 1 hole",
    } <= set(words)


def test_one_missing_day_of_ten_years_can_be_seen(tmp_path: Path) -> None:
    days = sessions("NYSE", "2012-01-03", "2021-12-31")
    counts = pd.Series(1, index=days)
    counts.iloc[1000] = 0
    text = drawn(tmp_path, ("SPX 1d", counts))
    shape = re.findall(rf'd="M ([\d.]+) [\d.]+ \nL ([\d.]+) [^"]*" [^>]*fill: {LIGHT["accent"]}', text)
    widths = [abs(float(right) - float(left)) for left, right in shape]
    assert len(widths) >= 1 and max(widths) > 1.0


@pytest.mark.parametrize("color", ["line", "hairline", "accent"])
def test_bands_stand_out_from_the_paper(color: str) -> None:
    assert contrast_ratio(LIGHT[color], LIGHT["paper"]) >= GRAPHICS


def test_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    assert drawn(tmp_path, band("SPX 1d", holes=1)) == drawn(tmp_path, band("SPX 1d", holes=1))


def test_kinds_are_told_apart() -> None:
    _, counts = band("SPX", holes=2, thin=3)
    found = {kind: len(days) for kind, days in kinds_of(counts).items()}
    assert found == {"held": len(YEAR) - 5, "thin": 3, "hole": 2}


def test_weekend_does_not_break_a_run() -> None:
    days = YEAR[:6]
    assert [length for _, length in runs_of(days, days)] == [float((days[-1] - days[0]).days + 1)]


def test_nothing_to_draw_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="There is nothing to draw"):
        draw_coverage([], tmp_path / "held.svg")


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="could not be written: No such file or directory"):
        draw_coverage([band("SPX 1d")], tmp_path / "none" / "held.svg")
