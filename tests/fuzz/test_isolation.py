"""Readers open the file that was named and nothing else, call nobody, and expand nothing."""

import ctypes
import os
import runpy
import socket
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

FOLDER = Path(__file__).parent
FORMATS = runpy.run_path(str(FOLDER / "formats.py"))
DIALECTS, STORIES = FORMATS["DIALECTS"], FORMATS["STORIES"]
ISOLATED = FOLDER / "isolated.py"

CANARY = "opensesame"
IN_OPEN = 0x20
ENTRY = "<item><title>{}</title><pubDate>Fri, 18 Feb 2022 03:15:00 GMT</pubDate></item>"

LURES = {
    "external_entity.rss": '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY s SYSTEM "file://{secret}">]>'
    '<rss version="2.0"><channel>' + ENTRY.format("Talks &s;") + "</channel></rss>",
    "external_entity.html": '<!DOCTYPE html [<!ENTITY s SYSTEM "file://{secret}">]>\n<html><body><p>All times CET:</p>'
    "<p>Talks &s; (3:15 a.m.)</p></body></html>",
    "external_subset.rss": '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{url}feed.dtd">\n'
    '<rss version="2.0"><channel>' + ENTRY.format("Talks") + "</channel></rss>",
    "parameter_entity.atom": '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY % p SYSTEM "{url}p.dtd"> %p;]>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Talks</title>'
    "<published>2022-02-18T03:15:00Z</published></entry></feed>",
    "include.atom": '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:xi="http://www.w3.org/2001/XInclude" '
    'xml:base="{url}">\n<entry><title>Talks <xi:include href="{secret}" parse="text"/></title>'
    "<published>2022-02-18T03:15:00Z</published></entry></feed>",
    "stylesheet.xml": '<?xml version="1.0"?><?xml-stylesheet href="{url}s.xsl" type="text/xsl"?>\n'
    '<rss version="2.0"><channel>' + ENTRY.format("Talks") + "</channel></rss>",
    "links.html": '<html><head><base href="{url}"><link rel="stylesheet" href="a.css"><script src="a.js"></script>'
    '</head>\n<body><iframe src="file://{secret}"></iframe><img src="b.png"><p>All times CET:</p>'
    "<p>Talks (3:15 a.m.)</p></body></html>",
    "context.jsonld": '{{"@context": ["{url}context.json", {{"@import": "{url}"}}], "@type": "NewsArticle",\n'
    '"headline": "Talks", "datePublished": "2022-02-18T03:15:00Z", "@id": "file://{secret}", "$ref": "{url}"}}',
    "zones.csv": "time,headline,zone\n2022-02-18T03:15,Talks,{secret}\n2022-02-18T03:15,Talks,../../../..{secret}\n",
    "formula.csv": 'time,headline\n2022-02-18T03:15Z,"=WEBSERVICE(""{url}"")"\n2022-02-18T03:15Z,=cmd|\' /C x\'!A0\n',
    "address.txt": "{url}feed.xml\n",
    "address.rss": "{url}feed.xml",
    "address.json": '"{url}feed.json"\n',
    "path.txt": "{secret}\n",
    "path.csv": "{secret}",
    "path.rss": "file://{secret}",
}
"""Files that ask to read another file or to call someone; {secret} is a path, {url} an address that listens."""


@dataclass(frozen=True)
class Observation:
    """What was seen while all lures were read."""

    reported: str
    opened: int
    called: bool


def write_lures(folder: Path, *, secret: Path, url: str) -> None:
    """Write the lures, and a sound file in every format."""
    for name, text in LURES.items():
        filled = (
            text.replace("{{", "{").replace("}}", "}").replace("{secret}", str(secret)).replace("{url}", url)
        )
        (folder / name).write_text(filled, encoding="utf-8")
    write_borrowed_parquet(folder / "borrowed.parquet", secret)
    for name, dialect in DIALECTS.items():
        (folder / f"{name}{dialect.suffix}").write_bytes(dialect.write(STORIES))


def write_borrowed_parquet(path: Path, secret: Path) -> None:
    """Write Parquet metadata whose columns are said to lie in another file."""
    whole = path.with_name("whole.parquet")
    whole.write_bytes(DIALECTS["parquet"].write(STORIES))
    metadata = pq.ParquetFile(whole).metadata
    metadata.set_file_path(str(secret))
    metadata.write_metadata_file(path)


class Watch:
    """Counts how often any file in a folder is opened, by whom and from what language ever. Linux only."""

    def __init__(self, folder: Path) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        self.descriptor = library.inotify_init1(os.O_NONBLOCK)
        assert library.inotify_add_watch(self.descriptor, os.fsencode(folder), IN_OPEN) >= 0

    def close(self) -> int:
        """Stop watching and tell how many files were opened."""
        try:
            events = os.read(self.descriptor, 65_536)
        except BlockingIOError:
            events = b""
        os.close(self.descriptor)
        return len(events) // struct.calcsize("iIII")


def read_apart(folder: Path) -> str:
    """Read all files of a folder in a process of its own, as a user would without warnings as errors."""
    command = [sys.executable, "-B", "-W", "ignore", str(ISOLATED), str(folder), CANARY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def was_called(listener: socket.socket) -> bool:
    """Tell whether anyone knocked."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def write_secret(folder: Path) -> Path:
    """Write a file that no one names."""
    path = folder / "secret" / "secret.txt"
    path.parent.mkdir()
    path.write_text(f"time,headline\n2022-02-18T03:15Z,{CANARY}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Observation:
    folder = tmp_path_factory.mktemp("isolation")
    secret, lures = write_secret(folder), folder / "lures"
    lures.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        write_lures(lures, secret=secret, url=f"http://127.0.0.1:{listener.getsockname()[1]}/")
        watch = Watch(secret.parent) if sys.platform == "linux" else None
        reported = read_apart(lures)
        return Observation(reported, watch.close() if watch else 0, was_called(listener))


def test_nothing_is_opened_or_called_that_was_not_named(observed: Observation) -> None:
    assert observed.reported == ""


@pytest.mark.skipif(sys.platform != "linux", reason="watching a folder needs inotify")
def test_no_library_opens_the_secret_file(observed: Observation) -> None:
    assert observed.opened == 0


def test_no_library_calls_the_listener(observed: Observation) -> None:
    assert not observed.called


@pytest.mark.skipif(sys.platform != "linux", reason="watching a folder needs inotify")
def test_the_watch_sees_a_file_that_is_opened(tmp_path: Path) -> None:
    secret = write_secret(tmp_path)
    watch = Watch(secret.parent)
    secret.read_text(encoding="utf-8")
    assert watch.close() > 0


def test_the_recorder_sees_a_file_and_a_call(tmp_path: Path) -> None:
    script = (
        f"import runpy, sys, socket\nfrom pathlib import Path\n"
        f"recorder = runpy.run_path({str(ISOLATED)!r})['Recorder'](Path('/nowhere'))\n"
        f"sys.addaudithook(recorder)\nopen({str(tmp_path / 'other')!r}, 'w').close()\n"
        "socket.socket().connect_ex(('127.0.0.1', 9))\nprint(len(recorder.found))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2"
