"""Power of a z test against the reference table."""

import csv
import math
from pathlib import Path

import pytest

from aftershock.inference import minimum_detectable_effect, rejection_probability

TABLE = Path(__file__).parents[2] / "../shared/oracle/facts/power_table.csv"
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not TABLE.exists(), reason="the reference numbers are not beside the checkout"),
]
LAST_DIGIT = 0.5e-6
"""The table has six decimals."""


def rows() -> list[dict[str, float]]:
    with TABLE.open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def std_error(row: dict[str, float]) -> float:
    return row["sigma_car"] / math.sqrt(row["n_events"])


def test_every_row_of_the_power_table(capsys: pytest.CaptureFixture[str]) -> None:
    table = rows()
    for row in table:
        ours = rejection_probability(row["abnormal_return"], std_error(row))
        assert ours == pytest.approx(row["power_two_sided_5pct"], abs=LAST_DIGIT * 1.001)
    with capsys.disabled():
        print(f"\npower_table: {len(table)} rows compared")
    assert len(table) == len(TABLE.read_text(encoding="utf-8").splitlines()) - 1 >= 288


def test_the_detectable_effect_inverts_the_table() -> None:
    for row in rows():
        if 0.06 < row["power_two_sided_5pct"] < 0.99:
            effect = minimum_detectable_effect(std_error(row), power=row["power_two_sided_5pct"])
            assert effect == pytest.approx(row["abnormal_return"], rel=1e-4)
