"""The history of a report, folded from looks."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipelines.changes import Content, FigureKey, FigureState, Look, figure_changes, fold

A, B = 1, 2
Figures = dict[FigureKey, list[FigureState]]


def content(figures: str, text: str = "t", metadata: str = "m", rank: int = 0, reading: int = 0) -> Content:
    return Content(
        reading or hash((figures, text)) % 1000, (text.encode(), figures.encode(), metadata.encode()), (rank,)
    )


def look(day: int, document: int, found: Content | None) -> Look:
    at = f"2026-01-{day:02d}T00:00:00.000Z"
    return Look(at, ("w", day * 10 + document), document, day * 10 + document, found, at)


def told(looks) -> list[tuple[str, int | None, int | None]]:
    return [(event.kind, event.before, event.after) for event in fold(looks).events]


def test_a_report_seen_again_unchanged_has_one_version_and_a_later_last_seen():
    history = fold([look(1, A, content("1")), look(2, A, content("1"))])
    assert [event.kind for event in history.events] == ["first_seen"]
    assert (history.versions[0].first_seen[:10], history.versions[0].last_seen[:10]) == ("2026-01-01", "2026-01-02")


def test_a_revision_is_a_new_version_and_its_return_the_old_one():
    looks = [look(1, A, content("1")), look(2, A, content("2")), look(3, A, content("1"))]
    assert told(looks) == [("first_seen", None, 1), ("revised", 1, 2), ("revised", 2, 1)]
    assert fold(looks).current == 1


def test_a_removal_needs_confirmation():
    gone_once = [look(1, A, content("1")), look(2, A, None)]
    assert told(gone_once) == [("first_seen", None, 1)]
    assert told([*gone_once, look(3, A, None)])[1:] == [("removed", 1, None)]
    assert told([*gone_once, look(3, A, None), look(4, A, None)])[1:] == [("removed", 1, None)]


def test_a_move_is_of_the_moment_that_confirmed_it_however_soon_the_next_look_is():
    def at(hour: int, document: int, found: Content | None) -> Look:
        return replace(look(2, document, found), at=f"2026-01-02T{hour:02d}:00:00.000Z", order=("w", 100 + hour))

    looks = [look(1, A, content("1")), at(1, A, None), at(2, B, content("1")), at(3, A, None)]
    moments = [
        [event.at for event in fold(seen).events if event.kind == "moved"]
        for seen in (looks, [*looks, at(9, B, content("1"))])
    ]
    assert moments == [["2026-01-02T03:00:00.000Z"]] * 2


def test_a_move_to_an_address_that_sorts_first_is_told():
    old, new = replace(content("1"), address="b"), replace(content("1"), address="a")
    looks = [look(1, A, old), look(2, A, old), look(2, B, new), look(3, A, None), look(4, A, None)]
    assert told(looks) == [("first_seen", None, 1), ("moved", 1, 1)]
    assert fold([look(1, A, old), look(1, B, new)]).document == B


def test_a_look_between_absences_starts_the_count_again():
    looks = [look(1, A, content("1")), look(2, A, None), look(3, A, content("1")), look(4, A, None)]
    assert told(looks) == [("first_seen", None, 1)]


def test_what_was_removed_and_comes_back_is_restored():
    looks = [look(1, A, content("1")), look(2, A, None), look(3, A, None), look(4, A, content("1"))]
    assert told(looks)[1:] == [("removed", 1, None), ("restored", 1, 1)]


def test_the_same_content_at_a_new_address_has_moved():
    looks = [look(1, A, content("1")), look(2, A, None), look(3, A, None), look(4, B, content("1"))]
    assert told(looks)[1:] == [("removed", 1, None), ("restored", 1, 1), ("moved", 1, 1)]
    at_once = [look(1, A, content("1")), look(2, A, None), look(2, B, content("1")), look(3, A, None)]
    assert told(at_once)[1:] == [("moved", 1, 1)]


def test_the_order_of_a_crawl_leaves_no_trace():
    page, print_ = content("1", "page", rank=0), content("1", "print", rank=1)
    first = fold([replace(look(1, B, print_), order=("a", 0)), look(1, A, page)])
    assert (first.document, len(first.versions), first.versions[0].reading) == (A, 1, page.reading)
    assert [event.kind for event in first.events] == ["first_seen"]


def test_a_better_source_found_later_is_no_revision():
    looks = [look(1, B, content("1", "print", rank=1)), look(2, A, content("2", "page", rank=0))]
    history = fold(looks)
    assert told(looks) == [("first_seen", None, 1), ("source", 1, 2)]
    assert history.document == A
    assert set(history.present) == {A, B}


def test_a_witness_that_takes_over_is_no_revision_but_news_at_a_new_address_is():
    page, print_ = content("1", rank=0), content("2", rank=1)
    witness = [look(1, A, page), look(1, B, print_), look(2, A, None), look(3, A, None)]
    assert told(witness)[1:] == [("moved", 1, 1), ("source", 1, 2)]
    later = [look(1, A, page), look(2, A, None), look(3, B, print_), look(4, A, None)]
    assert told(later)[1:] == [("moved", 1, 1), ("revised", 1, 2)]


def test_a_revision_is_told_also_where_a_better_document_takes_over_in_the_same_round():
    better = content("2", rank=-1)
    same = [look(1, A, content("1")), look(3, A, content("2")), look(3, B, better)]
    assert told(same) == [("first_seen", None, 1), ("revised", 1, 2)]
    other = [look(1, A, content("1")), look(3, A, content("3")), look(3, B, better)]
    assert told(other) == [("first_seen", None, 1), ("revised", 1, 3), ("source", 3, 2)]


def test_a_witness_that_goes_is_no_removal():
    looks = [look(1, A, content("1")), look(1, B, content("1", rank=1)), look(2, B, None), look(3, B, None)]
    assert told(looks) == [("first_seen", None, 1)]
    assert set(fold(looks).present) == {A}


LOOKS = st.lists(
    st.tuples(st.integers(1, 28), st.sampled_from([A, B]), st.sampled_from(["1", "2", None])),
    max_size=12,
    unique_by=lambda x: x[:2],
)


@given(LOOKS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(plan, rng: random.Random):
    looks = [look(day, document, content(found, rank=document) if found else None) for day, document, found in plan]
    shuffled = list(looks)
    rng.shuffle(shuffled)
    assert fold(looks) == fold(shuffled)


@given(LOOKS)
def test_versions_are_distinct_and_events_join_up(plan):
    looks = [look(day, document, content(found, rank=document) if found else None) for day, document, found in plan]
    history = fold(looks)
    assert [version.number for version in history.versions] == list(range(1, len(history.versions) + 1))
    assert [event.kind for event in history.events].count("first_seen") == bool(history.versions)
    assert all(version.first_seen <= version.last_seen for version in history.versions)
    current = None
    for event in history.events:
        assert event.before == current
        current = event.after if event.after is not None else current
    assert (current or 0) == history.current


def test_figures_are_compared_by_indicator_and_what_stays_is_left_out():
    old: Figures = {
        ("a", "table"): [("reported", 1, "件", "")],
        ("s", "sentence"): [("reported", n, "件", "") for n in (1, 2)],
    }
    new: Figures = {
        ("a", "table"): [("blank", None, "件", "")],
        ("s", "sentence"): [("reported", n, "件", "") for n in (2, 5)],
    }
    assert list(figure_changes(old, new)) == [
        ("a", "table", ("reported", 1, "件", ""), ("blank", None, "件", "")),
        ("s", "sentence", ("reported", 1, "件", ""), ("reported", 5, "件", "")),
    ]
    assert next(figure_changes(old, {})) == ("a", "table", ("reported", 1, "件", ""), None)
