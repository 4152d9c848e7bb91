"""From a study.toml with [events] to a finished report, as a user would run it."""

import json
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html as markup
from pydantic import ValidationError

from aftershock.errors import AlignmentError, HeadlineError, StudyFileError
from aftershock.reporting.build import build_report
from aftershock.reporting.event_section import EventsSection
from aftershock.reporting.events.findings import EventFindings
from aftershock.reporting.events.headline_tests import TEXTS
from aftershock.reporting.events.methods import CAVEATS, method_notes
from aftershock.reporting.events.sources import provenance
from aftershock.reporting.studyfile import read_study
from aftershock.study.event_tests import JUDGES

MakeDays = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[3]
FILES = {
    "report.html",
    "results.csv",
    "results.json",
    "results.parquet",
    "summary.json",
    "manifest.json",
    "figures",
}


def page_text(report: Path) -> str:
    """What a reader of the page reads, without drawings."""
    document = markup.document_fromstring(report.read_text(encoding="utf-8"))
    for drawing in [*document.iter("svg"), *document.iter("style")]:
        drawing.drop_tree()
    return " ".join(str(document.text_content()).replace("\u202f", " ").replace("\u00a0", " ").split())


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a report, by its path from the folder."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def test_the_page_its_results_and_its_figures_are_written(built: Path) -> None:
    assert {file.name for file in built.iterdir()} == FILES


def test_the_same_input_gives_the_same_bytes(built: Path, days_study: Path, tmp_path: Path) -> None:
    build_report(days_study, out=tmp_path)
    assert files_of(tmp_path) == files_of(built)


def test_no_file_names_the_machine(built: Path, days_study: Path) -> None:
    for data in files_of(built).values():
        assert str(ROOT).encode() not in data and str(days_study.parent).encode() not in data


def test_manifest_names_what_went_in_and_came_out(built: Path, days_study: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_bytes())
    listed = sha256((days_study.parent / "days.csv").read_bytes()).hexdigest()
    assert manifest["inputs"]["events"] == {"file": "days.csv", "sha256": listed}
    assert manifest["events"] == {"read": 17, "used": 16, "rejected": 1}
    assert sum(manifest["outcomes"]["sessions"].values()) == 16 * 4
    assert manifest["outputs"]["results.csv"] == sha256((built / "results.csv").read_bytes()).hexdigest()


def test_page_reads_from_the_question_to_the_files(built: Path) -> None:
    text = page_text(built / "report.html")
    parts = [
        "SIMULATED: Sixteen fictional days",
        "events are fictional",
        "Around 15 dated events, from one session before the listed day to one after, the mean abnormal move was",
        "The days are made up.",
        "Group by group,",
        "Asset by asset",
        "Timing is not cause. A move around a listed day need not come from its event",
        "Mean path around the listed days",
        "Event by event",
        "Mean moves and their tests",
        "Caveats",
        "How it was measured",
        "Appendix: every pair and its outcome",
        "Files beside this page",
        "Mean paths behind the chart",
        "Other tests of the same means",
        "Differences between groups",
        "Every event, [−1, +1]",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places and places == sorted(places), list(zip(parts, places, strict=True))


def test_heading_of_the_heatmap_speaks_of_events(built: Path) -> None:
    document = markup.document_fromstring((built / "report.html").read_text(encoding="utf-8"))
    assert document.xpath("//div[contains(@class, 'heat')]//thead//th")[0].text == "Event"


def test_page_reaches_nowhere_and_runs_nothing(built: Path) -> None:
    text = (built / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert re.findall(r'(?:src|href)="(?!#|data:|results\.|manifest\.|summary\.|figures/)[^"]*"', text) == []


def test_ids_are_unique(built: Path) -> None:
    ids = re.findall(r'\bid="([^"]+)"', (built / "report.html").read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids))


def test_progress_is_told_stage_by_stage(make_days: MakeDays, tmp_path: Path) -> None:
    told: list[str] = []
    build_report(make_days(), out=tmp_path / "out", progress=told.append)
    assert told == [
        "reading the events",
        "loading the prices",
        "measuring the sessions",
        "testing the means",
        "comparing how the markets moved together",
        "drawing the page",
    ]


def test_absent_list_is_told_in_one_sentence(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days()
    (tmp_path / "days.csv").unlink()
    with pytest.raises(StudyFileError) as caught:
        build_report(study, out=tmp_path / "out")
    assert str(caught.value) == (
        "this study reads its events from 'days.csv', seen from its study.toml, and there is no such file; put the "
        "list there, or name another in [events] file."
    )
    assert not (tmp_path / "out").exists()


def test_group_that_no_event_has_is_refused_with_those_there_are(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(edit=lambda text: text.replace('"Threat"]', '"Thread"]'))
    with pytest.raises(
        StudyFileError, match=r"'Thread', which no event of days\.csv .* are Act, Threat, Mixed"
    ):
        build_report(study, out=tmp_path / "out")


def test_real_events_are_never_shown_with_simulated_prices(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(edit=lambda text: text.replace("fictional = true\n", ""))
    with pytest.raises(StudyFileError, match="real events are never shown with simulated prices"):
        build_report(study, out=tmp_path / "out")


def test_fictional_events_are_never_shown_with_real_prices(make_days: MakeDays, tmp_path: Path) -> None:
    folder = tmp_path / "prices"
    shutil.copytree(ROOT / "data/sample", folder)
    described = (folder / "prices.toml").read_text(encoding="utf-8").replace("simulated = true", "")
    (folder / "prices.toml").write_text(described, encoding="utf-8")
    with pytest.raises(StudyFileError, match="the events are fictional but prices are real"):
        build_report(make_days(), out=tmp_path / "out", prices=folder)


def test_more_rejected_rows_than_allowed_stop_the_report(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(edit=lambda text: text.replace("note =", "max_rejected = 0\nnote ="))
    with pytest.raises(HeadlineError, match="max_rejected=0"):
        build_report(study, out=tmp_path / "out")


def test_days_that_miss_the_prices_are_told(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(rows=lambda text: text.replace("2018-", "1998-").replace("2019-", "1999-"))
    with pytest.raises(AlignmentError, match="0 of 16 events fall inside the prices of SPX"):
        build_report(study, out=tmp_path / "out")


def test_list_without_names_and_groups_makes_a_page(make_days: MakeDays, tmp_path: Path) -> None:
    def days_alone(text: str) -> str:
        return "\n".join(["date", *(line.split(",")[1] for line in text.splitlines()[1:]), ""])

    def no_columns(text: str) -> str:
        return re.sub(r"^(columns|groups) = .*\n", "", text, flags=re.MULTILINE)

    text = page_text(build_report(make_days(edit=no_columns, rows=days_alone), out=tmp_path / "out"))
    assert "Differences between groups" not in text and "16 used (16 without a group)" in text


def test_one_event_makes_a_page_that_judges_nothing(make_days: MakeDays, tmp_path: Path) -> None:
    def one(text: str) -> str:
        return "\n".join([*text.splitlines()[:2], ""])

    study = make_days(edit=lambda text: text.replace('groups = ["Act", "Threat"]\n', ""), rows=one)
    text = page_text(build_report(study, out=tmp_path / "out"))
    assert "Around one dated event" in text and "that cannot be judged" in text and "Not judged" in text


def test_group_of_one_event_is_told_and_not_judged(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(rows=lambda text: text.replace(",Threat", ",Mixed", 6).replace(",Mixed", ",Threat", 1))
    text = page_text(build_report(study, out=tmp_path / "out"))
    assert "Threat (one event):" in text


def test_shifted_days_are_said(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(edit=lambda text: text.replace("note =", "days_late = 1\nnote ="))
    text = page_text(build_report(study, out=tmp_path / "out"))
    assert "Each event belongs to the first session on or after the day before its listed date." in text


def test_provenance_counts_rows_groups_and_outcomes(found: EventFindings, days_study: Path) -> None:
    lines = dict(provenance(read_study(days_study), found))
    assert lines["Events"].startswith("fictional, days.csv: 17 read, 16 used (7 Act, 7 Threat, 2 Mixed), 1 ")
    assert lines["Prices"].startswith("simulated, ") and "four daily series" in lines["Prices"]
    assert lines["Day"] == "Each event belongs to the first session on or after its listed date."
    assert "headline test kp_bmp_t" in lines["Settings"] and "seed 0" in lines["Settings"]


def test_methods_name_what_was_done(found: EventFindings) -> None:
    titles = [note.title for note in method_notes(found, seed=0)]
    assert titles == [
        "Which session a listed day belongs to",
        "Cumulative abnormal move",
        "Is the mean more than noise? (kp_bmp_t)",
        "All tests counted",
        "What would have been seen",
        "Mean path",
        "Do two groups differ? (group_permutation)",
    ]


def test_every_test_that_may_head_a_study_is_described() -> None:
    allowed = set()
    for name in JUDGES:
        with suppress(ValidationError):
            allowed.add(EventsSection(file="days.csv", test=name).test)
    assert set(TEXTS) == allowed


def test_methods_describe_the_test_that_was_chosen(make_days: MakeDays, tmp_path: Path) -> None:
    study = make_days(edit=lambda text: text.replace("[events]", '[events]\ntest = "cross_sectional_t"'))
    text = page_text(build_report(study, out=tmp_path / "out"))
    assert "Is the mean more than noise? (cross_sectional_t)" in text
    assert (
        "t = mean(CAR) / (sd(CAR) / √n)" in text and "The mean move against its spread over events." in text
    )
    assert "Is the mean more than noise? (kp_bmp_t)" not in text


def test_caveats_say_that_timing_is_not_cause_and_that_lists_are_chosen() -> None:
    assert CAVEATS[0].startswith("Timing is not cause") and "chosen" in CAVEATS[1]
