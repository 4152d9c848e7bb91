"""What the page says of how markets moved together: every branch to the letter in tests/golden."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aftershock.comovement import RiskOffScores, calm_and_news, risk_off, war_risk
from aftershock.errors import ComovementError
from aftershock.markets import Prices, PriceSeries, get_asset
from aftershock.reporting.compass import compass_figure, compass_words, score_table
from aftershock.reporting.links import (
    Links,
    find_compass,
    find_links,
    refusal_text,
    study_days,
    study_links,
)
from aftershock.reporting.page import Figure
from aftershock.reporting.sections import comovement
from aftershock.reporting.studyfile import StudyFile
from aftershock.reporting.wording import count_word
from aftershock.simulate import simulate_flights, simulate_regimes, simulate_war_risk

MakeDaily = Callable[..., PriceSeries]
Golden = Callable[[str, Mapping[str, str]], None]

REGIMES = simulate_regimes({"GOLD": 0.5}, source="SPX", n_news=60, n_other=240, variance_ratio=3.0, rng=2)
CALM = calm_and_news(REGIMES.moves, REGIMES.news, source="SPX", n_draws=99)
MARKET = simulate_war_risk({"SPX": -1.0, "GOLD": 0.5}, n_news=400, n_other=1600, variance_ratio=8.0, rng=5)
RISK = war_risk(MARKET.moves, MARKET.news, numeraire="SPX", n_draws=29, lags=0)
ASSETS = {name: get_asset(name) for name in ("SPX", "UST10Y", "GOLD", "WTI", "VIX")}
NAN = float("nan")
ROW = {
    "when": pd.Timestamp("2022-02-17"),
    "score": 1.2,
    "statistic": 1.1,
    "pvalue": 0.25,
    "adjusted_pvalue": 0.5,
    "n_quiet": 399,
    "word": "not told from noise",
    "reason": "",
}
FAR = {"score": 4.2, "statistic": 3.9, "pvalue": 0.005, "adjusted_pvalue": 0.01, "word": "risk-off"}
MIXED = {"score": 1.5, "statistic": 0.9, "word": "mixed"}
FEW = {
    "score": NAN,
    "statistic": NAN,
    "pvalue": NAN,
    "adjusted_pvalue": NAN,
    "word": "",
    "reason": "74 quiet rows before",
}


def scored(*rows: dict[str, Any], note: str = "", signature: dict[str, float] | None = None) -> RiskOffScores:
    """Scores with the given rows, one a day."""
    days = pd.date_range("2022-02-17", periods=len(rows))
    table = pd.DataFrame([ROW | {"when": day} | row for day, row in zip(days, rows, strict=True)])
    table.index = pd.Index([str(day.date()) for day in days])
    moves = pd.DataFrame({"SPX": -1.0, "UST10Y": -0.5, "GOLD": 1.5}, index=table.index)
    weights = signature or {"SPX": -1.0, "UST10Y": -1.0, "GOLD": 1.0}
    return RiskOffScores(table, moves, moves.iloc[:0], weights, 0.05, "romano_wolf", "", note)


def with_scores(*rows: dict[str, Any], length: int = 1, **options: Any) -> Links:
    return Links(None, None, "", scored(*rows, **options), "", length)


def test_words_of_the_compass(golden: Golden) -> None:
    cases = {
        "refused": Links(
            None, None, compass_reason="it takes a Treasury, and the daily prices here are of gold alone"
        ),
        "no score": with_scores(FEW),
        "the only day within noise": with_scores({"adjusted_pvalue": 0.25}),
        "the only day stands out": with_scores(FAR | {"adjusted_pvalue": 0.005}),
        "the only day mixed": with_scores(MIXED),
        "neither of two": with_scores({}, {"score": -1.9, "statistic": -1.7, "pvalue": 0.1}),
        "none of three, one mixed, none as far": with_scores(
            {"pvalue": 0.0025}, {"statistic": 0.1}, MIXED | {"statistic": 0.1}
        ),
        "one of two": with_scores(FAR, {}),
        "one of three, risk-on": with_scores(
            FAR | {"score": -4.2, "statistic": -3.9, "word": "risk-on"}, {}, MIXED
        ),
        "both": with_scores(FAR, FAR | {"statistic": 4.4}),
        "five stand out": with_scores(*[FAR | {"statistic": 3.0 + step} for step in range(5)], {}),
        "five mixed": with_scores(*[MIXED] * 5),
        "one merged, one without a score": with_scores(
            {}, {"score": -1.9, "statistic": -1.7}, {"reason": "merged into a"}, FEW
        ),
        "two without a score": with_scores({}, FEW, FEW),
        "windows of three sessions": with_scores({}, {}, length=3),
        "windows of three sessions, one without a score": with_scores({}, FEW, length=3),
        "strikes differ": with_scores({}, note="Strikes differ."),
        "with volatility": with_scores({}, signature={"SPX": -1.0, "UST10Y": -1.0, "GOLD": 1.0, "VIX": 1.0}),
        "nothing that rises": with_scores({}, signature={"SPX": -1.0, "UST10Y": -1.0}),
        "one falls": with_scores({}, signature={"SPX": -1.0, "GOLD": 1.0}),
    }
    golden("compass", {name: "\n".join(compass_words(links, ASSETS)) for name, links in cases.items()})


def test_words_of_links(golden: Golden) -> None:
    def differing(pvalue: float) -> str:
        return comovement.equality_words(
            replace(CALM, equality=replace(CALM.equality, pvalue=pvalue)), ASSETS
        )

    def refused(**data: Any) -> str:
        return refusal_text(ComovementError("Two assets move as one.", **data))

    few = {"n_news": 28, "n_calm": 436, "n_news_blocks": 2, "smallest_change": 0.4719}
    untested = replace(RISK, overidentification=replace(RISK.overidentification, reason="there is one asset"))
    golden(
        "links",
        {
            "variance": comovement.variance_words(CALM, ASSETS),
            "variance of an asset unknown": comovement.variance_words(CALM, {}),
            "links differ": differing(0.01),
            "links do not differ": differing(0.4),
            "a weak split": comovement.risk_words(replace(RISK, first_stage=3.0), ASSETS),
            "a strong split": comovement.risk_words(RISK, ASSETS),
            "a strong split without a test of one shock": comovement.risk_words(untested, ASSETS),
            "too few": refused(**few),
            "too few, of one stretch": refused(
                **few | {"n_news": 3, "n_news_blocks": 1, "smallest_change": NAN}
            ),
            "refused for another reason": refused(),
            "not compared": "\n".join(
                comovement.link_words(Links(None, None, "there is only one asset"), ASSETS)
            ),
            "compared": "\n".join(comovement.link_words(Links(CALM, RISK), ASSETS)),
        },
    )


def findings(links: Links | None) -> Any:
    return SimpleNamespace(links=links, assets=ASSETS)


def test_nothing_without_results() -> None:
    assert comovement.build(findings(None)) is None


def test_what_is_refused_leaves_the_rest_standing() -> None:
    section = comovement.build(findings(Links(None, None, "too few.", scored({}, {}))))
    assert section is not None
    assert [block.name for block in section.blocks if isinstance(block, Figure)] == ["compass"]
    assert section.words[-1] == "Links with news are not set against those without: too few."


def test_nothing_to_draw_leaves_words_alone() -> None:
    section = comovement.build(findings(Links(None, None, "too few", None, "there are no bonds")))
    assert section is not None and not section.blocks
    assert section.words[0] == "There is no risk-off compass: there are no bonds."


def test_two_figures_each_with_its_table() -> None:
    section = comovement.build(findings(Links(CALM, RISK, "", scored({}))))
    assert section is not None
    assert [block.name for block in section.blocks if isinstance(block, Figure)] == [
        "compass",
        "calm_and_news",
        "war_risk",
    ]
    assert all(block.table is not None for block in section.blocks if isinstance(block, Figure))


def test_no_row_shows_a_measured_correlation_without_the_adjusted_one() -> None:
    for row in comovement.calm_table(CALM).rows:
        assert all("to" in cell for cell in row[1:4])


def test_responses_are_listed_with_set_and_variance() -> None:
    rows = comovement.risk_table(RISK).rows
    assert [row[0] for row in rows] == ["SPX", "GOLD"]
    assert rows[1][3].endswith("times")


def test_a_day_without_a_score_is_not_drawn_alone() -> None:
    assert compass_figure(with_scores(FEW)) is None
    assert compass_figure(Links(None, None)) is None


def test_table_lists_every_day_that_stands_for_itself_with_its_moves() -> None:
    table = score_table(scored({}, {"reason": "merged into a"}, FEW), 1)
    assert table.rows == (
        ("17\u00a0Feb\u00a02022", "−1.0", "−0.5", "+1.5", "+1.2", "0.25", "0.50", "not told from noise"),
        ("19\u00a0Feb\u00a02022", "−1.0", "−0.5", "+1.5", "–", "–", "–", "74 quiet rows before"),
    )


def test_rank_in_words_is_that_of_a_count_over_quiet_days() -> None:
    made = simulate_flights(900, n_flights=3, size=5.0, rng=2)
    moves = made.frame()
    scores = risk_off(moves, episodes=moves.index[made.flights][:1], n_draws=99)
    row = scores.to_frame().iloc[0]
    assets = {name: get_asset(name) for name in scores.signature}
    (told, _) = compass_words(Links(None, None, "", scores), assets)
    (further,) = (
        count for count in range(99) if (1 + count) / (1 + row["n_quiet"]) == pytest.approx(row["pvalue"])
    )
    assert f"({count_word(further)} of {int(row['n_quiet'])} usual days before" in told


def priced(make_daily: MakeDaily, *symbols: str) -> Prices:
    """Prices that wander, one session after the other."""
    rng = np.random.default_rng(4)
    made = []
    for symbol in symbols:
        series = make_daily(symbol, "2020-01-02", "2022-03-31")
        noise = np.cumsum(rng.normal(0.0, 0.01, len(series.table)))
        level = 2.0 + 5 * noise if symbol == "UST10Y" else 100.0 * np.exp(noise)
        made.append(replace(series, table=series.table.assign(close=level, adjusted=level)))
    return Prices(made)


def aligned_on(prices: Prices, *days: str, **columns: Any) -> pd.DataFrame:
    rows = [
        {"event_id": day, "asset": asset, "session": pd.Timestamp(day), "outcome": "used"} | columns
        for day in days
        for asset in prices.symbols
    ]
    return pd.DataFrame(rows)


def test_days_of_a_study_are_scored_where_links_cannot_be_compared(make_daily: MakeDaily) -> None:
    prices = priced(make_daily, "SPX", "UST10Y", "GOLD")
    links = find_links(prices, aligned_on(prices, "2022-02-17", "2022-02-18"), source="SPX", seed=1)
    assert links.calm_news is None and "With so few" in links.reason
    assert links.compass is not None
    assert links.compass.to_frame().index.tolist() == ["2022-02-17", "2022-02-18"]


def test_volatility_weighs_where_it_is_there(make_daily: MakeDaily) -> None:
    prices = priced(make_daily, "SPX", "UST10Y", "VIX")
    scores, _ = find_compass(prices, aligned_on(prices, "2022-02-17"), seed=1, window=(0, 0))
    assert scores is not None
    assert scores.signature == {"SPX": -1.0, "UST10Y": -1.0, "VIX": 1.0}


@pytest.mark.parametrize(
    ("symbols", "told"),
    [
        (("SPX", "GOLD"), "it takes a Treasury, and the daily prices here are of the S&P 500 and gold alone"),
        (("UST10Y", "GOLD"), "it takes a share index, and"),
        (("GOLD", "WTI"), "it takes a share index and a Treasury, and"),
    ],
)
def test_compass_says_what_it_lacks(make_daily: MakeDaily, symbols: tuple[str, ...], told: str) -> None:
    prices = priced(make_daily, *symbols)
    scores, reason = find_compass(prices, aligned_on(prices, "2022-02-17"), seed=1, window=(0, 0))
    assert scores is None and reason.startswith(told)


def test_compass_of_days_outside_the_prices_or_without_a_move_is_refused(make_daily: MakeDaily) -> None:
    prices = priced(make_daily, "SPX", "UST10Y")
    lost = aligned_on(prices, "2022-02-17", outcome="no_price")
    assert find_compass(prices, lost, seed=1, window=(0, 0)) == (None, "no day of this study has a move")
    scores, reason = find_compass(prices, aligned_on(prices, "2025-02-17"), seed=1, window=(0, 0))
    assert scores is None and "falls on a row" in reason


def test_one_asset_has_neither_links_nor_a_compass(make_daily: MakeDaily) -> None:
    prices = priced(make_daily, "SPX")
    links = find_links(prices, aligned_on(prices, "2022-02-17"), source="SPX", seed=1)
    assert (links.reason, links.compass) == ("there is only one asset with daily prices", None)


def test_an_event_counts_on_its_first_session(make_daily: MakeDaily) -> None:
    prices = priced(make_daily, "SPX", "UST10Y")
    rows = aligned_on(prices, "2022-02-17").assign(listed_id="a")
    rows.loc[1, "session"] = pd.Timestamp("2022-02-18")
    assert study_days(rows).tolist() == [pd.Timestamp("2022-02-17")]
    assert study_days(rows.drop(columns="listed_id")).size == 2


def test_figures_draw_what_their_words_say() -> None:
    section = comovement.build(findings(Links(CALM, RISK, "", scored({}, FAR))))
    assert section is not None
    for figure in section.blocks:
        assert isinstance(figure, Figure)
        assert figure.draw("narrow").axes and figure.alt and not figure.data.empty


def test_correlation_without_a_number_is_a_dash() -> None:
    assert comovement.ranged(NAN, NAN, NAN) == "–"


def test_links_that_can_be_compared_are_and_other_refusals_are_told(
    make_daily: MakeDaily, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = priced(make_daily, "SPX", "UST10Y", "GOLD")
    aligned = aligned_on(prices, "2022-02-17")
    monkeypatch.setattr("aftershock.reporting.links.calm_and_news", lambda *_, **__: CALM)
    monkeypatch.setattr("aftershock.reporting.links.war_risk", lambda *_, **__: RISK)
    links = find_links(prices, aligned, source="SPX", seed=1)
    assert (links.calm_news, links.war_risk, links.reason) == (CALM, RISK, "")


def test_links_are_not_sought_for_a_page_without_them(make_daily: MakeDaily) -> None:
    prices = priced(make_daily, "SPX", "UST10Y")
    study = StudyFile.model_validate(
        {
            "study": {"title": "Days"},
            "headlines": {"file": "x.csv"},
            "prices": {"start": "2021-01-04", "end": "2022-03-31"},
            "assets": {"sessions": ["SPX"]},
            "report": {"sections": ["verdict"]},
        }
    )
    assert study_links(study, prices, aligned_on(prices, "2022-02-17"), lambda _: None) is None
