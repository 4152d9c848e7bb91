"""Paths, globs and addresses to files."""

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pytest

from aftershock.errors import PriceError
from aftershock.markets.addresses import FoundFiles, find_files, is_address, shown_address, unreadable


@pytest.fixture
def two(tmp_path: Path) -> Path:
    for name in ("b.parquet", "a.parquet", "c.csv"):
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spx.parquet", True),
        ("prices/*.PARQUET", True),
        ("memory://prices/spx.pq", True),
        ("zip://spx.parquet::prices.zip", True),
        ("yahoo", False),
        ("my/folder", False),
    ],
)
def test_parquet_is_known_by_suffix_or_protocol(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("prices/spx.parquet", "spx.parquet"),
        ("file:///home/me/spx.parquet", "spx.parquet"),
        ("s3://bucket/prices/*.parquet", "s3://bucket/prices/*.parquet"),
        ("https://me:secret@host.org/spx.parquet", "https://host.org/spx.parquet"),
        ("https://host.org/spx.parquet?X-Signature=secret#part", "https://host.org/spx.parquet"),
        ("zip://spx.parquet::/home/me/prices.zip", "zip://spx.parquet::prices.zip"),
    ],
)
def test_address_is_shown_without_secrets_and_places(address: str, shown: str) -> None:
    assert shown_address(address) == shown


def test_glob_finds_files_in_order(two: Path) -> None:
    assert [Path(path).name for path in find_files(str(two / "*.parquet")).paths] == [
        "a.parquet",
        "b.parquet",
    ]


def test_file_inside_an_archive_is_found(two: Path) -> None:
    with zipfile.ZipFile(two / "prices.zip", "w") as archive:
        archive.writestr("spx.parquet", b"x")
    assert find_files(f"zip://spx.parquet::{two / 'prices.zip'}").paths == ("spx.parquet",)


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("nowhere/*.parquet", r"No file matches '\*.parquet'"),
        ("nowhere/spx.parquet", "The file 'spx.parquet' does not exist"),
        ("zip://spx.parquet::nowhere.zip", "does not exist"),
        ("gopher://host/spx.parquet", "a protocol nobody knows; use a path, or a protocol of fsspec"),
    ],
)
def test_address_that_leads_nowhere_is_explained(address: str, complaint: str) -> None:
    with pytest.raises(PriceError, match=complaint):
        find_files(address)


def test_missing_package_of_a_protocol_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_package(*_: Any, **__: Any) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", without_package)
    with pytest.raises(PriceError, match="'s3://bucket/spx.parquet' needs a package.*Install s3fs"):
        find_files("s3://bucket/spx.parquet")


def test_failure_of_any_kind_is_explained_without_its_words() -> None:
    told = str(unreadable("s3://bucket/x.parquet", RuntimeError("403 for key AKIA-SECRET")))
    assert "cannot be read (RuntimeError)" in told
    assert "SECRET" not in told


def test_digest_of_a_file_is_that_of_its_bytes(two: Path) -> None:
    found = find_files(str(two / "a.parquet"))
    assert found.digest(found.paths) == hashlib.sha256(b"a.parquet").hexdigest()


def test_digest_of_several_files_changes_with_each(two: Path) -> None:
    found = find_files(str(two / "*.parquet"))
    before = found.digest(found.paths)
    (two / "b.parquet").write_bytes(b"changed")
    assert len(before) == 64
    assert found.digest(found.paths) != before


def test_files_are_described_by_size_and_time() -> None:
    class Elsewhere:
        protocol = ("s3",)

        def info(self, path: str) -> dict[str, Any]:
            return {"size": 10, "LastModified": datetime(2022, 2, int(path), tzinfo=UTC)}

    found = FoundFiles(filesystem=Elsewhere(), paths=("17", "18"), shown="s3://bucket/*")
    assert found.describe(found.paths) == "2 files, 20 bytes, last changed 2022-02-18T00:00:00Z"
    assert found.digest(found.paths) == ""
