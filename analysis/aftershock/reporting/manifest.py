"""The manifest: what went in, what came out, by checksum; no clock time and no machine in it."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import pandas as pd

from aftershock import __version__
from aftershock.alignment import count_outcomes
from aftershock.markets import Prices, PriceSource
from aftershock.markets.addresses import is_address, shown_address
from aftershock.reporting.studyfile import StudyFile


class Found(Protocol):
    """What a manifest needs to know of findings of either kind."""

    @property
    def listed(self) -> pd.DataFrame:
        """Headlines or events, with what was read and rejected in ``attrs``."""

    @property
    def outcomes(self) -> "Mapping[str, pd.Series[str]]":
        """Outcome of every pair, by kind of time."""

    @property
    def loaded(self) -> tuple[Prices, ...]:
        """All prices."""

    @property
    def simulated(self) -> bool:
        """Whether any of the prices are made up."""


def manifest_text(
    study: StudyFile,
    study_path: Path,
    findings: Found,
    outputs: Mapping[str, bytes],
    *,
    source: str | Path | PriceSource,
) -> str:
    """Write the manifest of a report.

    Parameters
    ----------
    study : StudyFile
        The settings, defaults filled in.
    study_path : pathlib.Path
        The study file; the other files it names are found from its folder.
    findings : Findings or EventFindings
        Everything that was computed.
    outputs : mapping of str to bytes
        Files of the report, by name.
    source : str, pathlib.Path or PriceSource
        Where the prices were taken from, which may be another place than the study names.

    Returns
    -------
    str
        JSON; the same input gives the same bytes.
    """
    counts = {name: count_outcomes(part) for name, part in findings.outcomes.items()}
    attrs = findings.listed.attrs
    settings = study.model_dump(mode="json")
    settings["prices"]["source"] = source_name(source)
    content = {
        "package": "aftershock",
        "version": __version__,
        "settings": settings,
        "inputs": file_inputs(study, study_path) | {"prices": price_inputs(findings)},
        "simulated": findings.simulated,
        "headlines" if study.events is None else "events": {
            "read": attrs["read"],
            "used": len(findings.listed),
            "rejected": len(attrs["rejected"]),
        },
        "outcomes": {
            name: {str(key): int(value) for key, value in part.items()} for name, part in counts.items()
        },
        "outputs": {name: digest(data) for name, data in sorted(outputs.items())},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def file_inputs(study: StudyFile, study_path: Path) -> dict[str, object]:
    """List the files that a study names, with their checksums."""
    folder, planted = study_path.parent, study.simulated.planted if study.simulated else None
    named = {
        "study": study_path,
        "headlines": folder / study.headlines.file if study.headlines else None,
        "events": folder / study.events.file if study.events else None,
        "description": folder / study.prices.description if study.prices.description else None,
        "planted": folder / planted if planted else None,
    }
    return {
        name: {"file": path.name, "sha256": digest(path.read_bytes())}
        for name, path in named.items()
        if path is not None and path.is_file()
    }


def source_name(source: str | Path | PriceSource) -> str:
    """Name a source of prices without the place where it lies on this machine.

    Examples
    --------
    >>> source_name("sample"), source_name("/home/me/prices"), source_name("s3://bucket/spx.parquet?key=abc")
    ('sample', 'prices', 's3://bucket/spx.parquet')
    """
    if not isinstance(source, str | Path):
        return type(source).__name__
    if str(source).startswith("store:"):
        return str(source)
    return shown_address(str(source)) if is_address(str(source)) else Path(source).resolve().name


def price_inputs(findings: Found) -> list[dict[str, object]]:
    """List every price series with its place, its range, its counts and its checksum."""
    columns = [
        "interval",
        "source",
        "location",
        "column",
        "read",
        "used",
        "dropped",
        "first",
        "last",
        "sha256",
        "retrieved",
    ]
    frames = [prices.provenance() for prices in findings.loaded]
    rows = [
        {"asset": asset, **{name: row[name] for name in columns if row[name] != ""}}
        for frame in frames
        for asset, row in frame.to_dict("index").items()
    ]
    return [
        {key: int(value) if isinstance(value, int) else value for key, value in row.items()} for row in rows
    ]


def digest(data: bytes) -> str:
    """Compute the SHA-256 of a file's bytes.

    Examples
    --------
    >>> digest(b"")[:8]
    'e3b0c442'
    """
    return sha256(data).hexdigest()
