"""The notes on method: those of what was done, as it was set."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aftershock.inference import holm
from aftershock.reporting.build import find
from aftershock.reporting.findings import Findings
from aftershock.reporting.methods import CAVEATS, method_notes
from aftershock.reporting.studyfile import read_study

MakeStudy = Callable[..., Path]


def titles(findings: Findings) -> list[str]:
    return [note.title for note in method_notes(findings)]


def test_every_method_used_has_a_note(demo: Findings) -> None:
    assert titles(demo) == [
        "Which session a headline belongs to",
        "Abnormal move",
        "Is one session unusual? (sample-quantile test)",
        "All tests counted",
        "Market model",
        "Which prices a clock window uses",
        "The usual for that time of day",
        "Is one clock move unusual? (placebos)",
        "All clock tests counted",
    ]


def test_methods_not_used_have_no_note(make_study: MakeStudy) -> None:
    study = make_study(lambda text: text.replace('market = "SPX"\n', ""))
    found = find(read_study(study), study.parent, study.parent, lambda _: None)
    assert {"Market model", "Which prices a clock window uses"} & set(titles(found)) == set()


def test_notes_tell_the_settings(demo: Findings) -> None:
    texts = {note.title: note.text for note in method_notes(demo)}
    assert "estimation window [-400, -11]" in texts["Abnormal move"]
    assert "at least 60 usable days" in texts["Abnormal move"]
    assert "weighted standard deviation by clock time" in texts["The usual for that time of day"]
    assert "fewer than 19 such windows" in texts["Is one clock move unusual? (placebos)"]
    assert "Bars of 1h" in texts["Which prices a clock window uses"]


def test_abnormal_move_is_what_its_formula_says(demo: Findings) -> None:
    fit = demo.mean.model_fit("2019-03-20", "GOLD")
    row = demo.sessions[
        (demo.sessions["event_id"] == "2019-03-20") & (demo.sessions["asset"] == "GOLD")
    ].iloc[0]
    assert fit is not None
    quiet = fit.residuals[np.isfinite(fit.residuals)]
    spread = np.sqrt((quiet**2).sum() / (quiet.size - 1))
    assert row["statistic"] == pytest.approx(
        row["estimate"] / (spread * np.sqrt(1 + 1 / quiet.size)), rel=1e-12
    )


def test_sample_quantile_pvalue_is_what_its_formula_says(demo: Findings) -> None:
    for row in demo.sessions.itertuples():
        fit = demo.mean.model_fit(row.event_id, row.asset)
        assert fit is not None
        quiet = fit.residuals[np.isfinite(fit.residuals)]
        tails = (1 + (quiet <= row.estimate).sum(), 1 + (quiet >= row.estimate).sum())
        assert row.sample_quantile_pvalue == pytest.approx(
            min(1, 2 * min(tails) / (quiet.size + 1)), rel=1e-12
        )


def test_holm_is_what_its_formula_says() -> None:
    raw = [0.01, 0.04, 0.03]
    np.testing.assert_allclose(holm(np.array(raw)), [0.03, 0.06, 0.06], rtol=1e-12)


def test_caveats_say_that_timing_is_not_cause() -> None:
    assert CAVEATS[0].startswith("Timing is not cause")
