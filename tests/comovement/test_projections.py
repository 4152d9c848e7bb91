"""Local projections of frames: which rows count, what the table says, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from aftershock.comovement import local_projection
from aftershock.comovement.lagged import lag_columns
from aftershock.errors import ComovementError
from aftershock.markets import sessions
from aftershock.simulate import simulate_intensity

DAYS = pd.bdate_range("2015-01-02", periods=600, name="session")
SIMULATED = simulate_intensity(600, move_response=(0.4, 0.2), rng=11)
MOVES = pd.DataFrame(
    {"OIL": SIMULATED.moves, "OTHER": np.random.default_rng(5).standard_normal(600)}, index=DAYS
)
SHOCK = pd.Series(SIMULATED.index, index=DAYS)
TRUTH = SIMULATED.move_path(4)
FOUND = local_projection(MOVES, SHOCK, horizons=4)


def test_band_of_the_whole_path_holds_the_truth() -> None:
    table = FOUND.to_frame().query("asset == 'OIL'")
    assert ((table["path_low"] < TRUTH) & (TRUTH < table["path_high"])).all()


def test_path_that_responds_is_told_from_zero() -> None:
    assert FOUND.test("OIL").pvalue < 0.001


def test_path_that_does_not_respond_is_not() -> None:
    assert FOUND.test("OTHER").pvalue > 0.1


def test_the_test_names_the_horizon_that_is_farthest_from_zero() -> None:
    test, path = FOUND.test("OTHER"), FOUND.path("OTHER")
    at = int(test.extra["horizon"])
    assert (test.estimate, test.std_error) == (path.estimates[at], path.std_errors[at])


def test_the_test_is_of_all_horizons_together() -> None:
    test = FOUND.test("OTHER")
    assert test.pvalue > 2 * norm.sf(test.statistic)


def test_inner_band_lies_inside_the_outer_one_and_that_inside_the_one_of_the_path() -> None:
    table = FOUND.to_frame()
    ordered = table[["path_low", "conf_low", "inner_low", "estimate", "inner_high", "conf_high", "path_high"]]
    assert (np.diff(ordered.to_numpy(), axis=1) > 0).all()


def test_table_has_a_row_for_each_asset_and_horizon() -> None:
    assert len(FOUND.to_frame()) == 2 * 5


def test_summary_says_what_one_unit_is_and_what_it_is_not() -> None:
    text = local_projection(MOVES, SHOCK, horizons=1, shock_unit="one headline an hour more").summary()
    assert "after one headline an hour more" in text and "do not say that it was the reason" in text


def test_repr_is_one_line() -> None:
    assert repr(FOUND) == "LocalProjection(OIL, OTHER; move; horizons 0 to 4 sessions; lag_augmented)"


def test_a_frame_of_shocks_gives_each_asset_its_own() -> None:
    own = pd.DataFrame({"OIL": SHOCK, "OTHER": np.random.default_rng(6).standard_normal(600)}, index=DAYS)
    both = local_projection(MOVES, own, horizons=1)
    assert both.path("OIL").estimates == pytest.approx(FOUND.path("OIL").estimates[:2])


def test_same_input_gives_the_same_bytes() -> None:
    again = local_projection(MOVES, SHOCK, horizons=4)
    pd.testing.assert_frame_equal(again.to_frame(), FOUND.to_frame(), check_exact=True)


HOLIDAY = "2019-10-14"
"""Columbus Day: shares trade, Treasuries do not."""


def yields(calendar: str | None) -> tuple[pd.DataFrame, pd.Series]:
    """Moves of a yield on weekdays, none on the holiday, and a shock."""
    days = pd.bdate_range("2019-07-01", "2020-06-30", name="session")
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"UST10Y": rng.standard_normal(len(days))}, index=days)
    frame.loc[HOLIDAY] = np.nan
    if calendar:
        frame.attrs["calendar"] = {"UST10Y": calendar}
    return frame, pd.Series(rng.standard_normal(len(days)), index=days)


def test_a_holiday_of_the_asset_is_no_gap_in_its_path() -> None:
    frame, shock = yields("SIFMA_US")
    found = local_projection(frame, shock, horizons=0, lags=2)
    assert found.paths[0].n_rows[0] == len(sessions("SIFMA_US", "2019-07-01", "2020-06-30")) - 2


def test_without_a_calendar_a_missing_move_is_a_gap_of_its_row_and_its_lags() -> None:
    frame, shock = yields(None)
    assert local_projection(frame, shock, horizons=0, lags=2).paths[0].n_rows[0] == len(frame) - 2 - 3


def test_season_takes_the_means_of_weekdays_out() -> None:
    by_hand = np.column_stack(
        [
            SIMULATED.index,
            pd.get_dummies(DAYS.day_of_week).to_numpy(dtype=float),
            lag_columns(SIMULATED.index, 2),
            lag_columns(SIMULATED.moves, 2),
        ]
    )[2:]
    expected = np.linalg.lstsq(by_hand, SIMULATED.moves[2:], rcond=None)[0][0]
    found = local_projection(MOVES["OIL"].to_frame(), SHOCK, horizons=0, lags=2)
    assert found.paths[0].estimates[0] == pytest.approx(expected)


def test_a_short_sample_is_said_to_be_one() -> None:
    short = local_projection(MOVES.iloc[:120], SHOCK.iloc[:120], horizons=4, lags=2)
    assert "small samples pull responses back" in short.note


def test_too_short_a_sample_has_a_reason_and_no_number() -> None:
    short = local_projection(MOVES.iloc[:35], SHOCK.iloc[:35], horizons=1, lags=2)
    table = short.to_frame()
    assert (
        table["estimate"].isna().all() and table["reason"].ne("").all() and np.isnan(short.test("OIL").pvalue)
    )


def test_newey_west_errors_have_no_band_of_the_path_and_no_test_of_it() -> None:
    usual = local_projection(MOVES, SHOCK, horizons=1, errors="newey_west")
    assert usual.to_frame()["path_low"].isna().all() and "Newey-West" in usual.test("OIL").reason


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"horizons": -1}, "horizons is -1"),
        ({"lags": 0}, "lags is 0"),
        ({"assets": ["GOLD"]}, "no column GOLD"),
        ({"season": "clock"}, "season='weekday'"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_can(options: dict[str, object], told: str) -> None:
    with pytest.raises(ComovementError, match=told):
        local_projection(MOVES, SHOCK, **options)  # type: ignore[arg-type]


def test_an_asset_without_a_path_is_refused() -> None:
    with pytest.raises(ComovementError, match="those of OIL, OTHER"):
        FOUND.path("GOLD")


def test_a_shock_on_other_rows_is_refused_with_both_spans() -> None:
    with pytest.raises(ComovementError, match="no value on a row of OIL"):
        local_projection(MOVES, SHOCK.set_axis(DAYS + pd.Timedelta(days=4000)))


def test_unknown_option_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match="'move', 'volatility'"):
        local_projection(MOVES, SHOCK, response="variance")  # type: ignore[arg-type]
