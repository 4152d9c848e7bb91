"""The page of several studies: unlike measures are named, fiction stands apart, nothing is lost."""

from typing import Any

import pytest

from aftershock.reporting.comparison.compose import Listed, comparison_page, verdict_text
from aftershock.reporting.html import render_page
from aftershock.reporting.page import Bullets, Page, Reports, Section, Table
from aftershock.reporting.summary import Comparison, StudySummary, Verdict


def summary(
    title: str = "A day", *, verdict: str = "Within noise", assets: Any = ("Gold",), **other: Any
) -> StudySummary:
    settings: dict[str, Any] = {
        "title": title,
        "question": "What moved?",
        "lead": "Nothing moved.",
        "kind": "headlines",
        "simulated": False,
        "measure": "move in one session",
        "read": 17,
        "used": 16,
        "first": "2022-02-17",
        "last": "2022-02-18",
        "verdicts": tuple(
            Verdict(asset=name, move="+1.6 %", verdict=verdict, sentence=f"{name} of {title}.")
            for name in assets
        ),
    }
    return StudySummary(**(settings | other))


def page(*studies: StudySummary, left_out: tuple[str, ...] = ()) -> Page:
    listed = [Listed(one, f"build/{at}/report.html") for at, one in enumerate(studies)]
    return comparison_page(listed, left_out=left_out)


def section(made: Page, name: str) -> Section:
    return next(one for one in made.sections if one.name == name)


def tables(made: Page, name: str) -> list[Table]:
    return [block for block in section(made, name).blocks if isinstance(block, Table)]


def test_every_study_is_listed_with_its_answer_and_its_way() -> None:
    (listed,) = [block for block in section(page(summary()), "studies").blocks if isinstance(block, Reports)]
    ((title, path, text),) = listed.reports
    assert (title, path) == ("A day", "build/0/report.html")
    assert text == "(16 of 17 headlines used, 2022-02-17 to 2022-02-18; real prices). Nothing moved."


def test_columns_say_what_each_study_measures() -> None:
    made = page(summary("One"), summary("Many", measure="mean around 75 events"))
    assert tables(made, "real")[0].columns == (
        "Asset",
        "One: move in one session",
        "Many: mean around 75 events",
    )


def test_assets_of_all_studies_have_a_row_and_a_dash_where_one_has_none() -> None:
    made = page(summary("One", assets=("Gold",)), summary("Two", assets=("Gold", "Oil")))
    assert [row[:2] for row in tables(made, "real")[0].rows] == [
        ("Gold", "+1.6 % (within noise)"),
        ("Oil", "–"),
    ]


def test_simulated_prices_never_share_a_table_with_real_ones() -> None:
    made = page(summary("Fact"), summary("Fiction", simulated=True))
    heads = {name: " ".join(tables(made, name)[0].columns) for name in ("real", "simulated")}
    assert "Fiction" not in heads["real"] and "Fact" not in heads["simulated"]
    assert made.simulated and "SIMULATED" in section(made, "simulated").title


def test_real_studies_come_first() -> None:
    made = page(summary("Fiction", simulated=True), summary("Fact"))
    (listed,) = [block for block in section(made, "studies").blocks if isinstance(block, Reports)]
    assert [title for title, _, _ in listed.reports] == ["Fact", "Fiction"]


def test_a_page_of_real_studies_alone_is_not_called_simulated() -> None:
    made = page(summary())
    assert not made.simulated and "SIMULATED" not in render_page(made).split("</style>")[1]


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ((), ""),
        (
            ("Within noise",),
            "One study here: no move of an asset stands out from noise with all tests of its study counted.",
        ),
        (
            ("Stands out from noise",),
            "One study here: at least one asset's move stands out from noise with all tests of that study counted.",
        ),
        (
            ("Stands out from noise", "Within noise", "Not judged"),
            "Three studies here: in one of them at least one asset's move stands out from noise with all tests of "
            "that study counted.",
        ),
    ],
)
def test_the_lead_counts_the_studies_in_which_something_stands_out(
    verdicts: tuple[str, ...], told: str
) -> None:
    assert verdict_text([summary(verdict=verdict) for verdict in verdicts], "here") == told


def test_a_study_without_co_movement_says_why() -> None:
    table = Comparison(caption="Correlations.", columns=("Pair", "Calm"), rows=(("Gold and oil", "+0.1"),))
    made = page(summary("One", links=table), summary("Two", links_reason="there are too few days"))
    (bullets,) = [block for block in section(made, "links").blocks if isinstance(block, Bullets)]
    assert bullets.texts == ("Two: there are too few days",)
    assert tables(made, "links")[0].rows == table.rows


def test_no_section_on_co_movement_where_no_study_has_it() -> None:
    assert "links" not in [one.name for one in page(summary()).sections]


def test_studies_that_could_not_be_read_are_listed() -> None:
    made = page(summary(), left_out=("old/summary.json: is no summary of this version.",))
    (bullets,) = section(made, "left_out").blocks
    assert bullets == Bullets(("old/summary.json: is no summary of this version.",))


def test_the_page_warns_of_choosing_the_smallest_pvalue() -> None:
    assert "tests again" in render_page(page(summary()))


def test_hostile_titles_stay_text() -> None:
    text = render_page(page(summary("<script>alert(1)</script>", lead="</style><img src=x>")))
    assert "<script>alert" not in text and "<img" not in text
