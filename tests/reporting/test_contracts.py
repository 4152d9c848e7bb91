"""What a report says about changes of contract that no file marks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aftershock.markets import Prices, PriceSeries, sessions
from aftershock.reporting.build import find
from aftershock.reporting.contracts import contract_text
from aftershock.reporting.findings import Findings
from aftershock.reporting.loading import load_funds
from aftershock.reporting.methods import method_notes, strikes_used
from aftershock.reporting.sources import provenance
from aftershock.reporting.studyfile import read_study

MakeDaily = Callable[..., PriceSeries]

ROOT = Path(__file__).resolve().parents[2]
ROLL = "2021-06-23"
SPAN = ("2021-01-04", "2021-12-30")


def oil(make_daily: MakeDaily, *, jump: float) -> Prices:
    """Oil that follows its fund but for noise, and jumps the day after an expiry."""
    size = len(sessions("NYSE", *SPAN))
    rng = np.random.default_rng(3)
    fund = rng.normal(0.0, 0.02, size)
    future = fund + rng.normal(0.0, 0.003, size)
    future[sessions("NYSE", *SPAN).get_loc(ROLL)] += jump
    return Prices([with_moves(make_daily("WTI", *SPAN), future), with_moves(make_daily("USO", *SPAN), fund)])


def with_moves(series: PriceSeries, moves: np.ndarray) -> PriceSeries:
    level = 60.0 * np.exp(np.cumsum(moves))
    return replace(series, table=series.table.assign(close=level, adjusted=level))


def pairs(session: str) -> pd.DataFrame:
    return pd.DataFrame({"asset": ["WTI"], "session": [pd.Timestamp(session)], "outcome": ["used"]})


def test_suspected_roll_is_named_with_its_fund(make_daily: MakeDaily) -> None:
    text = contract_text(oil(make_daily, jump=0.06), None, pairs("2021-07-01"))
    assert text == f"WTI against USO: suspected on {ROLL}, no session measured here"


def test_measured_session_that_is_suspected_stands_out(make_daily: MakeDaily) -> None:
    assert contract_text(oil(make_daily, jump=0.06), None, pairs(ROLL)).endswith(f"MEASURED HERE: {ROLL}")


def test_future_without_a_suspicion_says_so(make_daily: MakeDaily) -> None:
    assert contract_text(oil(make_daily, jump=0.0), None, pairs(ROLL)) == "WTI against USO: none suspected"


def test_fund_may_come_from_outside_the_study(make_daily: MakeDaily) -> None:
    prices = oil(make_daily, jump=0.06)
    text = contract_text(Prices([prices["WTI"]]), Prices([prices["USO"]]), pairs(ROLL))
    assert text.startswith("WTI against USO: suspected")


def test_future_whose_fund_is_nowhere_was_not_checked(make_daily: MakeDaily) -> None:
    text = contract_text(Prices([oil(make_daily, jump=0.06)["WTI"]]), None, pairs(ROLL))
    assert text == "WTI: not checked, there are no prices of USO"


def test_study_without_futures_says_nothing(make_daily: MakeDaily) -> None:
    assert contract_text(Prices([make_daily("SPX", *SPAN)]), None, pairs(ROLL)) == ""


def test_simulated_prices_have_no_contracts(demo: Findings) -> None:
    assert demo.contracts == ""


def test_provenance_and_methods_speak_of_contracts_where_there_are_futures(demo: Findings) -> None:
    told = replace(demo, contracts="WTI against USO: none suspected")
    study = read_study(ROOT / "reports/demo/study.toml")
    assert ("Changes of contract", told.contracts) in provenance(study, told)
    assert "Changes of contract" in [note.title for note in method_notes(told)]


def test_methods_say_which_moves_and_that_strikes_differ(demo: Findings) -> None:
    text = method_notes(demo)[0].text
    assert "session moves" in text
    assert "SPX at 16:00 America/New_York; UST10Y at 15:30" in text
    assert "WTI at 14:30 America/New_York (13:30 on half days)" in text
    assert "These strikes differ" in text


def test_equal_strikes_are_not_said_to_differ(make_daily: MakeDaily) -> None:
    text = strikes_used(Prices([make_daily("SPX", *SPAN), make_daily("TLT", *SPAN)]))
    assert text.endswith("SPX, TLT at 16:00 America/New_York.")


@pytest.mark.kit
def test_report_on_real_prices_checks_its_futures(kit: dict[str, Path]) -> None:
    folder = ROOT / "reports/ukraine-2022"
    text = find(read_study(folder / "study.toml"), folder, kit["source"], lambda _: None).contracts
    assert text.startswith("GOLD against GLD")
    assert "BRENT against BNO: suspected on" in text
    assert "MEASURED" not in text


def test_source_that_fails_on_the_fund_is_no_error(make_daily: MakeDaily) -> None:
    folder = ROOT / "reports/ukraine-2022"
    oil_alone = Prices([make_daily("WTI", *SPAN)])
    assert load_funds(read_study(folder / "study.toml"), folder, folder / "nowhere", oil_alone) is None
