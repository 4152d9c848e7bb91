"""Abnormal moves on attributes of the headlines, against explicit matrix algebra."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import aftershock as ash
from aftershock.errors import EstimationError

Fit = Callable[..., ash.EventStudyResults]
ALGEBRA_TOLERANCE = 1e-9
N = 24


@pytest.fixture
def themed(moves: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    rows = np.repeat(np.arange(80, 80 + N // 2 * 8, 8), 2)
    return pd.DataFrame(
        {
            "event_id": np.arange(N),
            "asset": ["A", "B"] * (N // 2),
            "session": moves.index[rows],
            "escalation": rng.choice([-1.0, 0.0, 1.0], N),
            "theme": rng.choice(["talks", "strikes"], N),
        }
    )


def fitted(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> ash.EventStudyResults:
    return fit(moves, themed, mask_events=False, estimation=(-60, -5))


def algebra(
    results: ash.EventStudyResults, themed: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design, coefficients and residuals of car ~ escalation."""
    car = results.car((0, 1)).to_numpy()
    design = np.column_stack([np.ones(N), themed["escalation"]])
    slopes = np.linalg.solve(design.T @ design, design.T @ car)
    return design, slopes, car - design @ slopes


def test_coefficients_are_least_squares(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fitted(fit, moves, themed)
    table = results.regress("escalation", window=(0, 1)).to_frame()
    np.testing.assert_allclose(table["estimate"], algebra(results, themed)[1], rtol=ALGEBRA_TOLERANCE)
    assert table.index.tolist() == ["Intercept", "escalation"]


def test_hc3_divides_residuals_by_one_less_leverage(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame
) -> None:
    results = fitted(fit, moves, themed)
    design, _, residuals = algebra(results, themed)
    bread = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ni,ij,nj->n", design, bread, design)
    meat = design.T @ (design * ((residuals / (1 - leverage)) ** 2)[:, None])
    expected = np.sqrt(np.diag(bread @ meat @ bread))
    table = results.regress("escalation", window=(0, 1)).to_frame()
    np.testing.assert_allclose(table["std_error"], expected, rtol=ALGEBRA_TOLERANCE)
    np.testing.assert_allclose(table["pvalue"], 2 * stats.t.sf(abs(table["statistic"]), N - 2), rtol=1e-7)


def test_clusters_add_scores_by_session(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    results = fitted(fit, moves, themed)
    design, _, residuals = algebra(results, themed)
    bread, groups = np.linalg.inv(design.T @ design), N // 2
    scores = (design * residuals[:, None]).reshape(groups, 2, 2).sum(axis=1)
    small = groups / (groups - 1) * (N - 1) / (N - 2)
    expected = np.sqrt(small * np.diag(bread @ scores.T @ scores @ bread))
    regression = results.regress("escalation", window=(0, 1), cov="cluster_date")
    table = regression.to_frame()
    np.testing.assert_allclose(table["std_error"], expected, rtol=ALGEBRA_TOLERANCE)
    np.testing.assert_allclose(
        table["pvalue"], 2 * stats.t.sf(abs(table["statistic"]), groups - 1), rtol=1e-7
    )
    assert (regression.n_clusters, regression.df) == (groups, groups - 1)


def test_the_interval_is_the_t_interval(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    row = fitted(fit, moves, themed).regress("escalation", window=(0, 1)).to_frame().loc["escalation"]
    half = stats.t.isf(0.025, row["df"]) * row["std_error"]
    assert [row["conf_low"], row["conf_high"]] == pytest.approx(
        [row["estimate"] - half, row["estimate"] + half]
    )


def test_words_become_indicators(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    regression = fitted(fit, moves, themed).regress("escalation + theme", window=(0, 1))
    assert regression.to_frame().index.tolist() == ["Intercept", "theme[T.talks]", "escalation"]


def test_the_share_explained_is_that_of_least_squares(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame
) -> None:
    results = fitted(fit, moves, themed)
    car, residuals = results.car((0, 1)).to_numpy(), algebra(results, themed)[2]
    expected = 1 - (residuals**2).sum() / ((car - car.mean()) ** 2).sum()
    assert results.regress("escalation", window=(0, 1)).r_squared == pytest.approx(expected)


def test_pairs_without_an_attribute_are_counted(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    themed.loc[[3, 5], "escalation"] = np.nan
    regression = fitted(fit, moves, themed).regress("escalation", window=(0, 1))
    assert (regression.n_obs, regression.n_dropped) == (N - 2, 2)


def test_an_asset_may_be_chosen(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    assert fitted(fit, moves, themed).regress("escalation", asset="A").n_obs == N // 2


def test_coefficients_carry_the_unit(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "bp"}
    regression = fitted(fit, moves, themed).regress("escalation")
    assert regression.unit == "bp"
    assert regression.to_frame()["unit"].unique().tolist() == ["bp"]


def test_the_text_names_what_was_done(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    text = fitted(fit, moves, themed).regress("escalation", cov="cluster_date").summary()
    assert text.startswith("car ~ escalation: n 24, 12 clusters, R2 ")
    assert "clustered by event session" in text


def test_the_table_is_a_copy(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    regression = fitted(fit, moves, themed).regress("escalation")
    changed = regression.to_frame()
    changed["estimate"] = 0.0
    assert (regression.to_frame()["estimate"] != 0).all()


def test_different_units_are_refused(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    moves.attrs["unit"] = {"A": "bp", "B": "points"}
    with pytest.raises(EstimationError, match="different units; choose one with asset="):
        fitted(fit, moves, themed).regress("escalation")


def test_an_unknown_attribute_is_refused_with_the_columns(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame
) -> None:
    with pytest.raises(
        EstimationError, match=r"'car ~ mood' cannot be read.*event_id, asset, session, escalation, theme"
    ):
        fitted(fit, moves, themed).regress("mood")


@pytest.mark.parametrize("formula", ["escalation + twice", "C(event_id)"])
def test_attributes_that_leave_nothing_free_are_refused(
    fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame, formula: str
) -> None:
    results = fitted(fit, moves, themed.assign(twice=2 * themed["escalation"]))
    with pytest.raises(EstimationError, match="use fewer attributes that do not determine each other"):
        results.regress(formula)


def test_an_unknown_covariance_is_refused(fit: Fit, moves: pd.DataFrame, themed: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="cov is 'hc9'; allowed are 'hc3', 'cluster_date'"):
        fitted(fit, moves, themed).regress("escalation", cov="hc9")  # type: ignore[arg-type]
