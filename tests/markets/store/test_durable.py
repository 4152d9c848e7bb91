"""The order of system calls, and what the system may refuse."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from aftershock.errors import StoreError
from aftershock.markets import PriceSeries
from aftershock.markets.store import PriceStore
from aftershock.markets.store.durable import LOCK_NAME, UNFINISHED

DAYS = {"2022-02-17": 4380.26, "2022-02-18": 4348.87}
LATER = {"2022-02-18": 4348.87, "2022-02-22": 4304.76}
Make = Callable[..., PriceSeries]
Files = Callable[[PriceStore], dict[str, tuple[bytes, int]]]
FETCHED = "2022-03-01T00:00Z"


def failing(number: int) -> Callable[..., Any]:
    """A system call that fails."""

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.skipif(os.name != "posix", reason="folders are synchronised on POSIX systems only")
def test_content_is_on_the_disk_before_its_name_and_the_name_before_the_report(
    store: PriceStore, make_days: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    opened: dict[int, str] = {}

    def watched(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watch(*arguments: Any, **options: Any) -> Any:
            result = call(*arguments, **options)
            if name == "open":
                opened[result] = Path(arguments[0]).name
            else:
                target = opened[arguments[0]] if name in ("write", "fsync") else Path(arguments[1]).name
                calls.append(f"{name} {target}")
            return result

        return watch

    for name in ("open", "write", "fsync", "replace"):
        monkeypatch.setattr(os, name, watched(name, getattr(os, name)))
    store.append(make_days(DAYS), fetched_at=FETCHED)
    beside = f".2022.parquet.{os.getpid()}{UNFINISHED}"
    assert calls == [
        f"write {beside}",
        f"fsync {beside}",
        "replace 2022.parquet",
        *(f"fsync {name}" for name in ("hand", "1d", "SPX", "prices", store.root.parent.name)),
    ]


@pytest.mark.parametrize(
    ("call", "number", "advice"),
    [
        ("write", errno.ENOSPC, "Free some space, or set AFTERSHOCK_HOME to a folder on another disk"),
        ("fsync", errno.EIO, "Make the folder writable, or set AFTERSHOCK_HOME"),
        ("replace", errno.EROFS, "Make the folder writable, or set AFTERSHOCK_HOME"),
        ("open", errno.EACCES, "Make the folder writable, or set AFTERSHOCK_HOME"),
    ],
)
def test_refused_system_call_is_a_sentence_and_leaves_all_as_it_was(
    store: PriceStore,
    make_days: Make,
    files_of: Files,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    advice: str,
) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    before = files_of(store)
    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing(number))
        with pytest.raises(StoreError, match=os.strerror(number)) as refused:
            store.append(make_days(LATER), fetched_at=FETCHED)
    assert advice in str(refused.value)
    assert refused.value.data["errno"] == number
    assert files_of(store) == before


def test_file_in_the_place_of_a_folder_is_refused(store: PriceStore, make_days: Make) -> None:
    store.root.mkdir(parents=True)
    (store.root / "SPX").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be written"):
        store.append(make_days(DAYS), fetched_at=FETCHED)


def test_writer_waits_for_another_one_only_so_long(tmp_path: Path, make_days: Make) -> None:
    store = PriceStore(tmp_path, lock_timeout=0.05)
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with (
        FileLock(tmp_path / "SPX/1d/hand" / LOCK_NAME),
        pytest.raises(StoreError, match=r"Another process has been writing in .* for 0.05 s"),
    ):
        store.append(make_days(LATER), fetched_at=FETCHED)


def test_reader_needs_no_lock(store: PriceStore, make_days: Make) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    with FileLock(store.root / "SPX/1d/hand" / LOCK_NAME):
        assert store.coverage()["rows"].tolist() == [2]


def test_leftover_of_a_dead_writer_is_not_read_and_the_next_writer_removes_it(
    store: PriceStore, make_days: Make
) -> None:
    store.append(make_days(DAYS), fetched_at=FETCHED)
    leftover = store.root / f"SPX/1d/hand/.2023.parquet.99{UNFINISHED}"
    leftover.write_bytes(b"half a fi")
    assert store.coverage()["rows"].tolist() == [2]
    assert store.verify()[["problem", "serious"]].values.tolist() == [["unfinished", False]]
    store.append(make_days(DAYS), fetched_at=FETCHED)
    assert not leftover.exists()
