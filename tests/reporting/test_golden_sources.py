"""Every branch of provenance, changes of contract, what was planted, first steps and remarks, to the letter."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from aftershock import __version__
from aftershock.errors import AlignmentError, HeadlineError, StudyFileError
from aftershock.markets import Prices, PriceSeries, get_asset
from aftershock.reporting.contracts import future_text
from aftershock.reporting.events.sources import event_text
from aftershock.reporting.events.sources import settings_text as event_settings
from aftershock.reporting.findings import Findings
from aftershock.reporting.first_steps import (
    align_study,
    as_study_keys,
    check_first_steps,
    closing_remarks,
    read_study_headlines,
)
from aftershock.reporting.planted import planted_table, read_planted
from aftershock.reporting.sources import headline_text, price_text, provenance, series_lines, settings_text
from aftershock.reporting.starter_text import HEADLINES
from aftershock.reporting.studyfile import HeadlinesSection, StudyFile
from aftershock.reporting.wording import (
    count_word,
    in_sentence,
    joined,
    move_text,
    numbers_text,
    ordinal,
    pvalue_text,
    share_text,
    verb_phrase,
    wait_text,
)
from aftershock.study.windows import Window

Golden = Callable[[str, Mapping[str, str]], None]
MakeDaily = Callable[..., PriceSeries]


def facts(pairs: Any) -> str:
    return "\n".join(f"{term}: {text}" for term, text in pairs).replace(
        f"aftershock {__version__}", "aftershock VERSION"
    )


def test_provenance(demo: Findings, make_daily: MakeDaily, golden: Golden) -> None:
    heads = demo.heads.copy()
    rejected = [
        {"line": at, "text": "", "reason": reason}
        for at, reason in enumerate(["no text", "no text", "hour 25"])
    ]
    heads.attrs = demo.heads.attrs | {"rejected": rejected, "other_days": 4}
    spec = demo.study
    assert spec.headlines is not None
    headlines = spec.headlines.model_dump() | {"fictional": False}
    real = StudyFile.model_validate(spec.model_dump() | {"headlines": headlines, "simulated": None})
    snapshot = StudyFile.model_validate(
        spec.model_dump()
        | {
            "sessions": {"estimation": [-400, -11], "snapshot": "16:00 America/New_York"},
            "assets": spec.assets.model_dump() | {"market": None},
            "clock": {"windows": ["0/+60min"], "price": "median", "price_window": "5min"},
        }
    )
    noted = make_daily("GOLD", "2022-01-03", "2022-01-31")
    noted = replace(
        noted,
        origin=replace(
            noted.origin,
            dropped=(("market closed", 2),),
            read=23,
            note="Spot.",
            retrieved="2022-02-01T00:00Z",
        ),
    )
    golden(
        "provenance",
        {
            "the demo": facts(provenance(spec, demo)),
            "without bars": facts(provenance(spec, replace(demo, bars=None, reactions=None))),
            "contracts and gaps": facts(
                provenance(spec, replace(demo, contracts="WTI: none", gaps=("No VIX.",)))[-5:-1]
            ),
            "rows left out and dropped": headline_text(spec, replace(demo, heads=heads)),
            "real headlines": headline_text(real, demo),
            "prices of one clock": price_text(
                replace(demo, daily=cast("Any", OneClock(demo.daily)), bars=None)
            ),
            "a series with a note": facts(series_lines(Prices([noted]))),
            "settings without a market, of one clock, by medians": settings_text(snapshot),
        },
    )


class OneClock(Prices):
    """Prices said to be snapshots of bars."""

    def __init__(self, daily: Prices) -> None:
        super().__init__(daily.values())

    @property
    def method(self) -> str:  # type: ignore[override]
        return "16:00 America/New_York"


def test_event_sources(golden: Golden) -> None:
    def found(*, groups: tuple[str, ...], fictional: bool, reasons: tuple[str, ...], days_late: int) -> Any:
        events = pd.DataFrame({"group": ["Act", "", "Act"]})
        rejected = [{"reason": reason} for reason in reasons]
        events.attrs = {"origin": "days.csv", "read": 3 + len(reasons), "rejected": rejected}
        spec = SimpleNamespace(
            fictional=fictional, span=(-5, 5), groups=groups, test="kp_bmp_t", days_late=days_late
        )
        return SimpleNamespace(events=events, spec=spec, windows=(Window(-2, 0), Window(0, 0)))

    study = StudyFile.model_validate(
        {
            "study": {"title": "Days", "seed": 3},
            "headlines": {"file": "x.csv"},
            "prices": {"start": "2021-01-04", "end": "2022-03-31"},
            "assets": {"sessions": ["SPX"]},
        }
    )
    some = found(groups=("Act",), fictional=True, reasons=("no day", "no day"), days_late=1)
    none = found(groups=(), fictional=False, reasons=(), days_late=0)
    golden(
        "event_sources",
        {
            "fictional, rows dropped": event_text(some),
            "real, none dropped": event_text(none),
            "settings with groups": event_settings(study, some),
            "settings without groups": event_settings(study, none),
        },
    )


def test_contracts(golden: Golden) -> None:
    day, other = pd.Timestamp("2022-02-17"), pd.Timestamp("2022-02-23")
    golden(
        "contracts",
        {
            "not checked": future_text("BRENT", "BNO", None, pd.Series([day])),
            "none": future_text("WTI", "USO", [], pd.Series([day])),
            "elsewhere": future_text("WTI", "USO", [other], pd.Series([day])),
            "two, one of them measured": future_text("WTI", "USO", [day, other], pd.Series([day])),
        },
    )


def test_planted(demo: Findings, tmp_path: Path, golden: Golden) -> None:
    path = tmp_path / "planted.csv"
    path.write_text(
        "instant,asset,size,unit,retraced,headline\n"
        "2019-03-20T14:40:00Z,WTI,0.03,log return,1,Closure\n"
        "2019-03-20T14:40:00Z,UST10Y,-9,bp,0,Closure\n"
        "2019-03-20T01:23:00Z,GOLD,0.01,log return,0,A headline that is not in the list\n",
        encoding="utf-8",
    )
    table = planted_table(demo, read_planted(path))
    alone = planted_table(replace(demo, reactions=None), read_planted(path))
    rows = {f"{row[2]}": " | ".join(row) for row in table.rows}
    golden("planted", {"caption": table.caption, **rows, "without bars": " | ".join(alone.rows[0])})


WHOLE = '[study]\ntitle = "A day"\n[headlines]\nfile = "list.csv"\n[prices]\nstart = "{}"\nend = "{}"\n'
ONE = "time,headline\n2022-02-17T09:10Z,Talks\n"


def lack(folder: Path, text: str, headlines: str = ONE) -> str:
    """What a study in its first steps is told."""
    (folder / "list.csv").write_text(headlines, encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises((StudyFileError, HeadlineError)) as caught:
        check_first_steps(folder / "study.toml")
    return str(caught.value).replace(str(folder), "FOLDER")


def test_first_steps(tmp_path: Path, golden: Golden) -> None:
    two = f"{ONE}2022-02-18T09:10Z,More talks\n"
    wrong_section = WHOLE.format("", "").replace('file = "list.csv"', 'file = "list.csv"\nzne = "UTC"')
    golden(
        "first_steps",
        {
            "no title": lack(tmp_path, WHOLE.format("", "").replace("A day", "")),
            "two lines of the starter": lack(tmp_path, WHOLE.format("", ""), HEADLINES),
            "one line of the starter": lack(
                tmp_path, WHOLE.format("", ""), "\n".join(HEADLINES.splitlines()[:2])
            ),
            "days for one headline": lack(tmp_path, WHOLE.format("", "")),
            "days for two": lack(tmp_path, WHOLE.format("", ""), two),
            "one day": lack(tmp_path, WHOLE.format("", "2022-03-01")),
            "headlines that cannot be read": lack(
                tmp_path, WHOLE.format("", ""), "time,headline\n2022-02-17 09:10,Talks\n"
            ),
            "a section that is wrong": lack(tmp_path, wrong_section),
            "no list": absent_list(tmp_path),
            "a list that is no text": unreadable_list(tmp_path),
            "one key": as_study_keys("add a column 'zone', or pass zone=, e.g. zone='CET'."),
            "two keys": as_study_keys("pass ambiguous='later', or zone={'CST': 'America/Chicago'}."),
            "no key": as_study_keys("The page holds no entries."),
        },
    )


def unreadable_list(folder: Path) -> str:
    (folder / "study.toml").write_text(WHOLE.format("2021-01-04", "2022-03-01"), encoding="utf-8")
    (folder / "list.csv").write_bytes(b"\xff\xfe\xff")
    check_first_steps(folder / "study.toml")
    return "(left to the reader of headlines)"


def absent_list(folder: Path) -> str:
    with pytest.raises(HeadlineError) as caught:
        read_study_headlines(HeadlinesSection(file="nowhere.csv"), folder)
    return str(caught.value).replace(str(folder), "FOLDER")


def not_met(
    daily: PriceSeries, instants: list[str], *, start: str, end: str, uncertainty: str = "1min"
) -> str:
    """What is said where no headline meets the prices."""
    stamps = pd.DatetimeIndex(pd.to_datetime(instants, utc=True)).as_unit("ns")
    heads = pd.DataFrame(
        {"instant": stamps, "uncertainty": pd.Timedelta(uncertainty), "headline": "Talks"},
        index=pd.Index([f"h{at}" for at in range(len(stamps))], name="headline_id"),
    )
    study = StudyFile.model_validate(
        {
            "study": {"title": "Days"},
            "headlines": {"file": "x.csv"},
            "prices": {"start": start, "end": end},
            "assets": {"sessions": ["SPX"]},
            "sessions": {"max_loss": 0.2},
        }
    )
    with pytest.raises(AlignmentError) as caught:
        align_study(heads, Prices([daily]), study)
    return str(caught.value)


def test_advice_where_headlines_and_prices_do_not_meet(make_daily: MakeDaily, golden: Golden) -> None:
    daily = make_daily("SPX", "2022-01-03", "2022-03-31")
    wide = {"start": "2021-01-04", "end": "2023-01-04"}
    golden(
        "meeting",
        {
            "days asked for too few": not_met(
                daily, ["2022-06-01T15:00Z"], start="2022-01-03", end="2022-03-31"
            ),
            "prices end too early": not_met(daily, ["2022-06-01T15:00Z"], **wide),
            "stamps too vague": not_met(daily, ["2022-02-01T15:00Z"], **wide, uncertainty="30D"),
            "prices begin too late": not_met(daily, ["2021-06-01T15:00Z"], **wide),
        },
    )


def test_closing_remarks(demo: Findings, golden: Golden) -> None:
    lost = [
        "used",
        "is_the_market",
        "merged_into_episode",
        "out_of_range",
        "short_estimation",
        "stale_price",
        "stale_price",
    ]

    def told(outcomes: list[str], **parts: Any) -> str:
        mean = SimpleNamespace(to_frame=lambda _: pd.DataFrame({"outcome": outcomes}))
        found = cast("Any", SimpleNamespace(mean=mean, reactions=None, gaps=()))
        return "\n".join(closing_remarks(SimpleNamespace(**(vars(found) | parts)))) or "(nothing)"  # type: ignore[arg-type]

    hours = SimpleNamespace(outcomes=pd.DataFrame({"outcome": ["used", "no_price"]}))
    golden(
        "closing_remarks",
        {
            "nothing to say": told(["used"]),
            "lost pairs": told(lost),
            "gaps and hours": told(["used"], gaps=("No daily prices of WTI. Absent.",), reactions=hours),
        },
    )


def test_numbers_and_names(golden: Golden) -> None:
    spx, bonds, gold, euro = (get_asset(name) for name in ("SPX", "UST10Y", "GOLD", "EURUSD"))
    tlt = get_asset("TLT")
    golden(
        "wording",
        {
            "names": joined([in_sentence(asset) for asset in (spx, bonds, gold, euro, tlt)]),
            "moves": joined(
                [
                    move_text(spx, -0.0214),
                    move_text(bonds, 6.0),
                    move_text(bonds, 6.0, sign=False),
                    move_text(gold, float("nan")),
                ]
            ),
            "verbs": joined([verb_phrase(spx, 0.01), verb_phrase(bonds, -3.2), verb_phrase(gold, 1e-6)]),
            "one": joined(["gold"]),
            "none": joined([]) or "(nothing)",
            "counts": joined([count_word(count) for count in (0, 1, 12, 13, 1234)]),
            "ranks": joined([ordinal(rank) for rank in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)]),
            "p": joined([pvalue_text(value) for value in (0.0004, 0.033, 0.0996, 0.27, 1.0, float("nan"))]),
            "shares": joined([share_text(value) for value in (0.336, float("nan"))]),
            "numbers": joined([numbers_text(given) for given in ((3,), (1, 2), (5, 1, 2, 3, 9))]),
            "waits": joined([wait_text(pd.Timedelta(text)) for text in ("0min", "45min", "2h", "5h20min")]),
        },
    )
