"""Study files: what is read, and what a misspelt, missing or wrong key is told."""

import re
from pathlib import Path
from typing import get_args

import pytest

from aftershock.errors import StudyFileError
from aftershock.markets import get_asset
from aftershock.reporting.studyfile import SECTIONS, Keys, StudyFile, read_study

ROOT = Path(__file__).resolve().parents[2]
WHOLE = """
[study]
title = "A day"
[headlines]
file = "day.csv"
[prices]
start = "2021-01-01"
end = "2022-03-01"
[assets]
sessions = ["SPX", "GOLD"]
market = "SPX"
[sessions]
min_estimation = 60
[clock]
min_placebos = 20
[simulated]
planted = "planted.csv"
[report]
sections = ["verdict", "downloads"]
"""
DAYS = """
[study]
title = "Many days"
[events]
file = "days.csv"
windows = [[-2, 0], [-3, 1]]
[prices]
start = "2010-01-01"
end = "2019-12-31"
[assets]
sessions = ["SPX", "GOLD"]
"""
PLAIN = WHOLE.replace('[simulated]\nplanted = "planted.csv"\n', "")


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    """What a study file is told, without the file's own name."""
    path = written(folder, text)
    with pytest.raises(StudyFileError) as caught:
        read_study(path)
    assert str(caught.value).startswith(f"{path}")
    assert caught.value.data["file"] == str(path)
    return str(caught.value).removeprefix(f"{path}: ").removeprefix(f"{path} ")


def test_whole_file_is_read(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, WHOLE))
    assert study.study.title == "A day"
    assert study.assets.sessions == ("SPX", "GOLD")
    assert study.simulated is not None and study.simulated.planted == "planted.csv"


def test_sections_with_defaults_may_be_absent(tmp_path: Path) -> None:
    bare = PLAIN.replace("[sessions]\nmin_estimation = 60\n", "").replace("[clock]\nmin_placebos = 20\n", "")
    study = read_study(written(tmp_path, bare))
    assert study.clock.windows == ("-60min/0", "0/+60min", "0/close")
    assert study.sessions.estimation == (-250, -11)
    assert study.simulated is None


@pytest.mark.parametrize("name", ["demo", "ukraine-2022", "ukraine-war-2022", "geopolitical-2010s"])
def test_studies_of_this_project_are_read(name: str) -> None:
    assert read_study(ROOT / "reports" / name / "study.toml").study.title


def test_misspelt_section_is_named_with_the_one_meant(tmp_path: Path) -> None:
    text = WHOLE.replace("[headlines]", "[headline]")
    assert refusal(tmp_path, text) == "the key [headline] is unknown; did you mean 'headlines'?"


def misspellings() -> list[tuple[str, str]]:
    """Every key of every section; 'declare' holds free names below it and is checked apart."""
    return [(section, key) for section, model in SECTIONS.items() for key in model.model_fields]


@pytest.mark.parametrize(("section", "key"), misspellings())
def test_misspelt_key_of_any_section_is_named_with_the_one_meant(
    tmp_path: Path, section: str, key: str
) -> None:
    wrong = f"{key[:-1]}x{key[-1]}"
    whole = DAYS if section == "events" else WHOLE
    base = re.sub(rf"^{key} = .*\n", "", whole, flags=re.MULTILINE) if key != "min_placebos" else whole
    text = base.replace(f"[{section}]\n", f"[{section}]\n{wrong} = 1\n")
    assert refusal(tmp_path, text).startswith(f"the key [{section}] {wrong} is unknown; did you mean ")
    assert repr(key) in refusal(tmp_path, text)


def test_key_like_no_other_lists_those_allowed(tmp_path: Path) -> None:
    text = WHOLE.replace("[study]\n", "[study]\nzzz = 1\n")
    assert refusal(tmp_path, text) == "the key [study] zzz is unknown; allowed are title, question, seed."


def test_key_of_another_section_is_sent_there(tmp_path: Path) -> None:
    text = WHOLE.replace("[study]\n", "[study]\nmin_placebos = 20\n")
    assert refusal(tmp_path, text) == "the key [study] min_placebos is unknown; it belongs into [clock]."


def test_key_outside_any_section_is_sent_into_one(tmp_path: Path) -> None:
    assert refusal(tmp_path, f"market = 'SPX'\n{WHOLE}") == (
        "the key [market] is unknown; it belongs into [assets]."
    )


@pytest.mark.parametrize("section", ["study", "prices", "assets"])
def test_missing_section_is_named(tmp_path: Path, section: str) -> None:
    text = re.sub(rf"^\[{section}\]\n(?:\w.*\n)*", "", WHOLE, flags=re.MULTILINE)
    assert refusal(tmp_path, text) == f"the key [{section}] is missing; add it."


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("study", "title"),
        ("headlines", "file"),
        ("events", "file"),
        ("prices", "start"),
        ("prices", "end"),
        ("assets", "sessions"),
        ("simulated", "planted"),
    ],
)
def test_missing_key_is_named(tmp_path: Path, section: str, key: str) -> None:
    whole = DAYS if section == "events" else WHOLE
    text = re.sub(rf"^{key} = .*\n", "", whole, flags=re.MULTILINE)
    assert refusal(tmp_path, text) == f"the key [{section}] {key} is missing; add it."


@pytest.mark.parametrize(
    ("section", "line", "told"),
    [
        ("study", "title = 3", "the key [study] title is 3: input should be a valid string."),
        ("study", "seed = 'x'", "the key [study] seed is 'x': input should be a valid integer"),
        ("prices", "start = 'soon'", "the key [prices] start is 'soon': write a date as 2022-02-17."),
        ("prices", "end = '2022-02-30'", "the key [prices] end is '2022-02-30': write a date"),
        (
            "prices",
            "bar_interval = '2h'",
            "the key [prices] bar_interval is '2h': input should be '1d', '1h'",
        ),
        ("headlines", "date = 'today'", "the key [headlines] date is 'today': write a date"),
        ("headlines", "format = 'rss'", "the key [headlines] format is 'rss': input should be 'liveblog',"),
        ("assets", "sessions = []", "the key [assets] sessions is []: list should have at least 1 item"),
        ("assets", "sessions = 'SPX'", "the key [assets] sessions is 'SPX': input should be a list."),
        ("assets", "sessions = ['SPX', 5]", "the key [assets] sessions has a wrong entry 5: input should be"),
        ("sessions", "estimation = [-250]", "the key [sessions] estimation is [-250], which has too few"),
        ("sessions", "estimation = [-250.5, -11]", "the key [sessions] estimation has a wrong entry -250.5"),
        ("sessions", "min_estimation = 0", "the key [sessions] min_estimation is 0: input should be greater"),
        (
            "sessions",
            "max_loss = 50",
            "the key [sessions] max_loss is 50: input should be less than or equal",
        ),
        (
            "clock",
            "guard = 'soon'",
            "the key [clock] guard is 'soon': write a span of time with its unit, as 30s, 5min or 2h.",
        ),
        ("clock", "max_age = '5'", "the key [clock] max_age is '5': write a span of time"),
    ],
)
def test_wrong_value_is_named_with_what_is_allowed(
    tmp_path: Path, section: str, line: str, told: str
) -> None:
    key = line.split(" = ")[0]
    base = re.sub(rf"^{key} = .*\n", "", WHOLE, flags=re.MULTILINE)
    assert told in refusal(tmp_path, base.replace(f"[{section}]\n", f"[{section}]\n{line}\n"))


def test_list_of_days_is_read_with_its_defaults(tmp_path: Path) -> None:
    events = read_study(written(tmp_path, DAYS)).events
    assert events is not None
    assert (events.windows, events.span, events.test, events.groups, events.days_late) == (
        ((-2, 0), (-3, 1)),
        (-5, 5),
        "kp_bmp_t",
        (),
        0,
    )


def test_study_of_nothing_is_told_what_it_needs(tmp_path: Path) -> None:
    text = PLAIN.replace('[headlines]\nfile = "day.csv"\n', "")
    assert refusal(tmp_path, text) == (
        "there is neither [headlines] nor [events]; add the one whose file the study reads."
    )


def test_study_of_headlines_and_of_days_is_refused(tmp_path: Path) -> None:
    text = f'{DAYS}[headlines]\nfile = "day.csv"\n'
    assert refusal(tmp_path, text) == (
        "there are both [headlines] and [events]; keep one, and make two studies of two."
    )


@pytest.mark.parametrize(
    ("section", "line", "idle"),
    [
        ("clock", "min_placebos = 20", "[clock]"),
        ("simulated", 'planted = "planted.csv"', "[simulated]"),
        ("assets", 'bars = ["GOLD"]', "[assets] bars"),
        ("assets", 'market = "SPX"', "[assets] market"),
        ("prices", 'bars_start = "2019-01-01"', "[prices] bars_start"),
        ("prices", 'bar_interval = "1h"', "[prices] bar_interval"),
    ],
)
def test_what_a_list_of_days_has_no_use_for_is_refused(
    tmp_path: Path, section: str, line: str, idle: str
) -> None:
    heading = f"[{section}]\n"
    text = DAYS.replace(heading, f"{heading}{line}\n") if heading in DAYS else f"{DAYS}{heading}{line}\n"
    assert refusal(tmp_path, text).startswith(f"{idle} goes with [headlines]; a day has no clock")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("windows = []", "the key [events] windows is []: list should have at least 1 item"),
        ("windows = [[0]]", "the key [events] windows is [0], which has too few entries."),
        (
            "windows = [[1, -1]]",
            "the key [events] windows has a wrong entry [1, -1]: it ends before it starts",
        ),
        ("windows = [[0, 1], [0, 1]]", "an entry is there twice; name each once."),
        ("windows = [[0, 6]]", "[events]: the window [0, 6] reaches beyond span = [-5, 5]; widen the span."),
        ("span = [5, -5]", "the key [events] span is [5, -5]: it ends before it starts"),
        (
            "span = [-20, 5]",
            "[sessions] estimation = [-250, -11] reaches into [events] span = [-20, 5]; let it",
        ),
        (
            'test = "forecast_t"',
            "the key [events] test is 'forecast_t': it judges one event only; choose one",
        ),
        (
            'test = "grank_t"',
            "the key [events] test is 'grank_t': its statistic has no size in moves, so it cannot say what",
        ),
        ('test = "t"', "the key [events] test is 't': input should be "),
        ('groups = ["Act", "Act"]', "the key [events] groups is ['Act', 'Act']: an entry is there twice"),
        ("days_late = -1", "the key [events] days_late is -1: input should be greater than or equal to 0."),
        ("days_late = 90", "the key [events] days_late is 90: input should be less than or equal to 31."),
    ],
)
def test_wrong_setting_of_a_list_of_days_is_named_with_what_is_allowed(
    tmp_path: Path, line: str, told: str
) -> None:
    base = re.sub(rf"^{line.split(' = ')[0]} = .*\n", "", DAYS, flags=re.MULTILINE)
    assert told in refusal(tmp_path, base.replace("[events]\n", f"[events]\n{line}\n"))


def test_section_that_is_no_section_is_told_its_keys(tmp_path: Path) -> None:
    text = f"study = 'A day'\n{WHOLE}".replace('[study]\ntitle = "A day"\n', "")
    assert refusal(tmp_path, text) == (
        "[study] is 'A day'; write a section with the keys title, question, seed."
    )


def test_dates_may_be_written_as_toml_dates(tmp_path: Path) -> None:
    text = WHOLE.replace('"2021-01-01"', "2021-01-01")
    assert read_study(written(tmp_path, text)).prices.start == "2021-01-01"


@pytest.mark.parametrize(
    ("window", "told"),
    [
        ("an hour", "is not understood; write START/END with s, min or h"),
        ("+60min/0", "ends before it starts"),
        ("+10min/+20min", "starts after the headline"),
    ],
)
def test_bad_window_is_named_with_the_way_to_write_one(tmp_path: Path, window: str, told: str) -> None:
    text = WHOLE.replace("min_placebos = 20", f"windows = ['0/close', '{window}']")
    message = refusal(tmp_path, text)
    assert f"the key [clock] windows has a wrong entry {window!r}: window {window!r} {told}" in message


def test_unknown_asset_is_named_with_the_one_meant(tmp_path: Path) -> None:
    message = refusal(tmp_path, WHOLE.replace('"GOLD"', '"GOLDD"'))
    assert message.startswith("Asset 'GOLDD' is unknown. Did you mean GOLD or GLD")
    assert "Declare others: [assets.declare.GOLDD]" in message


def test_unknown_asset_among_the_bars_is_named_too(tmp_path: Path) -> None:
    text = WHOLE.replace('market = "SPX"', 'bars = ["ZNN"]')
    assert "Asset 'ZNN' is unknown. Did you mean ZN" in refusal(tmp_path, text)


def test_market_that_is_not_among_the_assets_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, WHOLE.replace('market = "SPX"', 'market = "SPY"'))
    assert message == "[assets] market is 'SPY', which is not among sessions = ['SPX', 'GOLD']; add it."


def test_baskets_stand_for_their_assets(tmp_path: Path) -> None:
    study = read_study(
        written(tmp_path, PLAIN.replace('["SPX", "GOLD"]', '["macro", "TLT"]\nbars = ["energy"]'))
    )
    assert study.assets.sessions == ("macro", "TLT")


def test_market_may_be_in_a_basket_and_must_be_in_one(tmp_path: Path) -> None:
    assert read_study(written(tmp_path, PLAIN.replace('["SPX", "GOLD"]', '["macro"]'))).assets.market == "SPX"
    assert "'SPX', which is not among" in refusal(tmp_path, WHOLE.replace('["SPX", "GOLD"]', '["sectors"]'))


def test_misspelt_basket_is_named_with_the_one_meant(tmp_path: Path) -> None:
    assert "Did you mean macro" in refusal(tmp_path, WHOLE.replace('"GOLD"', '"makro"'))


def test_declared_asset_is_known(tmp_path: Path) -> None:
    text = PLAIN.replace('"GOLD"', '"BUND"') + '[assets.declare.BUND]\nlike = "ZN"\nname = "Bund future"\n'
    declared = read_study(written(tmp_path, text)).declared()
    assert declared["BUND"].name == "Bund future"
    assert declared["BUND"].strike == get_asset("ZN").strike


def test_declared_asset_may_stand_in_for_a_built_in_one(tmp_path: Path) -> None:
    text = PLAIN + '[assets.declare.GOLD]\nlike = "GOLD"\nmove = "difference"\n'
    assert read_study(written(tmp_path, text)).declared()["GOLD"].unit == "USD an ounce"


def test_misspelt_key_of_a_declared_asset_is_named_where_it_stands(tmp_path: Path) -> None:
    message = refusal(tmp_path, PLAIN + '[assets.declare.BUND]\nlike = "ZN"\nnaem = "Bund"\n')
    assert message.startswith("[assets.declare.BUND] has the key 'naem'; did you mean 'name'?")


def test_incomplete_declared_asset_is_told_what_it_lacks(tmp_path: Path) -> None:
    message = refusal(tmp_path, PLAIN + '[assets.declare.BUND]\nname = "Bund"\n')
    assert message.startswith("[assets.declare.BUND] lacks asset_class, move")


def test_file_that_is_not_toml_is_told_where(tmp_path: Path) -> None:
    assert re.match(r"is not valid TOML: .*line 1", refusal(tmp_path, "this is no toml"))


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(WHOLE.encode("utf-16"))
    with pytest.raises(StudyFileError, match="is not valid TOML"):
        read_study(path)


def test_mark_of_byte_order_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(WHOLE.encode("utf-8-sig"))
    assert read_study(path).study.title == "A day"


@pytest.mark.parametrize("name", ["nowhere/study.toml", "..", "study.toml/study.toml"])
def test_path_that_leads_to_no_file_is_told(tmp_path: Path, name: str) -> None:
    written(tmp_path, WHOLE)
    with pytest.raises(
        StudyFileError, match=r"There is no study file .*; give the path of a study\.toml, or make one"
    ):
        read_study(tmp_path / name)


def test_every_section_is_one_that_a_misspelling_can_be_compared_with() -> None:
    kinds = {
        name: [one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)]
        for name, field in StudyFile.model_fields.items()
    }
    assert {
        name: next(one for one in ones if issubclass(one, Keys)) for name, ones in kinds.items()
    } == SECTIONS
