"""Factors of a user's file beside moves: in the right unit, on the right session, what is missing counted."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import EstimationError, MissingFactorWarning
from aftershock.study import FactorModel, join_factors

FACTORS = ["Mkt-RF", "SMB", "HML"]
ROUNDING = 1e-12
"""The file has per cent with six places; a product with 0.01 is exact to double precision."""
N_DAYS = 200


@pytest.fixture
def moves() -> pd.DataFrame:
    frame = pd.DataFrame(
        {"A": np.random.default_rng(3).normal(0, 0.01, N_DAYS)},
        index=pd.bdate_range("2021-01-04", periods=N_DAYS, name="session"),
    )
    frame.attrs = {"unit": {"A": "bp"}, "move": {"A": "difference"}, "calendar": {"A": "NYSE"}, "method": "m"}
    return frame


@pytest.fixture
def per_cent(moves: pd.DataFrame) -> pd.DataFrame:
    """Daily factors as a file has them: days as whole numbers, returns in per cent."""
    drawn = np.random.default_rng(4).normal(0, 0.7, (N_DAYS, 3)).round(2)
    return pd.DataFrame(drawn, index=moves.index.strftime("%Y%m%d").astype(int), columns=FACTORS)


def test_per_cent_become_shares_of_one(moves: pd.DataFrame, per_cent: pd.DataFrame) -> None:
    joined = join_factors(moves, per_cent, scale=0.01)
    assert joined[FACTORS].to_numpy() == pytest.approx(per_cent.to_numpy() / 100, abs=ROUNDING)


def test_what_the_moves_say_of_themselves_is_kept(moves: pd.DataFrame, per_cent: pd.DataFrame) -> None:
    joined = join_factors(moves, per_cent, scale=0.01)
    assert joined.attrs["calendar"] == {"A": "NYSE"}
    assert joined.attrs["unit"] == {"A": "bp"} | dict.fromkeys(FACTORS, "%")
    assert joined.attrs["move"] == {"A": "difference"} | dict.fromkeys(FACTORS, "simple")
    assert joined.attrs["method"] == "m"


def test_the_frames_given_stay_as_they_are(moves: pd.DataFrame, per_cent: pd.DataFrame) -> None:
    join_factors(moves, per_cent, scale=0.01)
    assert list(moves.columns) == ["A"]
    assert moves.attrs["unit"] == {"A": "bp"}


def test_a_csv_file_gives_the_abnormal_moves_of_a_regression(
    moves: pd.DataFrame, per_cent: pd.DataFrame, tmp_path: Path
) -> None:
    per_cent.to_csv(tmp_path / "factors.csv")
    moves.attrs["calendar"] = {}
    joined = join_factors(moves, pd.read_csv(tmp_path / "factors.csv", index_col=0), scale=0.01)
    events = pd.DataFrame({"event_id": ["e"], "asset": ["A"], "session": [moves.index[150]]})
    study = ash.EventStudy(joined, events, model=FactorModel(FACTORS), window=(0, 0), estimation=(-100, -5))
    x = np.column_stack([np.ones(N_DAYS), per_cent.to_numpy() / 100])
    slopes, *_ = np.linalg.lstsq(x[50:146], moves["A"].to_numpy()[50:146])
    expected = moves["A"].iloc[150] - x[150] @ slopes
    assert study.fit().car((0, 0)).iloc[0] == pytest.approx(expected, abs=ROUNDING)


def test_sessions_missing_in_the_file_are_missing_and_counted(
    moves: pd.DataFrame, per_cent: pd.DataFrame
) -> None:
    with pytest.warns(MissingFactorWarning, match="of 200 sessions.*SMB 3"):
        joined = join_factors(moves, per_cent.iloc[3:], scale=0.01)
    assert joined["SMB"].isna().sum() == 3
    assert joined.attrs["factors"]["missing"] == dict.fromkeys(FACTORS, 3)


@pytest.mark.parametrize("mark", [-99.99, -999])
def test_marks_of_missing_values_are_no_returns(
    moves: pd.DataFrame, per_cent: pd.DataFrame, mark: float
) -> None:
    per_cent.iloc[7, 1] = mark
    with pytest.warns(MissingFactorWarning, match="SMB 1"):
        joined = join_factors(moves, per_cent, scale=0.01)
    assert np.isnan(joined["SMB"].iloc[7])


def test_days_that_are_no_sessions_are_counted(moves: pd.DataFrame, per_cent: pd.DataFrame) -> None:
    saturday = pd.DataFrame([[0.1, 0.1, 0.1]], index=[20210109], columns=FACTORS)
    joined = join_factors(moves, pd.concat([per_cent, saturday]), scale=0.01)
    assert joined.attrs["factors"]["unused"] == 1
    assert joined.index.equals(moves.index)


@pytest.mark.parametrize("scale", [1.0, 1e-4])
def test_per_cent_taken_for_something_else_are_refused(
    moves: pd.DataFrame, per_cent: pd.DataFrame, scale: float
) -> None:
    with pytest.raises(EstimationError, match=r"scale=0\.01 is for per cent"):
        join_factors(moves, per_cent, scale=scale)


Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda file: file.rename(columns={"SMB": "A"}), "both have a column A"),
        (lambda file: file.set_axis(file.index + 500_000), "no day of factors"),
        (lambda file: file.set_axis(["Annual", *file.index[1:]]), "no day"),
        (lambda file: pd.concat([file, file.iloc[:1]]), "more than once"),
        (lambda file: file.assign(HML="x"), "factor HML holds text"),
    ],
)
def test_files_that_cannot_be_joined_are_refused(
    moves: pd.DataFrame, per_cent: pd.DataFrame, change: Change, told: str
) -> None:
    with pytest.raises(EstimationError, match=told):
        join_factors(moves, change(per_cent), scale=0.01)
