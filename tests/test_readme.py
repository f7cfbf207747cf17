"""The two READMEs tell the truth: what they show of a terminal is printed, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.families import FAMILIES
from pipelines.registry import load

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
GONGKAI = Path(sys.executable).parent / "gongkai"
# What differs from run to run: times, identifiers, file names made of them, sizes that depend on them.
VOLATILE = re.compile(r"\d{17}-[0-9a-f]{8}|\d{4}-\d\d-\d\dT[\d:.]+Z|at byte \d+, \d+ bytes|[0-9a-f]{8}-[0-9a-f-]{27}")


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a terminal block, each with the lines it is shown to print."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def run(command: str, folder: Path) -> list[str]:
    words = shlex.split(command)
    assert words[0] == "gongkai"
    words = [str(folder / word) if word == "archive" else word for word in words[1:]]
    done = subprocess.run([GONGKAI, *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.splitlines()


def same(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines shown are printed, in order; `…` stands for lines left out."""
    place = 0
    for line in shown:
        if line.strip() == "…":
            continue
        wanted = VOLATILE.sub("~", line)
        rest = [VOLATILE.sub("~", each) for each in printed[place:]]
        if wanted not in rest:
            return False
        place += rest.index(wanted) + 1
    return bool(shown)


@pytest.mark.parametrize("readme", READMES)
def test_a_terminal_shown_is_what_the_commands_print(readme: str, tmp_path: Path) -> None:
    shown = [each for block in blocks(readme, "console") for each in commands(block)]
    assert len(shown) >= 3
    for command, lines in shown:
        assert same(lines, printed := run(command, tmp_path)), (command, printed)


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_table_exists_and_none_is_missing(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `gongkai (\w+)", text, re.MULTILINE))
    printed = subprocess.run([GONGKAI, "--help"], capture_output=True, text=True, check=True).stdout
    assert named == set(re.findall(r"^  (\w+)  ", printed.split("Commands:")[1], re.MULTILINE))


@pytest.mark.parametrize("page", [*READMES, *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))])
def test_links_lead_to_files_of_the_project(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    assert targets or page not in READMES
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


def test_the_two_readmes_have_the_same_parts() -> None:
    english, chinese = (outline((ROOT / readme).read_text(encoding="utf-8")) for readme in READMES)
    assert english == chinese


def outline(text: str) -> list[str]:
    """Headings by their depth, rows of tables, links by their target, and the lines of code without their remarks."""
    text = re.sub(r"codebook\.zh\.md", "codebook.md", text).replace("README.zh.md", "README.md")
    found: list[str] = []
    for number, part in enumerate(text.split("```")):
        if number % 2:
            found += [line.partition("  #")[0].rstrip() for line in part.splitlines()]
        else:
            found += [each[0] for each in re.finditer(r"^(?:#+ |\|)|(?<=\]\()[^)]+", part, re.MULTILINE)]
    return found


@pytest.mark.parametrize(("readme", "said"), [("README.md", "{} families"), ("README.zh.md", "识别 {} 类")])
def test_what_is_counted_is_as_many(readme: str, said: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert said.format(len(FAMILIES)) in text
    assert f"{len(load()):,}" in text


def test_the_make_targets_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {word for readme in READMES for block in blocks(readme, "sh") for word in re.findall(r"make (\w+)", block)}
    assert named == {"demo", "test"}
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in named)
