"""What a report's sentences say, held against its tables, against each other, and against their own shares and parts.

Rules (each finding names both figures and the indicators concerned):

- `sentence.table`: a figure in prose is the figure of the table's cell of the same indicator, or one of the sums of
  cells that the sentence may speak of (`equals` in `data/forms/sentences.toml`, with the official wording each rests
  on). 《中华人民共和国政府信息公开条例》第五十条 lists one set of figures for one report.
- `sentence.sentence`: two sentences that state one total state one figure.
- `sentence.share`: 占X% is the part over its whole, to the decimals printed.
- `sentence.parts`: 其中 names parts of a whole: they never exceed it, and make it up where the list is exhaustive.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, takewhile

from parsers.forms import load_forms
from parsers.model import Document, Finding, Observation, Severity
from parsers.quantities import Quantity, Sentence, scan
from parsers.sentences import SURE
from parsers.vocabulary import vocabulary

# What the requests of an outcome are shares of, in the form's table.
_HANDLED = (
    "requests.processed_total.total",
    "requests.received.total",
    "requests.received.total + requests.carried_in.total",
)
_MONEY = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
# Statements of these are often of one column, one occasion or one subject: two that differ raise a doubt, no more.
_PARTIAL = re.compile(
    r"\.channel\.|^response\.|^training\.|^capacity\.|\.website\b|\.gazette\b|normative_documents|on_request"
)


def check_statements(document: Document, table: Sequence[Observation], stated: Sequence[Observation]) -> list[Finding]:
    """The contradictions of a report's prose, in the order of the rules above and of their place in the text.

    `table` are the observations read from its tables, `stated` those that `read_sentences` read from its prose. A
    figure that its own words call approximate takes part in no check. A sum that lacks a
    row of the form, absent or not placed, denies nothing above it. Severity `error` where scope
    and whole are certain, else `warning`.
    """
    cells = _Cells(table)
    exact = [each for each in stated if each.value is not None and each.basis == "sentence"]
    findings = [*_against_table(cells, exact), *_against_each_other(cells, exact)]
    named = {int(each.where["start"]): each.indicator for each in stated}
    findings.extend(_lists_and_shares(document, named, cells))
    return findings


# --- sentence and table --------------------------------------------------------------------------------------------


class _Cells:
    """The table's figures by indicator, and sums over them."""

    def __init__(self, table: Sequence[Observation]) -> None:
        self.values: dict[str, Decimal] = {}
        self.units: dict[str, str | None] = {}
        self.codes: set[str] = {each.indicator for each in table}
        self.ordered = sorted(self.codes)
        self.rows: dict[str, list[Decimal]] = {}
        for each in table:
            if each.status == "reported" and each.value is not None and each.indicator not in self.values:
                value = self.values[each.indicator] = _exactly(each.value)
                self.units[each.indicator] = each.unit
                self.rows.setdefault(each.indicator.rpartition(".")[0], []).append(value)

    def total(self, expression: str) -> tuple[Decimal, bool] | None:
        """The sum of an expression's cells and whether none of them is blank; null where the table has none of them."""
        total, whole, seen = Decimal(0), True, False
        for term in expression.split(" + "):
            codes = self._matching(term)
            if not codes:
                return None
            for code in codes:
                value, complete = self._row(code)
                total += value or 0
                whole &= complete
                seen |= value is not None
            whole &= "*" not in term or len(codes) >= _fewest(term)
        return (total, whole) if seen else None

    def _matching(self, term: str) -> list[str]:
        """The indicators of the table that a term names; `*` stands for one step of a code."""
        if "*" not in term:
            return [term] if term in self.codes else []
        head = term.partition("*")[0]
        alike = takewhile(lambda code: code.startswith(head), self.ordered[bisect_left(self.ordered, head) :])
        return [code for code in alike if _pattern(term).fullmatch(code)]

    def _row(self, code: str) -> tuple[Decimal | None, bool]:
        """A cell's value; for a blank total, the sum over its row, which is then not known to be whole."""
        if code in self.values:
            return self.values[code], True
        row = code.removesuffix(".total")
        parts = self.rows.get(row, ())
        return (sum(parts, Decimal(0)) if row != code and parts else None), False


@lru_cache(maxsize=256)
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(re.escape(term).replace(r"\*", r"[^.]+"))


@lru_cache(maxsize=256)
def _fewest(term: str) -> int:
    """How many indicators a term with a `*` names in the form that has fewest of them."""
    counts = (sum(bool(_pattern(term).fullmatch(code)) for code in form.indicators()) for form in load_forms().values())
    return min(filter(None, counts), default=0)


def _against_table(cells: _Cells, stated: Sequence[Observation]) -> Iterator[Finding]:
    """Rule `sentence.table`: one finding for each figure of an indicator that none of its sums bears out."""
    distinct = {(each.indicator, each.value, each.unit): each for each in reversed(stated)}
    held = {key: _disagreement(cells, each) for key, each in distinct.items()}
    agreed = {indicator for (indicator, *_), against in held.items() if against is None}
    for key, against in reversed(held.items()):
        if against is not None:
            yield _table_finding(distinct[key], against, key[0] in agreed)


def _disagreement(cells: _Cells, stated: Observation) -> Decimal | None:
    """The table's figure where it denies a statement; null where it bears it out or has nothing to say."""
    value = Decimal(str(stated.value))
    against: Decimal | None = None
    for expression, foremost in vocabulary().sums.get(stated.indicator, {stated.indicator: True}).items():
        held = cells.total(expression)
        if held is None:
            continue
        total, whole = held
        total = _converted(total, cells.units.get(expression), stated.unit)
        if total == value or (not whole and value > total):
            return None  # blank cells may hold what is lacking
        if foremost and against is None:
            against = total  # the other sums can bear a statement out, never deny it
    return against


def _converted(value: Decimal, unit: str | None, into: str | None) -> Decimal:
    """An amount of money in the unit that a sentence prints; everything else as it is."""
    if unit in _MONEY and into in _MONEY:
        return value * _MONEY[unit] / _MONEY[into]
    return value


def _table_finding(stated: Observation, held: Decimal, agreed: bool) -> Finding:
    """A sentence that the table denies; a doubt where another sentence agrees and this one may state a part."""
    part = agreed and Decimal(str(stated.value)) < held
    severity: Severity = "error" if stated.confidence >= SURE and not part else "warning"
    said = f"the text states {stated.raw} ({_number(stated.value)}) for {stated.indicator}"
    message = f"{said}, the table gives {_number(held)}"
    return Finding("sentence.table", severity, message, (stated.indicator,), stated.value, _plain(held))


# --- sentence and sentence -----------------------------------------------------------------------------------------


def _against_each_other(cells: _Cells, stated: Sequence[Observation]) -> Iterator[Finding]:
    """Rule `sentence.sentence`: the first figure of an indicator against each other one; the table, if any, decides."""
    carried = {Decimal(str(each.value)) for each in stated if ".carried_in." in each.indicator}
    groups: dict[str, list[Observation]] = {}
    for each in stated:
        if each.confidence >= SURE:
            groups.setdefault(each.indicator, []).append(each)
    for indicator, group in groups.items():
        sums = vocabulary().sums.get(indicator, {indicator: True})
        if any(foremost and cells.total(expression) for expression, foremost in sums.items()):
            continue
        yield from _differing(group, carried)


def _differing(group: list[Observation], carried: set[Decimal]) -> Iterator[Finding]:
    """The figures of one indicator that differ from the first; new and all requests differ by those carried in."""
    first = group[0]
    seen = {_amount(first)}
    for other in group[1:]:
        amount = _amount(other)
        if amount in seen or abs(amount - _amount(first)) in carried:
            continue
        seen.add(amount)
        severity: Severity = "warning" if _PARTIAL.search(first.indicator) else "error"
        message = f"one sentence states {first.raw} for {first.indicator}, another {other.raw}"
        yield Finding("sentence.sentence", severity, message, (first.indicator,), first.value, other.value)


def _amount(stated: Observation) -> Decimal:
    """A stated value, money in 元."""
    return Decimal(str(stated.value)) * _MONEY.get(stated.unit or "", Decimal(1))


# --- shares and parts ----------------------------------------------------------------------------------------------

_MARKER = re.compile(r"(?P<where>[,;。(]?其中(?:包括)?[,:]?)|(?P<colon>[:])|(?P<apart>[,]?分别(?:为|是)[:]?)")
_NEAR = 3
_CHANGE = re.compile(r"(?:增加|减少|增长|减|增|多|少|上升|下降|提高)了?$")
# An item that begins so is a new statement, no part of the whole before it.
_ANEW = re.compile(
    r"^[,;、。)]*(?:共|均|已(?!主动|经|公开)|全部|全年|同时|另|此外|累计|收到|受理|结转|举办|召开|开展|组织|截至|20\d\d年|"
    r"答复|办结|办理|较|比|同比|增|减|上年|去年|并|还|通过.{0,12}(?:召开|举办)|[一二三四五六七八九]是)"
)
_SHARE = re.compile(r"^[,(]?占(?:比)?(?P<of>[^,;。%\d]{0,14})$")
# What a share may be said to be of: the whole before it, under any name.
_OF_WHOLE = re.compile(
    r"(?:(?:申请|答复|受理|公开|办理|信息|其|本年度?|全年)*(?:总数|总量|总体|总|全部|总件数|总条数)?(?:的)?(?:比例|比重|比)?(?:为|是)?)"
)
_CHANNELS = re.compile(
    r"网站|门户|微信|微博|公报|媒体|报[纸刊社]|电视|广播|[公宣][开告传示]栏|公众号|新媒体|客户端|平台|渠道|发布会"
)
# 复议案件73件、应诉案件20件，其中涉及信息公开的复议7件、诉讼15件: two wholes, and a part of each.
_SUBJECTS = (_CHANNELS, re.compile(r"复议"), re.compile(r"诉讼|应诉"))
_KINDS = (
    re.compile(r"网|信函|当面|传真|邮|现场|窗口"),
    re.compile(r"自然人|公民|个人|法人|企业|组织|机构|律师"),
    re.compile(r"予以公开|同意|不予|部分公开|无法提供|不存在|不属于|其他处理|补正|已主动公开"),
)
_REST = re.compile(r"其[他它余]")


@dataclass(slots=True)
class _Item:
    """One part of a list: its figure, the words before it and the share printed after it."""

    figure: Quantity
    words: str
    share: Quantity | None = None


@dataclass(slots=True)
class _List:
    """A whole and the parts named of it, in one sentence; `marker` is the word that opens the list."""

    sentence: Sentence
    whole: Quantity
    home: Sentence
    marker: str
    items: list[_Item] = field(default_factory=list)
    doubtful: bool = False
    nested: bool = False


def _lists_and_shares(document: Document, named: Mapping[int, str], cells: _Cells) -> Iterator[Finding]:
    """Rules `sentence.share` and `sentence.parts` over every sentence that counts."""
    handled = [held[0] for each in _HANDLED if (held := cells.total(each)) and held[0]]
    before: Sentence | None = None
    for sentence in scan(document.text):
        if len(sentence.quantities) > 1 or (before and sentence.quantities):
            adjoining = before if before and sentence.line == before.line else None
            lists = list(_lists(sentence, adjoining))
            yield from _shares(sentence, adjoining, lists, named, handled)
            for each in lists:
                yield from _parts(each, named)
        before = sentence


def _lists(sentence: Sentence, before: Sentence | None) -> Iterator[_List]:
    """The lists of parts in a sentence; one that opens with 其中 may take its whole from the sentence before."""
    openings = list(_openings(sentence, before))
    wholes = {id(opening.whole) for _, opening in openings}
    ends = [start for start, _ in openings[1:]] + [len(sentence.folded)]
    for (start, opening), end in zip(openings, ends, strict=False):
        _fill(opening, start, end)
        opening.nested = any(id(item.figure) in wholes for item in opening.items)
        yield opening  # the last of `ends` closes the last list


def _openings(sentence: Sentence, before: Sentence | None) -> Iterator[tuple[int, _List]]:
    """Where each list begins, with its whole: the counted figure right before the word that opens it."""
    for match in _MARKER.finditer(sentence.folded):
        home, place = sentence, _before_brackets(sentence.folded, match.start())
        if match.start() == 0 and match["where"] and before:
            home, place = before, _before_brackets(before.folded, len(before.folded.rstrip("。")))
        counted = [each for each in home.quantities if each.end <= place and each.unit != "%"]
        if (
            counted
            and counted[-1].unit
            and not _compares(home, counted[-1])
            and place - counted[-1].end <= (0 if match["colon"] else _NEAR)
        ):
            marker = match.lastgroup or ""
            yield match.end(), _List(sentence, counted[-1], home, marker, doubtful=not counted[-1].exact)


def _compares(home: Sentence, figure: Quantity) -> bool:
    """Whether a figure says by how much another grew or fell: 新收18件，同比增加3件（去年15件），其中 … has none."""
    return bool(_CHANGE.search(home.folded[max(0, figure.start - 4) : figure.start]))


def _before_brackets(folded: str, place: int) -> int:
    """A place, or where the bracketed words right before it begin: 100条（含解读8条）其中."""
    opened = folded.rfind("(", 0, place) if folded[:place].endswith(")") else -1
    return opened if opened >= 0 else place


def _fill(opening: _List, start: int, end: int) -> None:
    """The items of a list: figures of the whole's unit, up to what begins a new statement."""
    folded, previous = opening.sentence.folded, start
    for figure in opening.sentence.quantities:
        if not start <= figure.start < end:
            continue
        words = folded[previous : figure.start]
        if figure.unit == "%":
            if opening.items and _share_of_whole(folded, opening.items[-1].figure, figure):
                opening.items[-1].share = figure
        elif folded.count("(", start, figure.start) == folded.count(")", start, figure.start):
            if opening.items and (_ANEW.search(words) or (";" in words and _made_up(opening))):
                return
            if figure.unit is not None and figure.unit != opening.whole.unit:
                return
            opening.doubtful |= figure.unit is None or not figure.exact
            opening.items.append(_Item(figure, words))
        previous = figure.end


def _made_up(each: _List) -> bool:
    """Whether the parts so far are the whole already: 9件,其中维持7件、纠正2件;诉讼5件 goes on with something else."""
    return sum((item.figure.value for item in each.items), Decimal(0)) == each.whole.value


def _share_of_whole(folded: str, part: Quantity, share: Quantity) -> bool:
    """Whether a percentage is said of a part and of the whole before it: 占, with no other whole named."""
    match = _SHARE.match(folded[part.end : share.start])
    return bool(match and share.exact and _OF_WHOLE.fullmatch(match["of"]))


def _shares(
    sentence: Sentence,
    before: Sentence | None,
    lists: Sequence[_List],
    named: Mapping[int, str],
    handled: Sequence[Decimal],
) -> Iterator[Finding]:
    """Rule `sentence.share`: an error where 其中 names the whole, a doubt where every figure before it might be.

    What no 其中 divides may be a share of the requests that the table says were `handled`.
    """
    listed: set[int] = set()
    outer: list[Quantity] = []
    for each in lists:
        outer += [*_before_whole(each), each.whole]
        for item in each.items:
            if item.share:
                listed.add(id(item.share))
                yield from _share(sentence, item.figure, item.share, outer, named, "error")
    for part, share in pairwise(sentence.quantities):
        implied = share.unit == "%" and id(share) not in listed and part.unit not in (None, "%")
        if implied and _share_of_whole(sentence.folded, part, share):
            requests = any(code.startswith("requests.") for code in _indicators(sentence, (part,), named))
            if requests and any(_is_share(part.value, whole, share) for whole in handled):
                continue
            yield from _share(sentence, part, share, _wholes(sentence, before, part), named, "warning")


def _before_whole(each: _List) -> list[Quantity]:
    """The figures before a list's whole that its parts may be of: 公开156条，累计512条，其中业务类60条，占38.5%."""
    whole = each.whole
    return [one for one in each.home.quantities if one.end <= whole.start and one.unit == whole.unit and one.exact]


def _wholes(sentence: Sentence, before: Sentence | None, part: Quantity) -> list[Quantity]:
    """The figures a share may be of: those of the part's unit before it, in its sentence and the one before.

    Those that a share is printed of are parts themselves; none is smaller than the part.
    """
    found: list[Quantity] = []
    for home in (before, sentence) if before else (sentence,):
        figures = [each for each in home.quantities if home is before or each.start < part.start]
        shared = {id(part) for part, share in pairwise(home.quantities) if share.unit == "%"}
        found += [each for each in figures if each.unit == part.unit and id(each) not in shared]
    return [each for each in found if each.value >= part.value]


def _share(
    sentence: Sentence,
    part: Quantity,
    share: Quantity,
    wholes: Sequence[Quantity],
    named: Mapping[int, str],
    severity: Severity,
) -> Iterator[Finding]:
    """A finding where a stated share is that of its part in none of the wholes it may be of.

    One unit of the last printed decimal is allowed: shares are cut off as well as rounded, and nudged to sum to 100.
    """
    if not (part.exact and wholes and all(whole.exact for whole in wholes)):
        return
    computed = [(part.value * 100 / whole.value, whole) for whole in wholes if whole.value]
    if not computed or any(_is_share(part.value, whole.value, share) for _, whole in computed):
        return
    nearest, whole = min(computed, key=lambda each: abs(each[0] - share.value))
    nearest = nearest.quantize(Decimal(1).scaleb(-max(share.places, 2)))
    message = (
        f"the text gives {_number(part.value)} as {_number(share.value)} % of {_number(whole.value)}; "
        f"{_number(part.value)}/{_number(whole.value)} is {nearest} %"
    )
    indicators = _indicators(sentence, (part,), named)
    yield Finding("sentence.share", severity, message, indicators, _plain(share.value), _plain(nearest))


def _is_share(part: Decimal, whole: Decimal, share: Quantity) -> bool:
    """Whether a share is that of a part in a whole, to one unit of the last decimal printed."""
    return abs(part * 100 / whole - share.value) <= Decimal(1).scaleb(-share.places)


def _parts(each: _List, named: Mapping[int, str]) -> Iterator[Finding]:
    """Rule `sentence.parts`: parts above their whole, or parts that are said to be all of it and are not."""
    if each.doubtful or not each.items:
        return
    whole, kinds = each.whole.value, _exclusive(each)
    for items in kinds:
        total = sum((item.figure.value for item in items), Decimal(0))
        severity = _verdict(each, items, total, whole)
        earlier = _earlier(each)
        if severity and total not in earlier and not (len(kinds) > 1 and any(total <= other for other in earlier)):
            parts = " + ".join(_number(item.figure.value) for item in items)
            message = f"the parts stated in the text, {parts}, make {_number(total)}; their whole is {_number(whole)}"
            figures = [each.whole] if each.home is each.sentence else []
            indicators = _indicators(each.sentence, (*figures, *(item.figure for item in items)), named)
            yield Finding("sentence.parts", severity, message, indicators, _plain(total), _plain(whole))


def _earlier(each: _List) -> set[Decimal]:
    """What else the parts may be of, when they are more than the figure right before them.

    新收127件，上年结转6件，其中自然人110件、法人17件 divides the first figure (or both together), not the nearest.
    """
    before = [
        figure.value
        for figure in each.home.quantities
        if figure.end <= each.whole.end and figure.unit == each.whole.unit and figure.exact
    ]
    return {*before, *(left + right for left, right in pairwise(before))} if len(before) > 1 else set()


def _exclusive(each: _List) -> list[list[_Item]]:
    """The parts that may be added up: those by channel apart from those by applicant, outcome or subject."""
    if _shared_out(each.items):
        return [each.items]
    kinds: dict[int, list[_Item]] = {}
    patterns = _KINDS if _of_requests(each) else _SUBJECTS
    for item in each.items:
        kind = next((place for place, pattern in enumerate(patterns) if pattern.search(item.words)), len(patterns))
        kinds.setdefault(kind, []).append(item)
    if len(kinds) > 1 and sum((item.figure.value for item in each.items), Decimal(0)) > each.whole.value:
        return list(kinds.values())
    return [each.items]


def _shared_out(items: Sequence[_Item]) -> bool:
    """Whether the shares printed beside the parts say that they are the whole: they sum to about 100."""
    shares = [item.share.value for item in items if item.share]
    return len(shares) == len(items) > 1 and abs(sum(shares, Decimal(-100))) <= 1


def _verdict(each: _List, items: Sequence[_Item], total: Decimal, whole: Decimal) -> Severity | None:
    """How grave it is that parts make a total other than their whole; null where nothing says they should."""
    if total == whole:
        return None
    if total > whole:
        if _overlapping(each, items) and all(item.figure.value <= whole for item in items):
            return None
        return "warning" if each.nested or len(each.items) != len(items) else "error"
    if _shared_out(items):
        return "error"
    said = each.marker in ("colon", "apart") or bool(_REST.search(items[-1].words))
    return "warning" if said and len(items) > 1 and not each.nested else None


def _overlapping(each: _List, items: Sequence[_Item]) -> bool:
    """Whether one thing may be counted in several parts: information that is disclosed through several channels.

    The form of 2014 says so: 不同渠道和方式公开相同信息计1条. A request comes by one channel only.
    """
    return not _of_requests(each) and any(_CHANNELS.search(item.words) for item in items)


def _of_requests(each: _List) -> bool:
    """Whether the whole of a list counts requests."""
    return "申请" in each.home.folded[max(0, each.whole.start - 24) : each.whole.start]


def _exactly(value: float) -> Decimal:
    """A figure as the decimal that was printed."""
    return Decimal(value) if isinstance(value, int) else Decimal(str(value))


# --- words ---------------------------------------------------------------------------------------------------------


def _indicators(sentence: Sentence, figures: Sequence[Quantity], named: Mapping[int, str]) -> tuple[str, ...]:
    """The indicators that figures of a sentence were read under."""
    starts = (sentence.offsets[figure.start] for figure in figures)
    return tuple(dict.fromkeys(named[start] for start in starts if start in named))


def _plain(value: Decimal) -> int | float:
    """A decimal as an int where it is whole, else as a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def _number(value: Decimal | float | None) -> str:
    """A figure for a message."""
    return str(_plain(Decimal(str(value))))
