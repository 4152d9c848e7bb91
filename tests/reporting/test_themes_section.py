"""What the page says the headlines are about."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from aftershock.reporting.page import Figure
from aftershock.reporting.sections import themes


def findings(*names: str) -> Any:
    instants = pd.date_range("2022-02-17T09:00Z", periods=len(names), freq="h")
    heads = pd.DataFrame(
        {
            "themes": names,
            "instant": instants,
            "zone": "Europe/Paris",
            "number": range(1, len(names) + 1),
            "escalation": 0,
        }
    )
    return SimpleNamespace(heads=heads)


def rows(*names: str) -> tuple[tuple[str, ...], ...]:
    return themes.theme_table(findings(*names).heads).rows


def test_nothing_where_no_headline_has_a_theme() -> None:
    assert themes.build(findings("", "")) is None


def test_a_headline_counts_for_each_of_its_themes() -> None:
    assert [(row[0], row[1]) for row in rows("act peace_effort", "act")] == [
        ("act", "2"),
        ("peace effort", "1"),
    ]


def test_themes_come_in_the_order_in_which_they_came_up() -> None:
    assert [row[0] for row in rows("threat", "act", "threat")] == ["threat", "act"]


def test_first_and_last_are_local_times() -> None:
    assert rows("act", "threat", "act")[0][2:4] == ("Thu 17 Feb 10:00", "Thu 17 Feb 12:00")


def test_headlines_without_a_theme_are_counted_last() -> None:
    assert [row[0] for row in rows("", "act", "")] == ["act", "none of the list"]


def test_numbers_lead_back_to_the_chart() -> None:
    assert rows("act", "act", "", "act")[0][4].startswith("1")


def test_the_section_holds_the_timeline_with_its_table() -> None:
    section = themes.build(findings("act"))
    assert section is not None
    (figure,) = section.blocks
    assert isinstance(figure, Figure) and figure.table is not None
    assert figure.data["theme"].tolist() == ["act"]
