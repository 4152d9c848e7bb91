"""The glossary of the result files."""

import pytest

from aftershock.reporting.glossary import GLOSSARY


@pytest.mark.parametrize("column", GLOSSARY)
def test_column_is_a_plain_word_with_a_sentence(column: str) -> None:
    assert column.isidentifier() and column == column.lower()
    assert GLOSSARY[column][0].isupper() or GLOSSARY[column].split()[0].strip(":") in (
        *GLOSSARY,
        "sessions",
        "(1",
    )
    assert GLOSSARY[column].endswith(".")


def test_no_two_columns_mean_the_same() -> None:
    assert len(set(GLOSSARY.values())) == len(GLOSSARY)
