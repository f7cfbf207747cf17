"""Where scripts give a name a value and where they call it: looked up once a script, not once for each name.

A search for each name was linear in the script and so quadratic in a bundle: one of 150 kB with 2,000 requests in it
took 8 s, one of 1.7 MB with 3,000 was not done after ten minutes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache

_GIVEN = re.compile(r"(?<![\w$])([A-Za-z_$][\w$]*)['\"]?\s*(?:=(?![=>])|:)\s*(?=\S)")
_MEMBER = re.compile(r"""(?<![\w$])([A-Za-z_$][\w$]*)(?:\.([\w$]+)|\[['"]([\w.-]+)['"]\])\s*=(?!=)\s*""")
_CALLED = re.compile(r"(?<!function )(?<![\w$])(?!function\b)([A-Za-z_$][\w$]*)\s*\(")
# In a bundle of this many characters a name of one letter or two is given thousands of values: none is its.
BUNDLE, _SHORT = 100_000, 2
_MOST = 64  # places kept of a name


class Names:
    """The places of a script's names, each just behind its mark: where the value, or the first argument, begins."""

    def __init__(self, scripts: str) -> None:
        self.scripts = scripts

    def given(self, name: str) -> list[int]:
        """Where a variable or a member of an object is given a value (`name = …`, `name: …`)."""
        return [] if len(name) <= _SHORT and len(self.scripts) > BUNDLE else self._given.get(name, [])

    def set_on(self, name: str) -> dict[str, int]:
        """By member, where one is first set on an object (`name.member = …`, `name['member'] = …`)."""
        return self._members.get(name, {})

    def called(self, name: str) -> list[int]:
        """Where a function is called."""
        return self._called.get(name, [])

    @cached_property
    def _given(self) -> dict[str, list[int]]:
        return _places(_GIVEN, self.scripts)

    @cached_property
    def _called(self) -> dict[str, list[int]]:
        return _places(_CALLED, self.scripts)

    @cached_property
    def _members(self) -> dict[str, dict[str, int]]:
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for each in _MEMBER.finditer(self.scripts):
            found[each[1]].setdefault(each[2] or each[3], each.end())
        return found


@lru_cache(maxsize=8)
def names_of(scripts: str) -> Names:
    """The names of a script; those of the last few are remembered."""
    return Names(scripts)


def _places(pattern: re.Pattern[str], scripts: str) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for each in pattern.finditer(scripts):
        if len(found[each[1]]) < _MOST:
            found[each[1]].append(each.end())
    return found
