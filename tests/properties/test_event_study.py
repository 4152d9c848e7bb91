"""What must not matter to a study does not: order, unit, the market's part, and anything not yet known."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aftershock as ash
from aftershock.alignment import MEASURED
from aftershock.study import Raw
from aftershock.study.event_tests import JUDGES

ALGEBRA_TOLERANCE = 1e-8
N_DAYS = 160
LAST_EVENT = 140
OPTIONS: dict[str, Any] = {"window": (-1, 2), "estimation": (-60, -5)}
MODELS = [
    ash.ConstantMean(),
    ash.MarketModel("MKT"),
    ash.MarketAdjusted("MKT"),
    ash.FactorModel(["MKT", "OIL"]),
    Raw(),
]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
few = settings(max_examples=6, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def panel(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Moves of two factors and two assets with gaps, and four events of each asset, the last at row 140."""
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, N_DAYS)
    values = rng.standard_t(4, (N_DAYS, 4)) * 0.01 + market[:, None] * [1.0, 0.0, 0.8, -0.3]
    values[:, 0] = market
    values[:, 2:][rng.random((N_DAYS, 2)) < 0.05] = np.nan
    index = pd.bdate_range("2021-01-04", periods=N_DAYS)
    moves = pd.DataFrame(values, index=index, columns=["MKT", "OIL", "A", "B"])
    rows = [*rng.choice(np.arange(70, LAST_EVENT - 1), 3, replace=False), LAST_EVENT]
    listed = [(f"e{at}", asset, index[row]) for at, row in enumerate(rows) for asset in ("A", "B")]
    return moves, pd.DataFrame(listed, columns=["event_id", "asset", "session"])


def fit(moves: pd.DataFrame, events: pd.DataFrame, model: Any, **options: Any) -> ash.EventStudyResults:
    return ash.EventStudy(moves, events, model=model, **(OPTIONS | options)).fit()


def by_pair(results: ash.EventStudyResults, *columns: str) -> pd.DataFrame:
    return results.to_frame("car").set_index(["event_id", "asset"]).sort_index()[list(columns)]


def abnormal(results: ash.EventStudyResults) -> pd.Series:
    return results.to_frame("event").set_index(["event_id", "asset", "day"])["abnormal"]


def residuals_of_last(results: ash.EventStudyResults) -> np.ndarray:
    fitted = results.model_fit("e3", "A")
    assert fitted is not None
    return fitted.residuals


def assert_same(ours: Any, theirs: Any, *, scale: float = 1.0) -> None:
    np.testing.assert_allclose(
        np.asarray(ours, dtype=float),
        np.asarray(theirs, dtype=float),
        rtol=ALGEBRA_TOLERANCE,
        atol=1e-12 * scale,
    )


@each_model
@few
@given(seed=seeds)
def test_the_order_of_events_does_not_matter(model: Any, seed: int) -> None:
    moves, events = panel(seed)
    shuffled = events.sample(frac=1, random_state=np.random.default_rng(seed))
    columns = ("estimate", "std_error", "pvalue", "sample_quantile_pvalue", "n_masked")
    pd.testing.assert_frame_equal(
        by_pair(fit(moves, events, model), *columns), by_pair(fit(moves, shuffled, model), *columns)
    )


@few
@given(seed=seeds)
def test_the_order_of_events_does_not_matter_to_tests(seed: int) -> None:
    moves, events = panel(seed)
    shuffled = events.sample(frac=1, random_state=np.random.default_rng(seed))
    tests = [fit(moves, frame, ash.ConstantMean()).tests(asset="A") for frame in (events, shuffled)]
    assert_same(tests[1][["statistic", "pvalue"]], tests[0][["statistic", "pvalue"]])


@each_model
@few
@given(seed=seeds, factor=st.floats(1e-3, 1e4))
def test_scaling_all_moves_scales_estimates(model: Any, seed: int, factor: float) -> None:
    moves, events = panel(seed)
    plain, scaled = fit(moves, events, model), fit(moves * factor, events, model)
    columns = ("estimate", "std_error", "move")
    assert_same(by_pair(scaled, *columns), factor * by_pair(plain, *columns), scale=factor)


@each_model
@few
@given(seed=seeds, factor=st.floats(1e-3, 1e4))
def test_scaling_all_moves_leaves_statistics(model: Any, seed: int, factor: float) -> None:
    moves, events = panel(seed)
    plain, scaled = fit(moves, events, model), fit(moves * factor, events, model)
    columns = ("statistic", "pvalue", "sample_quantile_pvalue", "rank")
    assert_same(by_pair(scaled, *columns), by_pair(plain, *columns))
    assert_same(scaled.tests()[["statistic", "pvalue"]], plain.tests()[["statistic", "pvalue"]])


@few
@given(seed=seeds, factor=st.floats(1e-3, 1e4))
def test_the_unit_of_the_market_does_not_matter(seed: int, factor: float) -> None:
    moves, events = panel(seed)
    model = ash.MarketModel("MKT")
    rescaled = moves.assign(MKT=factor * moves["MKT"])
    assert_same(abnormal(fit(rescaled, events, model)), abnormal(fit(moves, events, model)))


@few
@given(seed=seeds, multiple=st.floats(-50, 50))
def test_adding_the_market_leaves_market_model_abnormal_moves(seed: int, multiple: float) -> None:
    moves, events = panel(seed)
    model = ash.MarketModel("MKT")
    shifted = moves.assign(A=moves["A"] + multiple * moves["MKT"])
    assert_same(abnormal(fit(shifted, events, model)), abnormal(fit(moves, events, model)))


@few
@given(seed=seeds, multiple=st.floats(1.0, 50))
def test_adding_the_market_changes_constant_mean_abnormal_moves(seed: int, multiple: float) -> None:
    moves, events = panel(seed)
    shifted = moves.assign(A=moves["A"] + multiple * moves["MKT"])
    changed = abnormal(fit(shifted, events, ash.ConstantMean())) - abnormal(
        fit(moves, events, ash.ConstantMean())
    )
    assert changed.abs().max() > 1e-4


@pytest.mark.parametrize("model", [MODELS[0], MODELS[1], MODELS[3]], ids=lambda model: type(model).__name__)
@few
@given(seed=seeds, constant=st.floats(-1, 1))
def test_a_constant_added_to_an_asset_leaves_its_abnormal_moves(
    model: Any, seed: int, constant: float
) -> None:
    moves, events = panel(seed)
    shifted = moves.assign(A=moves["A"] + constant)
    assert_same(abnormal(fit(shifted, events, model)), abnormal(fit(moves, events, model)))


@each_model
@few
@given(seed=seeds, window=st.tuples(st.integers(-1, 2), st.integers(-1, 2)).map(sorted).map(tuple))
def test_car_is_the_sum_of_abnormal_moves(model: Any, seed: int, window: tuple[int, int]) -> None:
    moves, events = panel(seed)
    results = fit(moves, events, model)
    days = results.to_frame("event")
    inside = days[days["day"].between(*window)].groupby(["event_id", "asset"])["abnormal"]
    assert_same(results.car(window).sort_index(), inside.sum(min_count=1).sort_index())


@each_model
@few
@given(seed=seeds, noise=seeds)
def test_nothing_from_the_event_window_on_changes_the_fit(model: Any, seed: int, noise: int) -> None:
    moves, events = panel(seed)
    changed = moves.copy()
    tail = changed.iloc[LAST_EVENT - 1 :]
    changed.iloc[LAST_EVENT - 1 :] = np.random.default_rng(noise).normal(0, 100, tail.shape)
    np.testing.assert_array_equal(
        residuals_of_last(fit(changed, events, model)), residuals_of_last(fit(moves, events, model))
    )


@pytest.mark.parametrize("sessions", ["panel", "observed"])
@few
@given(seed=seeds)
def test_gaps_from_the_event_window_on_do_not_change_the_fit(sessions: str, seed: int) -> None:
    moves, events = panel(seed)
    moves.loc[moves.index[LAST_EVENT], "A"] = 0.01
    changed = moves.copy()
    changed.iloc[LAST_EVENT + 1 :: 2, 2] = np.nan
    both = [fit(frame, events, ash.ConstantMean(), sessions=sessions) for frame in (moves, changed)]
    np.testing.assert_array_equal(residuals_of_last(both[1]), residuals_of_last(both[0]))


@each_model
@few
@given(seed=seeds, noise=seeds)
def test_data_after_the_window_changes_nothing(model: Any, seed: int, noise: int) -> None:
    moves, events = panel(seed)
    changed = moves.copy()
    tail = changed.iloc[LAST_EVENT + 3 :]
    changed.iloc[LAST_EVENT + 3 :] = np.random.default_rng(noise).normal(0, 100, tail.shape)
    for level in ("event", "car", "window"):
        pd.testing.assert_frame_equal(
            fit(changed, events, model).to_frame(level), fit(moves, events, model).to_frame(level)
        )


@each_model
@few
@given(seed=seeds)
def test_rows_after_the_window_can_be_left_out(model: Any, seed: int) -> None:
    moves, events = panel(seed)
    pd.testing.assert_frame_equal(
        fit(moves.iloc[: LAST_EVENT + 3], events, model).to_frame("event"),
        fit(moves, events, model).to_frame("event"),
    )


@few
@given(seed=seeds)
def test_moves_of_other_assets_change_nothing(seed: int) -> None:
    moves, events = panel(seed)
    alone = events[events["asset"] == "A"]
    pd.testing.assert_frame_equal(
        fit(moves[["MKT", "A"]], alone, ash.MarketModel("MKT")).to_frame("car"),
        fit(moves, alone, ash.MarketModel("MKT")).to_frame("car"),
    )


@few
@given(seed=seeds, weeks=st.integers(-3000, 3000))
def test_moving_the_whole_calendar_changes_no_number(seed: int, weeks: int) -> None:
    moves, events = panel(seed)
    span = pd.Timedelta(weeks=weeks)
    moved = moves.set_axis(moves.index + span, axis="index")
    later = events.assign(session=events["session"] + span)
    both = [fit(*pair, ash.ConstantMean()) for pair in ((moves, events), (moved, later))]
    pd.testing.assert_frame_equal(both[1].tests(), both[0].tests())


MIRRORED = [name for name, judge in JUDGES.items() if judge.linear and not (judge.single or judge.drawn)]


@pytest.mark.filterwarnings("ignore::aftershock.errors.AssumptionWarning")
@few
@given(seed=seeds)
def test_turning_every_sign_mirrors_the_tests(seed: int) -> None:
    moves, events = panel(seed)
    up, down = fit(moves, events, ash.ConstantMean()), fit(-moves, events, ash.ConstantMean())
    for name in (*MIRRORED, "skewness_adjusted_t", "rank_multiday_z", "grank_t", "grank_z"):
        assert_same(
            list(down.test(name, alternative="less")),
            [-up.test(name).statistic, up.test(name, alternative="greater").pvalue],
        )


class Alone:
    """A model that the study knows nothing about but its two methods and its factors."""

    def __init__(self, model: Any) -> None:
        self.fit, self.expected, self.factors = model.fit, model.expected, model.factors


@each_model
@few
@given(seed=seeds)
def test_a_model_of_ones_own_gives_what_the_built_in_one_gives(model: Any, seed: int) -> None:
    moves, events = panel(seed)
    together, alone = fit(moves, events, model), fit(moves, events, Alone(model))
    assert_same(abnormal(together), abnormal(alone))
    columns = ("estimate", "std_error", "statistic", "pvalue", "sample_quantile_pvalue", "rank", "n_masked")
    assert_same(by_pair(together, *columns), by_pair(alone, *columns))
    assert_same(residuals_of_last(together), residuals_of_last(alone))
    pd.testing.assert_frame_equal(together.outcomes, alone.outcomes)
    assert_same(together.tests()["pvalue"], alone.tests()["pvalue"])


@each_model
@few
@given(seed=seeds)
def test_the_order_of_events_does_not_change_one_bit_of_an_average(model: Any, seed: int) -> None:
    moves, events = panel(seed)
    shuffled = events.sample(frac=1, random_state=np.random.default_rng(seed))
    plain, mixed = fit(moves, events, model), fit(moves, shuffled, model)
    pd.testing.assert_frame_equal(mixed.aar(), plain.aar(), check_exact=True)
    pd.testing.assert_frame_equal(mixed.caar(), plain.caar(), check_exact=True)
    pd.testing.assert_frame_equal(mixed.tests(), plain.tests(), check_exact=True)


@each_model
@few
@given(seed=seeds, window=st.tuples(st.integers(-1, 2), st.integers(-1, 2)).map(sorted).map(tuple))
def test_the_cumulated_average_is_the_sum_of_the_averages(
    model: Any, seed: int, window: tuple[int, int]
) -> None:
    moves, events = panel(seed)
    results = fit(moves, events, model)
    last = results.caar(window=window)["estimate"].iloc[-1]
    assert_same(last, results.aar(window=window)["estimate"].sum())


@few
@given(seed=seeds)
def test_without_gaps_the_cumulated_average_is_the_mean_of_the_sums(seed: int) -> None:
    moves, events = panel(seed)
    results = fit(moves.fillna(0.0), events, ash.ConstantMean())
    assert_same(results.caar(window=(0, 2))["estimate"].iloc[-1], results.car((0, 2)).mean())


@each_model
@few
@given(seed=seeds, share=st.floats(0.0, 0.9), least=st.integers(1, 60))
def test_every_pair_ends_in_one_outcome(model: Any, seed: int, share: float, least: int) -> None:
    moves, events = panel(seed)
    rng = np.random.default_rng(seed)
    moves = moves.mask(rng.random(moves.shape) < share)
    strays = pd.DataFrame({"event_id": ["early", "late", "holiday"], "asset": "A"}).assign(
        session=pd.to_datetime(["2019-01-01", "2030-01-01", "2021-03-06"])
    )
    results = fit(moves, pd.concat([events, strays], ignore_index=True), model, min_estimation=least)
    outcomes = results.outcomes["outcome"]
    measured = outcomes.isin([*MEASURED, "gap_in_window"])
    assert len(outcomes) == len(events) + 3
    assert outcomes.iloc[-3:].tolist() == ["out_of_range", "out_of_range", "no_price"]
    assert results.glance()["n_measured"].item() == measured.sum() == len(results.to_frame("fit"))
    days = results.to_frame("car")["n_days"]
    assert (days[outcomes == "gap_in_window"] < 4).all()
    assert (days[outcomes == "used"] == 4).all()
    assert days[~measured].isna().all()


@each_model
@few
@given(seed=seeds, noise=seeds)
def test_rows_before_the_estimation_window_change_nothing_but_rounding(
    model: Any, seed: int, noise: int
) -> None:
    moves, events = panel(seed)
    last = events[events["session"] == moves.index[LAST_EVENT]]
    changed = moves.copy()
    head = changed.iloc[: LAST_EVENT - 60]
    changed.iloc[: LAST_EVENT - 60] = np.random.default_rng(noise).normal(0, 1, head.shape)
    assert_same(abnormal(fit(changed, last, model)), abnormal(fit(moves, last, model)))
