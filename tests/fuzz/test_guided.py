"""A short run of the fuzzer that is guided by coverage."""

import subprocess
import sys
from pathlib import Path

import pytest

GUIDED = Path(__file__).parent / "guided.py"
SECONDS = 10
SEED = 20220218


def test_no_input_that_reaches_new_lines_breaks_a_reader(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed; it has wheels for Linux on x86-64 only")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    limits = [f"-max_total_time={SECONDS}", f"-seed={SEED}", f"-artifact_prefix={tmp_path}/", "-timeout=20"]
    command = [sys.executable, str(GUIDED), str(corpus), *limits]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=180, check=False)
    found = [path.read_bytes() for path in tmp_path.glob("*-*") if path.is_file()]
    assert done.returncode == 0, f"{found!r:.2000}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
