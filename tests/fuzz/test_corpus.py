"""A corpus that grows by damage and by crossing: what two steps of damage cannot reach, many can."""

import runpy
import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

FOLDER = Path(__file__).parent
FORMATS = runpy.run_path(str(FOLDER / "formats.py"))
DIALECTS, STORIES = FORMATS["DIALECTS"], FORMATS["STORIES"]
damage = runpy.run_path(str(FOLDER / "damage.py"))["damage"]
read_hostile = runpy.run_path(str(FOLDER / "target.py"))["read_hostile"]

SAMPLES = {name: dialect.write(STORIES) for name, dialect in DIALECTS.items()}
RUNS, STEPS = 12, 15
LARGEST = 200_000

chances = st.randoms(use_true_random=False)


class GrowingCorpus(RuleBasedStateMachine):
    """Files, each made from others, each read in the format it came from and in the one it seems to have."""

    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()

    @rule(target=files, name=st.sampled_from(list(DIALECTS)))
    def begin(self, name: str) -> tuple[str, bytes]:
        return name, SAMPLES[name]

    @rule(target=files, file=files, chance=chances)
    def damage(self, file: tuple[str, bytes], chance: Random) -> tuple[str, bytes]:
        name, content = file
        return name, damage(content, chance)

    @rule(target=files, front=files, back=files, chance=chances)
    def cross(self, front: tuple[str, bytes], back: tuple[str, bytes], chance: Random) -> tuple[str, bytes]:
        name, content = front
        start, end = chance.randint(0, len(content)), chance.randint(0, len(back[1]))
        return name, (content[:start] + back[1][end:])[:LARGEST]

    @rule(file=files, stated=st.booleans())
    def read(self, file: tuple[str, bytes], stated: bool) -> None:
        name, content = file
        dialect = DIALECTS[name]
        path = Path(self.folder.name) / f"file{dialect.suffix}"
        path.write_bytes(content)
        read_hostile(path, format=dialect.format if stated else None, date="2022-02-18", zone="CET")

    def teardown(self) -> None:
        self.folder.cleanup()


TestGrowingCorpus = GrowingCorpus.TestCase
TestGrowingCorpus.settings = settings(
    max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
