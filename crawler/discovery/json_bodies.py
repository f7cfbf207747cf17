"""Requests that post an object of JSON: the page's number in it, wherever it lies, or the rows before a part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.discovery.scripts import page_parameter

_OFFSET = re.compile(r"offset|skip|start(?:_?(?:index|row|pos|num))?|first_?result|begin(?:_?index)?|from", re.I)
_SIZE = re.compile(r"(?:page_?)?size|limit|(?:max_?)?(?:rows|results)|length|per_?page|take|page_?rows|count", re.I)


def written(value: dict[str, Any]) -> str:
    """An object as it is posted."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def bumped_json(body: str) -> list[str]:
    """An object with its page parameter one up (from nought, two up as well); empty where it has none or is none."""
    found = []
    for step in (1, 2):
        try:
            value = json.loads(body)
        except ValueError:
            return []
        held = next((each for each in _objects(value) if _page_in(each)), None)
        if held is None:
            return _further_on(value)
        name = _page_in(held)
        if step in steps_from(str(held[name])):
            held[name] = type(held[name])(int(held[name]) + step)
            found.append(written(value))
    return found


def _further_on(value: dict[str, Any]) -> list[str]:
    """An object with the number of rows before its part raised by those of a part; empty where it has none."""
    for held in _objects(value):
        if moved := offset_moved({name: str(inner) for name, inner in held.items()}):
            name, number = moved
            held[name] = type(held[name])(number)
            return [written(value)]
    return []


def offset_moved(values: Mapping[str, str]) -> tuple[str, str] | None:
    """The field that counts the rows before a part of a list, and what it is for the next part (`offset=10&limit=10`:
    20); None where a request has none.
    """
    name = next((one for one, value in values.items() if _OFFSET.fullmatch(one) and value.isdigit()), "")
    size = next((value for one, value in values.items() if _SIZE.fullmatch(one) and value.isdigit()), "0")
    return (name, str(int(values[name]) + int(size))) if name and int(size) else None


def steps_from(number: str) -> tuple[int, ...]:
    """How far the next page's number is from a page's; none from what is no number. After a page nought comes page one,
    or page two where the service takes nought for one.
    """
    return () if not number.isdigit() else (1, 2) if number == "0" else (1,)


def _page_in(item: dict[str, Any]) -> str:
    return page_parameter(
        name for name, value in item.items() if isinstance(value, (int, str)) and str(value).isdigit()
    )


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
