"""Requests that post an object of JSON: the page's number in it, wherever it lies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawler.discovery.scripts import page_parameter


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
        name = _page_in(held) if held else ""
        if held and step in steps_from(str(held[name])):
            held[name] = type(held[name])(int(held[name]) + step)
            found.append(written(value))
    return found


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
