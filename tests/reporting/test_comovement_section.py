"""What the page says of how markets moved together."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from aftershock.comovement import calm_and_news, war_risk
from aftershock.reporting.links import Links
from aftershock.reporting.page import Bullets, Figure
from aftershock.reporting.sections import comovement
from aftershock.simulate import simulate_regimes, simulate_war_risk

REGIMES = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=60, n_other=240, variance_ratio=3.0, rng=2)
CALM = calm_and_news(REGIMES.moves, REGIMES.news, source="SPX", n_draws=99)
MARKET = simulate_war_risk({"SPX": -1.0, "GOLD": 0.5}, n_news=400, n_other=1600, variance_ratio=8.0, rng=5)
RISK = war_risk(MARKET.moves, MARKET.news, numeraire="SPX", n_draws=29, lags=0)


def findings(links: Links | None) -> Any:
    return SimpleNamespace(links=links)


def test_nothing_without_results() -> None:
    assert comovement.build(findings(None)) is None


def test_a_refusal_is_told_in_one_sentence() -> None:
    section = comovement.build(findings(Links(None, None, "There are 3 news rows.")))
    assert section is not None
    assert section.blocks == (Bullets(("Not compared: There are 3 news rows.",)),)


def test_two_figures_each_with_its_table() -> None:
    section = comovement.build(findings(Links(CALM, RISK)))
    assert section is not None
    assert [block.name for block in section.blocks if isinstance(block, Figure)] == [
        "calm_and_news",
        "war_risk",
    ]
    assert all(block.table is not None for block in section.blocks if isinstance(block, Figure))


def test_no_row_shows_a_measured_correlation_without_the_adjusted_one() -> None:
    for row in comovement.calm_table(CALM).rows:
        assert all("to" in cell for cell in row[1:4])


def test_words_on_variance_name_the_source_and_the_limits() -> None:
    ratio = CALM.variance_ratio
    told = (
        f"SPX is {ratio.value[0]:.1f} times as variable with news ({ratio.low[0]:.1f} to {ratio.high[0]:.1f})"
    )
    assert told in comovement.variance_words(CALM)


@pytest.mark.parametrize(
    ("pvalue", "words"),
    [
        (0.01, "the links differ with the news (p\u00a0=\u00a00.01"),
        (0.4, "cannot be told from those without (p\u00a0=\u00a00.40"),
    ],
)
def test_words_on_links(pvalue: float, words: str) -> None:
    assert words in comovement.equality_words(replace(CALM, equality=replace(CALM.equality, pvalue=pvalue)))


def test_words_on_a_weak_split_point_to_the_sets() -> None:
    told = comovement.risk_words(replace(RISK, first_stage=3.0))
    assert "can hardly be told" in told and "Read the sets" in told


def test_words_on_a_strong_split_name_both_diagnostics() -> None:
    told = comovement.risk_words(RISK)
    assert f"first-stage F {RISK.first_stage:.1f}" in told and "one shock for all: J p" in told


def test_responses_are_listed_with_set_and_variance() -> None:
    rows = comovement.risk_table(RISK).rows
    assert [row[0] for row in rows] == ["SPX", "GOLD"]
    assert rows[1][3].endswith("times")
