"""The ledger of methods: read from METHODS.md, printed by the command, complete in every row."""

import json

import pytest
from typer.testing import CliRunner

from aftershock.cli import app
from aftershock.errors import AftershockError
from aftershock.ledger import Method, find_method, parse_methods, read_methods

TABLE = """\
## Tests

| method | what it answers | as implemented | assumptions | source | proof |
|---|---|---|---|---|---|
| `first`, `second` | Is it? | x \\| y | none | Someone 1999 | tests/a.py |

## Other

| key | meaning |
|---|---|
| `third` | no method |
"""


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["methods", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_row_is_read_with_its_section() -> None:
    (method,) = parse_methods(TABLE)
    assert (method.section, method.names, method.question) == ("Tests", ("first", "second"), "Is it?")


def test_bar_inside_a_formula_does_not_split_it() -> None:
    (method,) = parse_methods(TABLE)
    assert method.formula == "x | y"


@pytest.mark.parametrize("method", read_methods(), ids=lambda method: method.name)
def test_every_row_says_what_it_answers_how_and_by_which_test(method: Method) -> None:
    assert method.question and method.formula and "tests/" in method.proof


def test_no_method_has_two_rows() -> None:
    names = [name for method in read_methods() for name in method.names]
    assert sorted(names) == sorted(set(names))


def test_command_lists_every_method_of_the_document() -> None:
    printed = run()
    assert [method.name for method in read_methods() if method.name not in printed] == []


def test_command_prints_one_method_in_full() -> None:
    method, printed = find_method("kp_bmp_t"), " ".join(run("kp_bmp_t").split())
    assert all(
        " ".join(text.split()) in printed for text in (method.formula, method.assumptions, method.source)
    )


def test_command_writes_json_for_programs() -> None:
    rows = [json.loads(line) for line in run("--format", "json").splitlines()]
    assert [row["name"] for row in rows] == [method.name for method in read_methods()]


def test_misspelt_method_is_answered_with_the_closest_names() -> None:
    with pytest.raises(AftershockError, match="did you mean kp_bmp_t"):
        find_method("kp_bmp")


def test_command_says_what_is_wrong_in_one_sentence() -> None:
    done = CliRunner().invoke(app, ["methods", "zzz"])
    assert (done.exit_code, "There is no method 'zzz'; 'aftershock methods' lists all." in done.stderr) == (
        1,
        True,
    )
