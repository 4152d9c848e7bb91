"""What a study found, gathered: every pair once, whatever became of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.inference import holm
from aftershock.reporting.build import find
from aftershock.reporting.findings import (
    ALPHA,
    Findings,
    clock_findings,
    lead_session,
    measured,
    noticeable,
)
from aftershock.reporting.studyfile import read_study

MakeStudy = Callable[..., Path]
MakeFindings = Callable[..., Findings]

FIRST, SECOND = "2019-03-20", "2019-03-21"


def found(study: Path) -> Findings:
    return find(read_study(study), study.parent, study.parent, lambda _: None)


def keep_rows(path: Path, keep: Callable[[str], bool]) -> None:
    """Keep those rows of a CSV whose first cell passes."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if keep(row.split(",")[0])]
    path.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")


def numbers_by_asset(findings: Findings) -> dict[str, list[int]]:
    return {
        str(asset): sorted(at for numbers in part["numbers"] for at in numbers)
        for asset, part in findings.sessions.groupby("asset")
    }


def every_number(findings: Findings) -> dict[str, list[int]]:
    numbers = list(range(1, len(findings.heads) + 1))
    return dict.fromkeys(sorted(findings.daily.symbols), numbers)


def one_row(findings: Findings, asset: str, event_id: str) -> pd.Series:
    rows = findings.sessions
    (at,) = rows.index[(rows["asset"] == asset) & (rows["event_id"] == event_id)]
    return rows.loc[at]


def test_every_headline_of_every_asset_is_in_exactly_one_row(demo: Findings) -> None:
    assert numbers_by_asset(demo) == every_number(demo)


def test_rows_are_in_order_of_time_then_of_the_study(demo: Findings) -> None:
    told = list(zip(demo.sessions["event_id"], demo.sessions["asset"], strict=True))
    assert told == [(day, asset) for day in (FIRST, SECOND) for asset in ("SPX", "UST10Y", "GOLD", "WTI")]


def test_holm_counts_every_session_test(demo: Findings) -> None:
    pvalues = demo.sessions["sample_quantile_pvalue"].to_numpy(dtype=float)
    assert len(pvalues) == 8
    np.testing.assert_array_equal(demo.sessions["pvalue_holm"], holm(pvalues))


def test_asset_without_a_price_on_the_session_loses_its_headlines_in_one_row(make_study: MakeStudy) -> None:
    study = make_study()
    keep_rows(study.parent / "UST10Y.csv", lambda day: day != FIRST)
    findings = found(study)
    row = one_row(findings, "UST10Y", FIRST)
    assert (row["outcome"], row["numbers"]) == ("no_price", tuple(range(1, 7)))
    assert numbers_by_asset(findings) == every_number(findings)


def test_asset_whose_prices_end_before_loses_its_headlines_in_one_row(make_study: MakeStudy) -> None:
    study = make_study()
    keep_rows(study.parent / "UST10Y.csv", lambda day: day < "2019-03-15")
    findings = found(study)
    row = one_row(findings, "UST10Y", "")
    assert (row["outcome"], row["numbers"]) == ("out_of_range", tuple(range(1, 13)))
    assert findings.sessions["event_id"].iloc[-1] == ""
    assert numbers_by_asset(findings) == every_number(findings)


def test_vague_headline_is_apart_from_those_that_were_measured_in_its_session(make_study: MakeStudy) -> None:
    study = make_study(
        lambda text: text.replace("live-blog.txt", "list.csv").replace('date = "2019-03-21"\n', "")
    )
    rows = [
        "instant,uncertainty,headline",
        "2019-03-20T14:40Z,1min,Vardania closes the strait",
        "2019-03-20T15:00Z,2D,Vardania is said to be about to talk",
        "2019-03-20T15:10Z,1min,Tankers turn back",
    ]
    (study.parent / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    findings = found(study)
    rows_of_gold = findings.sessions[findings.sessions["asset"] == "GOLD"]
    told = dict(zip(rows_of_gold["outcome"], rows_of_gold["numbers"], strict=True))
    assert told == {"used": (1, 3), "too_uncertain": (2,)}
    assert numbers_by_asset(findings) == every_number(findings)


def test_short_history_keeps_every_headline_of_the_episode(make_study: MakeStudy) -> None:
    findings = found(make_study(lambda text: text.replace("[-400, -11]", "[-40, -11]")))
    assert set(findings.sessions["outcome"]) == {"short_estimation"}
    assert findings.sessions["move"].isna().all()
    assert numbers_by_asset(findings) == every_number(findings)


def test_market_columns_stand_beside_the_constant_mean(demo: Findings) -> None:
    rows = demo.sessions.set_index("asset").loc[["SPX", "GOLD"]]
    assert rows.loc["SPX", "market_outcome"].eq("is_the_market").all()
    assert rows.loc["SPX", "market_estimate"].isna().all()
    assert rows.loc["GOLD", "market_estimate"].notna().all()
    assert demo.market is not None
    car = demo.market.car((0, 0)).xs("GOLD", level="asset")
    np.testing.assert_array_equal(rows.loc["GOLD", "market_estimate"], car)


def test_noticeable_size_separates_unusual_moves_from_the_others(demo: Findings) -> None:
    rows = demo.sessions
    beyond = rows["estimate"].abs() > rows["noticeable"]
    assert rows.loc[beyond, "sample_quantile_pvalue"].le(0.05).all()
    assert beyond.any() and not beyond.all()


def counted_pvalue(quiet: np.ndarray, move: float, *, tests: int) -> float:
    """The two-sided p-value of a move among quiet days, by counting, times the number of tests."""
    tail = min((quiet >= move).sum(), (quiet <= move).sum())
    return tests * 2 * (1 + int(tail)) / (quiet.size + 1)


def test_move_beyond_what_stands_out_with_all_counted_does_on_both_sides_and_one_inside_on_one_at_most(
    demo: Findings,
) -> None:
    tests = int(demo.sessions["pvalue_holm"].notna().sum())
    for row in demo.sessions.itertuples():
        fit = demo.mean.model_fit(row.event_id, row.asset)
        assert fit is not None
        size = row.noticeable_all
        beyond, inside = (
            [counted_pvalue(fit.residuals, side * factor * size, tests=tests) < ALPHA for side in (1, -1)]
            for factor in (1.0001, 0.9999)
        )
        assert all(beyond) and not all(inside)


def test_size_that_stands_out_leaves_out_a_level_that_is_only_reached(demo: Findings) -> None:
    row = demo.sessions.iloc[0]
    fit = demo.mean.model_fit(row["event_id"], row["asset"])
    assert fit is not None
    quiet = np.sort(fit.residuals[np.isfinite(fit.residuals)])
    tests = next(count for count in range(1, 60) if 2 * 2 / (quiet.size + 1) * count >= ALPHA)
    size = noticeable(demo.mean, row["event_id"], row["asset"], tests=tests)
    assert size == max(-quiet[0], quiet[-1])


def test_no_session_is_the_lead_of_no_rows() -> None:
    assert lead_session(pd.DataFrame({"event_id": [], "move": [], "pvalue_holm": [], "numbers": []})) == ""


def test_clock_rows_carry_their_number_and_that_of_their_leader(demo: Findings) -> None:
    rows = demo.clock[(demo.clock["asset"] == "WTI") & (demo.clock["window"] == "0/+60min")].set_index(
        "number"
    )
    assert rows.index.tolist() == list(range(1, 13))
    assert rows.loc[4, "merged_number"] == 3
    assert rows.loc[3, "n_merged"] == 1


def test_clock_rows_of_no_study_are_empty(demo: Findings) -> None:
    assert clock_findings(demo.heads, None).empty


@pytest.mark.parametrize("outcome", ["stale_price", "merged_into_episode", "no_price"])
def test_measured_leaves_out_other_outcomes(make_findings: MakeFindings, outcome: str) -> None:
    clock = make_findings([], [{}, {"outcome": outcome}, {"outcome": "market_closed_next_open"}]).clock
    assert measured(clock, "0/+60min")["outcome"].tolist() == ["used", "market_closed_next_open"]


def test_simulated_prices_of_either_kind_make_the_findings_simulated(demo: Findings) -> None:
    assert demo.simulated
