"""The study: every pair ends in one outcome, event time counts what it says, and bad input is named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import aftershock as ash
from aftershock.errors import EstimationError
from aftershock.markets.calendars import sessions
from aftershock.study import ModelFit
from aftershock.study.models import least_squares

Fit = Callable[..., ash.EventStudyResults]
ROUNDING = 1e-12
EVENT_ROW = 120
COLUMBUS_DAY = pd.Timestamp("2021-10-11")  # New York shares trade, Treasuries do not


class LastValue:
    """Expect the last move of the estimation window: two methods, no factors."""

    def fit(self, y: np.ndarray, x: np.ndarray) -> ModelFit:
        last = y[np.isfinite(y)][-1]
        return ModelFit(np.array([last]), float(np.nanstd(y)), y.size, y.size, y - last, np.zeros((1, 1)))

    def expected(self, fit: ModelFit, x: np.ndarray) -> np.ndarray:
        return np.full(x.shape[0], fit.coefficients[0])


class HalfTheMarket:
    """Expect half of what the market did; it names its factor."""

    factors = ("MKT",)

    def fit(self, y: np.ndarray, x: np.ndarray) -> ModelFit:
        fitted = least_squares(y - x[:, 0] / 2, np.empty((y.size, 0)))
        return ModelFit(
            np.array([0.0, 0.5]),
            fitted.residual_std,
            fitted.df,
            fitted.nobs,
            y - x[:, 0] / 2,
            np.zeros((2, 2)),
        )

    def expected(self, fit: ModelFit, x: np.ndarray) -> np.ndarray:
        return x[:, 0] / 2


def outcome(results: ash.EventStudyResults) -> str:
    return str(results.outcomes["outcome"].iloc[0])


def estimation_rows(row: int = EVENT_ROW) -> slice:
    """Rows of the estimation window (-60, -5)."""
    return slice(row - 60, row - 4)


def test_constant_mean_by_hand(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    a = moves["A"].to_numpy()
    expected = a[EVENT_ROW : EVENT_ROW + 2].sum() - 2 * a[estimation_rows()].mean()
    assert fit(moves, one).car((0, 1)).iloc[0] == pytest.approx(expected, rel=ROUNDING)


def test_constant_mean_is_the_default(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        fit(moves, one).to_frame("event"), fit(moves, one, model=ash.ConstantMean()).to_frame("event")
    )


def test_market_model_by_hand(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    a, market = moves["A"].to_numpy(), moves["MKT"].to_numpy()
    slope, intercept = np.polyfit(market[estimation_rows()], a[estimation_rows()], 1)
    expected = a[EVENT_ROW] - intercept - slope * market[EVENT_ROW]
    car = fit(moves, one, model=ash.MarketModel("MKT")).car((0, 0)).iloc[0]
    assert car == pytest.approx(expected, rel=1e-9)


def test_market_adjusted_by_hand(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    expected = moves["A"].iloc[EVENT_ROW] - moves["MKT"].iloc[EVENT_ROW]
    car = fit(moves, one, model=ash.MarketAdjusted("MKT")).car((0, 0)).iloc[0]
    assert car == pytest.approx(expected, rel=ROUNDING)


def test_a_factor_model_of_the_market_is_the_market_model(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(
        fit(moves, events, model=ash.FactorModel(["MKT"])).to_frame("car"),
        fit(moves, events, model=ash.MarketModel("MKT")).to_frame("car"),
    )


def test_a_model_of_two_methods_is_enough(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    expected = moves["A"].iloc[EVENT_ROW] - moves["A"].iloc[EVENT_ROW - 5]
    assert fit(moves, one, model=LastValue()).car((0, 0)).iloc[0] == pytest.approx(expected, rel=ROUNDING)


def test_a_model_of_ones_own_may_name_factors(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    expected = moves["A"].iloc[EVENT_ROW] - moves["MKT"].iloc[EVENT_ROW] / 2
    assert fit(moves, one, model=HalfTheMarket()).car((0, 0)).iloc[0] == pytest.approx(expected, rel=ROUNDING)


def test_each_pair_keeps_its_own_fit_when_others_are_lost(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame
) -> None:
    moves.iloc[:100, 1] = np.nan  # too few days for the first two events of A
    results = fit(moves, events, model=LastValue(), mask_events=False, min_estimation=57)
    assert results.outcomes["outcome"].value_counts().to_dict() == {"short_estimation": 9}
    results = fit(moves, events, model=HalfTheMarket(), mask_events=False)
    assert results.outcomes["outcome"].eq("used").tolist() == [False, True, True, False] + [True] * 5
    for asset in ("B", "C"):
        residuals = results.model_fit("e2", asset).residuals
        expected = moves[asset].iloc[estimation_rows()] - moves["MKT"].iloc[estimation_rows()] / 2
        np.testing.assert_allclose(residuals, expected, rtol=ROUNDING)


def test_complete_pairs_are_used(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    assert fit(moves, events).outcomes["outcome"].eq("used").all()


def test_a_missing_day_of_the_window_is_a_gap(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.iloc[EVENT_ROW + 1, 1] = np.nan
    assert outcome(fit(moves, one)) == "gap_in_window"


def test_a_window_past_the_data_is_a_gap(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    assert outcome(fit(moves.iloc[: EVENT_ROW + 2], one)) == "gap_in_window"


def test_a_gap_is_measured_on_the_other_days(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.iloc[EVENT_ROW + 1, 1] = np.nan
    assert fit(moves, one).to_frame("car")["n_days"].iloc[0] == 3


def test_no_move_in_the_window_is_no_price(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.iloc[EVENT_ROW - 1 : EVENT_ROW + 3, 1] = np.nan
    assert outcome(fit(moves, one)) == "no_price"


def test_a_session_inside_the_data_without_a_row_is_no_price(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    saturday = one.assign(session=pd.Timestamp("2021-06-19"))
    assert outcome(fit(moves, saturday)) == "no_price"


@pytest.mark.parametrize("session", ["2020-12-31", "2030-01-01", None])
def test_a_session_outside_the_data_is_out_of_range(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, session: str | None
) -> None:
    assert outcome(fit(moves, one.assign(session=pd.to_datetime([session])))) == "out_of_range"


@pytest.mark.parametrize(("n_days", "expected"), [(30, "used"), (31, "short_estimation")])
def test_too_few_estimation_days_are_short(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, n_days: int, expected: str
) -> None:
    assert outcome(fit(moves, one, estimation=(-34, -5), min_estimation=n_days)) == expected


def test_missing_days_do_not_count_as_estimation_days(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    moves.iloc[EVENT_ROW - 10, 1] = np.nan
    assert outcome(fit(moves, one, estimation=(-34, -5), min_estimation=30)) == "short_estimation"


def test_an_event_at_the_start_has_no_estimation(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    assert outcome(fit(moves, one.assign(session=moves.index[2]))) == "short_estimation"


def test_collinear_factors_cannot_be_estimated(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    model = ash.FactorModel(["MKT", "TWICE"])
    results = fit(moves.assign(TWICE=2 * moves["MKT"]), one, model=model)
    assert outcome(results) == "short_estimation"


def test_the_market_itself_has_nothing_abnormal(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    results = fit(moves, one.assign(asset="MKT"), model=ash.MarketModel("MKT"))
    assert outcome(results) == "is_the_market"


def test_an_asset_that_never_moved_is_measured_without_a_t_test(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    pegged = moves.assign(A=np.where(np.arange(len(moves)) == EVENT_ROW, 0.05, 0.0))
    results = fit(pegged, one, window=(0, 0))
    assert outcome(results) == "used"
    assert results.test("forecast_t").reason == "no residual variance"
    assert results.test("sample_quantile").pvalue == pytest.approx(2 / 57)


@pytest.mark.parametrize(
    "word",
    ["merged_into_episode", "no_price", "stale_price", "out_of_range", "too_uncertain", "contract_change"],
)
def test_pairs_that_alignment_lost_are_carried_through(
    fit: Fit, moves: pd.DataFrame, events: pd.DataFrame, word: str
) -> None:
    results = fit(moves, events.assign(outcome=["used"] * 8 + [word]))
    assert results.outcomes["outcome"].tolist() == ["used"] * 8 + [word]
    assert np.isnan(results.to_frame("car")["estimate"].iloc[-1])


def test_a_merged_headline_shares_the_event_of_its_episode(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame
) -> None:
    episode = pd.concat([one, one]).assign(outcome=["used", "merged_into_episode"])
    results = fit(moves, episode)
    assert results.outcomes["outcome"].tolist() == ["used", "merged_into_episode"]
    assert results.test("sample_quantile").n_events == 1


def test_a_pair_may_wait_for_the_opening(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    results = fit(moves, one.assign(outcome="market_closed_next_open"))
    assert outcome(results) == "market_closed_next_open"
    assert results.car((0, 0)).notna().all()


def test_every_row_keeps_its_place(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    shuffled = events.sample(frac=1, random_state=np.random.default_rng(4))
    listed = fit(moves, shuffled).to_frame("car")[["event_id", "asset", "session"]]
    np.testing.assert_array_equal(listed.to_numpy(), shuffled.to_numpy())


def test_other_events_are_masked(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    # e1 at row 80 covers rows 79..82, inside 60..115, the estimation window of e2 at row 120
    masked = fit(moves, events).to_frame("car").set_index(["event_id", "asset"])["n_masked"]
    assert masked[("e2", "A")] == 4
    assert masked[("e1", "A")] == 0


def test_masked_days_leave_the_fit(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    days = np.delete(np.arange(200)[estimation_rows()], np.arange(19, 23))
    assert days.tolist()[18:20] == [78, 83]
    fitted = fit(moves, events).model_fit("e2", "A")
    assert fitted is not None
    assert fitted.coefficients[0] == pytest.approx(moves["A"].to_numpy()[days].mean(), rel=ROUNDING)


def test_events_of_other_assets_are_not_masked(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    kept = events[(events["event_id"] == "e2") | (events["asset"] == "B")]
    masked = fit(moves, kept).to_frame("car").set_index(["event_id", "asset"])["n_masked"]
    assert masked[("e2", "A")] == 0


def test_masking_can_be_switched_off(fit: Fit, moves: pd.DataFrame, events: pd.DataFrame) -> None:
    fitted = fit(moves, events, mask_events=False).model_fit("e2", "A")
    assert fitted is not None
    assert fitted.nobs == 56


def test_masking_can_leave_too_few_days(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    crowd = pd.DataFrame(
        {"event_id": range(20), "asset": "A", "session": moves.index[EVENT_ROW - 60 : EVENT_ROW : 3]}
    )
    results = fit(moves, pd.concat([one, crowd], ignore_index=True))
    assert outcome(results) == "short_estimation"


def bond_moves(value: float) -> pd.DataFrame:
    """Shares and a bond around Columbus Day 2021; the bond has a move of its own only where it trades."""
    index = sessions("NYSE", "2021-01-04", "2021-12-31")
    rng = np.random.default_rng(8)
    frame = pd.DataFrame(rng.normal(0, 1, (len(index), 2)), index=index, columns=["SPX", "UST10Y"])
    frame.loc[COLUMBUS_DAY, "UST10Y"] = np.nan
    frame.loc[pd.Timestamp("2021-10-12"), "UST10Y"] = value
    frame.attrs = {"calendar": {"SPX": "NYSE", "UST10Y": "SIFMAUS"}, "unit": {"UST10Y": "bp"}}
    return frame


@pytest.fixture
def friday() -> pd.DataFrame:
    return pd.DataFrame({"event_id": ["e"], "asset": ["UST10Y"], "session": [pd.Timestamp("2021-10-08")]})


@pytest.mark.parametrize(
    ("rule", "after"), [("calendar", "2021-10-12"), ("observed", "2021-10-12"), ("panel", "2021-10-11")]
)
def test_the_session_after_a_bond_holiday(fit: Fit, friday: pd.DataFrame, rule: str, after: str) -> None:
    days = fit(bond_moves(9.0), friday, sessions=rule).to_frame("event").set_index("day")["session"]
    assert days[1] == pd.Timestamp(after)


@pytest.mark.parametrize(
    ("rule", "expected"), [("calendar", "used"), ("observed", "used"), ("panel", "gap_in_window")]
)
def test_a_bond_holiday_is_a_gap_only_in_the_panel(
    fit: Fit, friday: pd.DataFrame, rule: str, expected: str
) -> None:
    assert outcome(fit(bond_moves(9.0), friday, sessions=rule)) == expected


@pytest.mark.parametrize(("rule", "expected"), [("calendar", "gap_in_window"), ("observed", "used")])
def test_a_missing_price_on_an_open_day_is_a_gap_of_the_calendar(
    fit: Fit, friday: pd.DataFrame, rule: str, expected: str
) -> None:
    assert outcome(fit(bond_moves(np.nan), friday, sessions=rule)) == expected


@pytest.mark.parametrize(
    ("asset", "window"),
    [
        ("SPX", ["2021-10-08", "2021-10-11", "2021-10-12"]),
        ("UST10Y", ["2021-10-08", "2021-10-12", "2021-10-13"]),
    ],
)
def test_a_bond_holiday_is_a_gap_of_neither_shares_nor_bonds(
    fit: Fit, friday: pd.DataFrame, make_daily: Callable[..., Any], asset: str, window: list[str]
) -> None:
    series = [make_daily(symbol, "2021-01-04", "2021-12-31") for symbol in ("SPX", "UST10Y")]
    moves = ash.Prices(series).moves()
    results = fit(moves, friday.assign(asset=asset), window=(0, 2), estimation=(-60, -5), sessions="calendar")
    quiet = moves[asset].dropna()
    at = quiet.index.get_loc(window[0])
    expected = moves.loc[window, asset].sum() - 3 * quiet.iloc[at - 60 : at - 4].mean()
    assert outcome(results) == "used"
    assert results.car((0, 2)).iloc[0] == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("rule", ["calendar", "observed"])
def test_an_event_on_a_holiday_of_the_asset_is_no_price(fit: Fit, friday: pd.DataFrame, rule: str) -> None:
    assert outcome(fit(bond_moves(9.0), friday.assign(session=COLUMBUS_DAY), sessions=rule)) == "no_price"


def test_without_a_calendar_the_rows_of_the_frame_count(fit: Fit, friday: pd.DataFrame) -> None:
    frame = bond_moves(9.0)
    frame.attrs = {}
    pd.testing.assert_frame_equal(
        fit(frame, friday).to_frame("event"), fit(frame, friday, sessions="panel").to_frame("event")
    )


def test_the_unit_comes_from_the_moves(fit: Fit, friday: pd.DataFrame) -> None:
    assert fit(bond_moves(9.0), friday).to_frame("car")["unit"].tolist() == ["bp"]


def test_log_moves_are_called_log_returns(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.attrs = {"move": {"A": "log"}, "unit": {"A": "%"}}
    assert fit(moves, one).to_frame("car")["unit"].tolist() == ["log return"]


def test_sessions_may_be_row_numbers(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    numbered = fit(moves.reset_index(drop=True), one.assign(session=EVENT_ROW))
    assert numbered.car((0, 1)).iloc[0] == fit(moves, one).car((0, 1)).iloc[0]


@pytest.mark.parametrize("convert", [str, pd.Timestamp.date], ids=["text", "date"])
def test_sessions_may_be_dates_in_other_forms(
    fit: Fit, moves: pd.DataFrame, one: pd.DataFrame, convert: Callable[[pd.Timestamp], Any]
) -> None:
    written = one.assign(session=[convert(one["session"].iloc[0])])
    assert outcome(fit(moves, written)) == "used"


def test_assets_and_events_may_be_numbers(fit: Fit, moves: pd.DataFrame) -> None:
    numbered = moves.set_axis([1, 2, 3, 4], axis="columns")
    events = pd.DataFrame({"event_id": [1042], "asset": [2], "session": [moves.index[EVENT_ROW]]})
    results = fit(numbered, events)
    assert results.car((0, 0)).index.tolist() == [(1042, 2)]
    assert results.test("sample_quantile", asset=2, event_id=1042).n_events == 1


def test_nullable_columns_are_read(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    moves.iloc[EVENT_ROW - 20, 1] = np.nan
    pd.testing.assert_frame_equal(
        fit(moves.convert_dtypes(), one).to_frame("event"), fit(moves, one).to_frame("event")
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.iloc[::-1], "must ascend without duplicates"),
        (lambda frame: frame.iloc[[0, 0, 1]], "must ascend without duplicates"),
        (lambda frame: frame.iloc[:0], "has no rows or no columns"),
        (lambda frame: frame[[]], "has no rows or no columns"),
        (lambda frame: frame[["A", "A", "B"]], "more than one column A"),
        (lambda frame: frame.assign(B="closed"), "column B of moves holds text"),
        (lambda frame: frame.assign(B=np.inf), "column B of moves holds infinite values"),
    ],
)
def test_bad_moves_are_refused(
    moves: pd.DataFrame, one: pd.DataFrame, change: Callable[[pd.DataFrame], pd.DataFrame], message: str
) -> None:
    with pytest.raises(EstimationError, match=message):
        ash.EventStudy(change(moves), one)


def test_moves_that_share_sessions_are_refused(one: pd.DataFrame) -> None:
    daily = ash.load_prices(["SPX"], start="2019-01-02", end="2019-12-31", source="sample")
    with pytest.raises(EstimationError, match="moves are 5-session overlapping.*give prices.moves()"):
        ash.EventStudy(daily.overlapping_moves(5), one.assign(asset="SPX"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"asset": "GOLD"}, r"events name GOLD; moves has MKT, A, B, C"),
        ({"asset": np.nan}, r"events name nan; moves has MKT, A, B, C"),
        ({"outcome": "ok"}, r"outcome\(s\) ok; allowed are used, market_closed_next_open"),
        ({"outcome": np.nan}, r"outcome\(s\) nan; allowed are used"),
        ({"session": "soon"}, r"the sessions of events .* are no labels of the index of moves \(datetime64"),
        (
            {"session": 120},
            r"the sessions of events \(int64\) are no labels of the index of moves \(datetime64",
        ),
        ({"session": pd.Timestamp("2021-06-21", tz="UTC")}, r"make both the same, best naive midnights"),
    ],
)
def test_bad_events_are_refused(
    moves: pd.DataFrame, one: pd.DataFrame, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(EstimationError, match=message):
        ash.EventStudy(moves, one.assign(**change))


def test_a_missing_column_is_named(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(
        EstimationError, match=r"events lacks the column\(s\) session; it has event_id, asset"
    ):
        ash.EventStudy(moves, one.drop(columns="session"))


def test_a_pair_measured_twice_is_refused(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match=r"events hold e x A more than once.*merged_into_episode"):
        ash.EventStudy(moves, pd.concat([one, one]))


def test_a_missing_factor_is_named(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(
        EstimationError, match=r"MarketModel\(market='SPX'\) needs SPX; moves has MKT, A, B, C"
    ):
        ash.EventStudy(moves, one, model=ash.MarketModel("SPX"))


def test_overlapping_windows_are_refused(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match=r"estimation \[-60, -1\] reaches into window \[-1, \+5\]"):
        ash.EventStudy(moves, one, estimation=(-60, -1))


def test_a_reversed_estimation_window_is_named(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match=r"estimation \(-5, -60\) ends before it starts"):
        ash.EventStudy(moves, one, estimation=(-5, -60))


def test_a_misspelt_session_rule_is_refused(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="sessions is 'own'; allowed are 'calendar', 'panel', 'observed'"):
        ash.EventStudy(moves, one, sessions="own")  # type: ignore[arg-type]


def test_a_class_in_place_of_a_model_is_refused(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match=r"write ConstantMean\(\.\.\.\)"):
        ash.EventStudy(moves, one, model=ash.ConstantMean)  # type: ignore[arg-type]


def test_changing_the_moves_afterwards_changes_nothing(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    study = ash.EventStudy(moves, one, window=(0, 0), estimation=(-60, -5))
    before = study.fit().to_frame("car")
    moves.iloc[:, :] = 0.0
    moves.attrs["unit"] = {"A": "bp"}
    pd.testing.assert_frame_equal(study.fit().to_frame("car"), before)


def test_changing_the_array_behind_the_moves_changes_nothing(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    values = moves.to_numpy(copy=True)
    behind = pd.DataFrame(values, index=moves.index, columns=moves.columns, copy=False)
    study = ash.EventStudy(behind, one, window=(0, 0), estimation=(-60, -5))
    before = study.fit().to_frame("car")
    values[:] = 0.0
    pd.testing.assert_frame_equal(study.fit().to_frame("car"), before)


def test_changing_the_events_afterwards_changes_nothing(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    study = ash.EventStudy(moves, one, window=(0, 0), estimation=(-60, -5))
    before = study.fit().outcomes
    one.loc[0, "asset"] = "B"
    pd.testing.assert_frame_equal(study.fit().outcomes, before)


def test_the_callers_frames_are_left_as_they_were(fit: Fit, moves: pd.DataFrame, one: pd.DataFrame) -> None:
    kept, listed = moves.copy(), one.copy()
    fit(moves, one)
    pd.testing.assert_frame_equal(moves, kept)
    pd.testing.assert_frame_equal(one, listed)


def test_repr_is_one_line_without_an_address(moves: pd.DataFrame, one: pd.DataFrame) -> None:
    study = ash.EventStudy(moves, one, model=LastValue())
    assert repr(study) == "<EventStudy: 1 pairs, window [-1, +5], LastValue>"
