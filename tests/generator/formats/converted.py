"""Reports as old Word files, written by LibreOffice where the machine has it; too slow for the suite, never pinned."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from random import Random

from tests.generator.formats import office
from tests.generator.model import Content


def has_office() -> bool:
    """Whether LibreOffice is here."""
    return shutil.which("soffice") is not None


def write(rng: Random, content: Content, style: str) -> bytes:
    """The report as a binary Word file (`doc`) or as OpenDocument text (`odt`)."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "report.docx")
        source.write_bytes(office.docx_file(rng, content, "joined"))
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", style]
        subprocess.run([*command, "--outdir", folder, str(source)], check=True, capture_output=True, timeout=120)
        return Path(folder, f"report.{style}").read_bytes()
