"""Headless Chromium for the tests, and `gongkai serve` for it to look at."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """`gongkai serve` on a free port; gives its address, and sees that it ends when it is told to."""
    program = "from crawler.cli import app; app()"
    command = [sys.executable, "-c", program, "serve", "--archive", str(archive), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found, "the server says no address"
        yield found[0].rstrip("/")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, "the server did not end in peace"
    finally:
        process.kill()
        process.wait()
