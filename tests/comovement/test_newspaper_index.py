"""The newspaper index on the sessions that could know it."""

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import gpr_shock
from aftershock.errors import ComovementError

SESSIONS = pd.DatetimeIndex(["2022-02-16", "2022-02-17", "2022-02-18", "2022-02-22", "2022-02-23"])
PAPERS = pd.date_range("2022-02-16", "2022-02-23", freq="D")
GPR = pd.DataFrame(
    {"gpr": np.expm1([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), "threats": 0.0, "acts": np.arange(8.0)},
    index=PAPERS,
)
LONG = pd.date_range("2020-01-01", periods=900, freq="D")
RNG = np.random.default_rng(1)
LONG_GPR = pd.DataFrame({"gpr": 100 * np.exp(0.4 * RNG.standard_normal(900))}, index=LONG)
LONG_SESSIONS = pd.bdate_range("2020-01-01", "2022-06-01")


def test_a_paper_belongs_to_the_session_of_its_day() -> None:
    assert gpr_shock(GPR, SESSIONS, transform="log")["2022-02-17"] == pytest.approx(2.0)


def test_papers_of_a_weekend_and_a_holiday_are_averaged_on_the_session_after() -> None:
    assert gpr_shock(GPR, SESSIONS, transform="log")["2022-02-22"] == pytest.approx(
        np.mean([4.0, 5.0, 6.0, 7.0])
    )


def test_by_news_a_paper_belongs_to_the_session_of_the_day_before() -> None:
    assert gpr_shock(GPR, SESSIONS, transform="log", timing="news")["2022-02-17"] == pytest.approx(3.0)


def test_the_first_session_has_no_value() -> None:
    assert np.isnan(gpr_shock(GPR, SESSIONS, transform="log").iloc[0])


def test_acts_are_their_own_index() -> None:
    found = gpr_shock(GPR, SESSIONS, component="acts", transform="log")
    assert found["2022-02-18"] == pytest.approx(np.log1p(2.0))


def test_a_session_without_a_paper_is_missing() -> None:
    assert np.isnan(gpr_shock(GPR.drop(PAPERS[2]), SESSIONS, transform="log")["2022-02-18"])


def test_what_is_printed_later_changes_no_earlier_surprise() -> None:
    at = LONG_SESSIONS[400]
    changed = LONG_GPR.copy()
    changed.loc[at + pd.Timedelta(days=1) :, "gpr"] *= 9.0
    before, after = gpr_shock(LONG_GPR, LONG_SESSIONS), gpr_shock(changed, LONG_SESSIONS)
    pd.testing.assert_series_equal(before[:at], after[:at], check_exact=True)
    assert before[at] != 0 and not before[at:].equals(after[at:])


def test_surprises_of_noise_have_no_memory_and_unit_variance() -> None:
    found = gpr_shock(LONG_GPR, LONG_SESSIONS, lags=1)
    assert found.std() == pytest.approx(1.0, abs=0.15) and abs(found.autocorr(1)) < 0.15


def test_the_index_is_revised_and_the_series_says_so() -> None:
    assert "revised" in gpr_shock(GPR, SESSIONS, transform="log").attrs["note"]


@pytest.mark.parametrize(
    ("options", "told"),
    [({}, "min_history=250"), ({"min_history": 10}, "at least 30"), ({"lags": 0}, "lags is 0")],
)
def test_too_little_history_is_refused(options: dict[str, int], told: str) -> None:
    with pytest.raises(ComovementError, match=told):
        gpr_shock(GPR, SESSIONS, **options)  # type: ignore[arg-type]


def test_instants_in_place_of_sessions_are_refused() -> None:
    with pytest.raises(ComovementError, match="naive days"):
        gpr_shock(GPR, SESSIONS.tz_localize("UTC"))


def test_a_frame_without_the_index_is_refused() -> None:
    with pytest.raises(ComovementError, match="read_gpr"):
        gpr_shock(GPR.drop(columns="threats"), SESSIONS, component="threats")


def test_days_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ComovementError, match="No day of the index"):
        gpr_shock(GPR, SESSIONS + pd.Timedelta(days=365), transform="log")
