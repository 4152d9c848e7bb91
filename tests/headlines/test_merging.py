"""Merging: the same story once, at its earliest stamp, whatever the order."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import HeadlineError
from aftershock.headlines import COLUMNS, merge_headlines, read_headlines

MINUTES = st.integers(min_value=0, max_value=59)
TITLES = st.sampled_from(
    [
        "Envoys meet in Geneva",
        "ENVOYS meet — in Genève",
        "Envoys meet in Geneva today",
        "Oil exports halted",
        "!!!",
    ]
)
REPORTS = st.lists(
    st.tuples(MINUTES, TITLES, st.sampled_from(["wire", "page", "radio"])), min_size=1, max_size=12
)


def frame(*reports: tuple[int, str, str]) -> pd.DataFrame:
    rows = [f'2022-02-17T09:{minute:02d}Z,"{title}",{source}' for minute, title, source in reports]
    return read_headlines("\n".join(["time,headline,source", *rows, ""]))


def test_story_keeps_its_earliest_stamp_and_lists_all_sources() -> None:
    merged = merge_headlines(frame((14, "Envoys meet!", "page")), frame((10, "ENVOYS MEET", "wire")))
    assert merged["instant"].tolist() == [pd.Timestamp("2022-02-17T09:10Z")]
    assert (merged["headline"].item(), merged["source"].item()) == ("ENVOYS MEET", "wire; page")
    assert merged["origins"].item() == "wire 2022-02-17T09:10:00Z; page 2022-02-17T09:14:00Z"
    assert merged["flags"].item() == "merged"


def test_uncertainty_is_that_of_the_earliest_stamp() -> None:
    early = read_headlines("time,headline,uncertainty\n2022-02-17T09:00Z,Talks resume,15min\n")
    merged = merge_headlines(frame((2, "Talks resume", "wire")), early)
    assert merged["uncertainty"].item() == pd.Timedelta("15min")


def test_story_told_once_is_not_flagged() -> None:
    merged = merge_headlines(frame((10, "Talks", "wire")))
    assert (merged["flags"].item(), merged["origins"].item()) == ("", "wire 2022-02-17T09:10:00Z")


@pytest.mark.parametrize(("minute", "stories"), [(20, 1), (21, 2)])
def test_reports_join_within_the_span_only(minute: int, stories: int) -> None:
    assert len(merge_headlines(frame((10, "Talks", "wire"), (minute, "Talks", "page")))) == stories


def test_reports_are_compared_with_the_first_and_not_chained() -> None:
    merged = merge_headlines(frame((0, "Talks", "a"), (8, "Talks", "b"), (16, "Talks", "c")))
    assert merged["source"].tolist() == ["a; b", "c"]


@pytest.mark.parametrize(("similarity", "stories"), [(0.8, 1), (0.81, 2)])
def test_overlap_is_the_share_of_common_words(similarity: float, stories: int) -> None:
    heads = frame((10, "Envoys meet in Geneva", "wire"), (11, "Envoys meet in Geneva today", "page"))
    assert len(merge_headlines(heads, similarity=similarity)) == stories


@pytest.mark.parametrize(
    "title", ["ZÜRICH: talks resume", "Zurich talks, resume…", "Ｚｕｒｉｃｈ talks resume"]
)
def test_case_accents_and_punctuation_do_not_part_a_story(title: str) -> None:
    merged = merge_headlines(frame((10, "Zürich talks resume", "wire"), (11, title, "page")), similarity=1)
    assert len(merged) == 1


def test_columns_of_one_frame_are_empty_for_the_others() -> None:
    themed = read_headlines("time,headline,theme\n2022-02-17T09:10Z,Talks,diplomacy\n")
    merged = merge_headlines(themed, frame((40, "Motion", "wire")))
    assert merged["theme"].tolist() == ["diplomacy", ""]
    assert merged.columns.tolist() == [*COLUMNS, "origins", "theme"]


def test_rejected_rows_of_all_frames_are_kept_with_their_origin() -> None:
    with pytest.warns(UserWarning):
        one = read_headlines("time,headline\n2022-02-17T09:10Z,Talks\nsoon,Motion\n")
    merged = merge_headlines(one, frame((10, "Talks", "wire")))
    assert merged.attrs["rejected"][0]["reason"].startswith("text: ")
    assert (merged.attrs["read"], merged.attrs["joined"], merged.attrs["format"]) == (2, 1, "merged")


@settings(max_examples=40, deadline=None)
@given(REPORTS, REPORTS)
def test_order_of_frames_and_rows_plays_no_part(
    first: list[tuple[int, str, str]], second: list[tuple[int, str, str]]
) -> None:
    merged = merge_headlines(frame(*first), frame(*second))
    turned = merge_headlines(frame(*reversed(second)), frame(*reversed(first)))
    pd.testing.assert_frame_equal(turned, merged)


@settings(max_examples=40, deadline=None)
@given(REPORTS)
def test_merging_again_changes_nothing(reports: list[tuple[int, str, str]]) -> None:
    merged = merge_headlines(frame(*reports))
    pd.testing.assert_frame_equal(merge_headlines(merged), merged)


@settings(max_examples=40, deadline=None)
@given(REPORTS)
def test_every_report_is_counted(reports: list[tuple[int, str, str]]) -> None:
    heads = frame(*reports)
    merged = merge_headlines(heads)
    assert len(merged) + merged.attrs["joined"] == len(heads)


@settings(max_examples=60, deadline=None)
@given(REPORTS, st.sampled_from([0.5, 0.75, 0.8, 0.85, 1.0]))
def test_look_up_by_rare_words_finds_what_comparing_all_finds(
    reports: list[tuple[int, str, str]], similarity: float
) -> None:
    from aftershock.headlines.merging import find_stories, title_words

    instants = pd.array(sorted(minute for minute, _, _ in reports)).to_numpy()
    titles = [title for _, title, _ in reports]
    firsts: list[int] = []
    expected = []
    for number, title in enumerate(titles):
        words = title_words(title)
        near = [
            first
            for first in firsts
            if instants[number] - instants[first] <= 10
            and len(words & title_words(titles[first]))
            >= similarity * len(words | title_words(titles[first])) - 1e-9
        ]
        expected.append(near[0] if near else number)
        if not near:
            firsts.append(number)
    assert find_stories(instants, titles, within=10, similarity=similarity).tolist() == expected


@pytest.mark.parametrize("within", ["-1min", "soon", None])
def test_span_must_be_a_span(within: str) -> None:
    with pytest.raises(HeadlineError, match="within is"):
        merge_headlines(frame((10, "Talks", "wire")), within=within)


@pytest.mark.parametrize("similarity", [0.0, 1.5, float("nan")])
def test_similarity_must_be_a_share(similarity: float) -> None:
    with pytest.raises(HeadlineError, match="similarity is"):
        merge_headlines(frame((10, "Talks", "wire")), similarity=similarity)


def test_nothing_to_merge_is_refused() -> None:
    with pytest.raises(HeadlineError, match="nothing to merge"):
        merge_headlines()


def test_other_frames_are_refused() -> None:
    with pytest.raises(HeadlineError, match="Argument 1 is no headline frame"):
        merge_headlines(pd.DataFrame({"headline": ["Talks"]}))
