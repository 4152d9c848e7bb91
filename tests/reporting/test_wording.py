"""Numbers, dates and counts in words."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.markets import declare_asset, get_asset
from aftershock.markets.catalogue import CATALOGUE
from aftershock.reporting.wording import (
    capital,
    count_word,
    in_sentence,
    joined,
    move_text,
    number,
    numbers_text,
    ordinal,
    pvalue_text,
    short_day_text,
    size_text,
    verb_phrase,
    wait_text,
)


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "text"),
    [
        (-2.118, 2, False, "−2.12"),
        (2.118, 2, True, "+2.12"),
        (0.004, 2, True, "0.00"),
        (-0.004, 2, True, "0.00"),
        (1234567.891, 1, False, "1,234,567.9"),
        (math.nan, 2, True, "–"),
        (-math.inf, 2, True, "–"),
    ],
)
def test_number(value: float, decimals: int, sign: bool, text: str) -> None:
    assert number(value, decimals=decimals, sign=sign) == text


@given(value=st.floats(allow_nan=True, allow_infinity=True), decimals=st.integers(0, 4), sign=st.booleans())
def test_number_has_no_hyphen_for_a_minus_and_no_negative_zero(
    value: float, decimals: int, sign: bool
) -> None:
    text = number(value, decimals=decimals, sign=sign)
    assert "-" not in text and "nan" not in text and "inf" not in text
    assert any(digit in text for digit in "123456789") or "−" not in text


@pytest.mark.parametrize(
    ("symbol", "move", "text"),
    [
        ("SPX", -0.021400503, "−2.12\u202f%"),
        ("UST10Y", -6.0, "−6\u202fbp"),
        ("VIX", 3.81, "+3.81\u202fpoints"),
        ("GOLD", math.nan, "–"),
    ],
)
def test_move_is_written_in_the_unit_people_quote(symbol: str, move: float, text: str) -> None:
    assert move_text(get_asset(symbol), move) == text


def test_move_of_a_price_that_may_be_negative_is_in_its_price_unit() -> None:
    oil = declare_asset("OIL", {"like": "WTI", "move": "difference"})
    assert move_text(oil, -55.9) == "−55.90\u202fUSD a barrel"


@pytest.mark.parametrize(("move", "text"), [(0.05, "rose 5.13\u202f%"), (-0.05, "fell 4.88\u202f%")])
def test_rise_and_fall_of_the_same_log_return_differ(move: float, text: str) -> None:
    assert verb_phrase(get_asset("GOLD"), move) == f"gold {text}"


def test_move_that_rounds_to_nothing_is_told_as_none() -> None:
    assert verb_phrase(get_asset("UST10Y"), 0.4) == "the US Treasury 10-year yield did not move"


def test_size_has_no_sign() -> None:
    assert size_text(get_asset("UST10Y"), -6.2) == "6\u202fbp"


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("SPX", "the S&P 500"),
        ("VIX", "the VIX"),
        ("GOLD", "gold"),
        ("USO", "oil (ETF)"),
        ("BRENT", "Brent crude oil"),
        ("TLT", "Treasuries of 20 years and more (ETF)"),
        ("EURUSD", "the euro in dollars"),
        ("USD_BROAD", "the broad dollar index"),
        ("ZN", "the US 10-year note future"),
    ],
)
def test_asset_is_named_as_english_wants_it(symbol: str, text: str) -> None:
    assert in_sentence(get_asset(symbol)) == text


def test_no_built_in_asset_has_a_capital_after_its_article_that_is_no_name() -> None:
    after_article = {in_sentence(asset).removeprefix("the ").split()[0] for asset in CATALOGUE.values()}
    places = {"US", "European", "German", "Swiss"}
    indices = {"S&P", "VIX", "Nasdaq", "Russell", "Dow", "EURO", "DAX"}
    makers = {
        "Lockheed",
        "RTX",
        "Northrop",
        "General",
        "Boeing",
        "Rheinmetall",
        "BAE",
        "Leonardo",
        "Thales",
        "Saab",
    }
    names = {"WTI", "Brent", "Treasuries", "Exxon", "Chevron"} | places | indices | makers
    assert {word for word in after_article if word[0].isupper()} == names


@pytest.mark.parametrize(
    ("pvalue", "text"),
    [
        (0.04488, "0.045"),
        (0.0994, "0.099"),
        (0.0996, "0.10"),
        (0.4489, "0.45"),
        (1.0, "1.00"),
        (0.001, "0.001"),
        (0.00099, "<0.001"),
        (0.0, "<0.001"),
        (math.nan, "–"),
    ],
)
def test_pvalue(pvalue: float, text: str) -> None:
    assert pvalue_text(pvalue) == text


@given(st.floats(0, 1))
def test_pvalue_is_never_written_as_zero(pvalue: float) -> None:
    assert pvalue_text(pvalue) not in ("0.000", "0.00", "0")


@pytest.mark.parametrize(
    ("rank", "text"),
    [(1, "largest"), (2, "2nd largest"), (3, "3rd largest"), (11, "11th largest"), (12, "12th largest")]
    + [(13, "13th largest"), (21, "21st largest"), (101, "101st largest"), (111, "111th largest")],
)
def test_ordinal(rank: int, text: str) -> None:
    assert ordinal(rank) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "no"), (1, "one"), (12, "twelve"), (13, "13"), (1200, "1,200")]
)
def test_count(count: int, text: str) -> None:
    assert count_word(count) == text


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_joined(parts: list[str], text: str) -> None:
    assert joined(parts) == text


@given(st.sets(st.integers(1, 60), min_size=1))
def test_numbers_can_be_read_back(numbers: set[int]) -> None:
    read: set[int] = set()
    for run in numbers_text(sorted(numbers)).split(", "):
        first, _, last = run.partition("–")
        read.update(range(int(first), int(last or first) + 1))
    assert read == numbers


def test_no_numbers_are_an_empty_text() -> None:
    assert numbers_text([]) == ""


def test_date_in_a_table_does_not_break() -> None:
    assert short_day_text(pd.Timestamp("2022-02-07")) == "7\u00a0Feb\u00a02022"


@pytest.mark.parametrize(
    ("wait", "text"), [("0min", "0 min"), ("15h15min", "15 h 15 min"), ("2h", "2 h"), ("59s", "1 min")]
)
def test_wait(wait: str, text: str) -> None:
    assert wait_text(pd.Timedelta(wait)) == text


def test_capital_leaves_the_rest_alone() -> None:
    assert (capital("wTI"), capital("")) == ("WTI", "")
