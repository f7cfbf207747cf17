"""Figures stated in prose: each becomes an observation under the indicator its clause speaks of, or is left out.

What sentences speak of is data (`data/forms/sentences.toml`); what is decided here is whether a figure is the report's
own and of its year: the period (the year, since the Regulations took effect, another year, a month), the scope (the
whole agency, one bureau under it, the units it supervises) and the part (one channel, one kind of applicant).
Silence is preferred to a wrong indicator: a figure whose clause fits no entry, or whose period or scope is another's,
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.bearing import certainty, period_at, periods_in, reporter, subject_at
from parsers.model import Document, Observation
from parsers.normal import fold
from parsers.quantities import ABOUT, Quantity, Sentence, line_before, scan
from parsers.vocabulary import FORMS, Concept, Period, vocabulary

# The least confidence at which a figure may be called a contradiction rather than a doubt.
SURE = 0.8
# A sentence that goes on with the figures of the one right before it.
_GOING_ON = ("其中", "包括", "按", "分别", "从", "已", "均")
_ADJOINING = 8
# A period this near the beginning of a sentence opens a new statement, under no earlier subject.
_OPENING = 4
# A longer line above a paragraph is no heading.
_HEADING = 40
# A figure with no period said is of the year reported on, by the statement each report opens with: less surely so.
_LEAST: Mapping[str, float] = {"unstated": SURE}
_YEARS = re.compile(r"(20\d\d)年")
_ANOTHER_TIME = re.compile(r"上一?年|去年|同期|季度|半年|(?<!1)[1-9]月|1[01]月")
# A figure in a paragraph that does not say what its entry is about, and that may be another's.
_ASIDE = 0.7
# A figure whose own words say about, more than or less than is never held against another.
APPROXIMATE = 0.5


_CLAUSE_END = re.compile(r"[,;:()。]")
_ENUMERATED = re.compile(r"^(?:、|和|及|与|以及|,|;)")


@dataclass(slots=True)
class _Standing:
    """A sentence being read, with what its words so far and those before it have set.

    `stated` are the concepts it has given figures of, in order, `carried` those of the sentence it goes on from.
    """

    sentence: Sentence
    period: Period = "unstated"
    subject: tuple[str, str] = ("", "")
    stated: list[str] = field(default_factory=list)
    given: dict[tuple[str, Period], int] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    periods: list[tuple[int, str, Period]] | None = None

    def period_at(self, clause: int, place: int, year: int | None) -> Period:
        """The period in force at a place; the phrases are looked for when the first figure asks."""
        if self.periods is None:
            self.periods = periods_in(self.sentence, year)
            if self.periods and self.periods[0][0] < _OPENING:
                self.subject = ("", "")  # "2019年，…" begins anew
        period = period_at(self.periods, clause, place)
        return self.period if period == "unstated" else period

    def is_part(self, code: str, period: Period, quantity: Quantity) -> bool:
        """Whether 其中 makes a figure a part of the one before it: 各级网站公开3万条，其中市政府网站公开8216条.

        Two figures of one channel in a sentence are those of two sites: neither denies the other.
        """
        given = self.given.get((code, period))
        if given is None:
            return False
        return ".channel." in code or "其中" in self.sentence.folded[given : quantity.start]

    def subject_at(self, place: int) -> tuple[str, str]:
        """The body spoken of at a place: the last one named, else the one the sentence before spoke of."""
        found = subject_at(self.sentence, place)
        if found[0]:
            self.subject = found
        return self.subject


def read_sentences(
    document: Document, *, year: int | None, form: str | None, skip: Sequence[tuple[int, int]] = ()
) -> list[Observation]:
    """The figures that the prose states of the report's own agency and year, or expressly since the Regulations.

    `year` is the year reported on, `form` the id of the form its tables follow (null, or a form that the vocabulary
    does not know: the codes are those of the form of its time, the form of 2014 for all before 2019). `skip` are spans
    of `document.text` that hold flattened tables. In order of their place; `where` holds the offsets of the figure
    with its unit, or of the words that say there was none. `basis` is `sentence`, or `approximate` for a figure that
    its own words call inexact.
    """
    reader = _Reader(document, year, form if form in FORMS else _form_of(year))
    found: list[Observation] = []
    for sentence in scan(document.text):
        if not any(start < sentence.end and sentence.start < end for start, end in skip):
            found.extend(reader.read(sentence))
    return found


def _form_of(year: int | None) -> str:
    """The form of a year, for a report that has no table."""
    if year is None or year < 2019:
        return "2014"
    return "2019" if year < 2021 else "2021"


class _Reader:
    """One reading: what the document is, and what its last sentence had stated."""

    def __init__(self, document: Document, year: int | None, form: str) -> None:
        self.text = document.text
        self.year = year
        self.form = form
        self.reporter = reporter(document)
        self.vocabulary = vocabulary()
        self.before: _Standing | None = None
        self.lead: str | None = None
        self.denied: set[str] = set()

    def read(self, sentence: Sentence) -> list[Observation]:
        """The observations of one sentence, in the order of their place."""
        standing = self._standing(sentence)
        found = [*self._figures(standing), *self._absences(standing)]
        self.before = standing
        return sorted(found, key=lambda observation: int(observation.where["start"]))

    def _standing(self, sentence: Sentence) -> _Standing:
        """What a sentence takes over from the one before: subject in one paragraph, period where it goes on with it."""
        before = self.before
        if before is None or before.sentence.line != sentence.line:
            self.lead = None
        if before is None or sentence.start - before.sentence.end > _ADJOINING:
            return _Standing(sentence)
        goes_on = sentence.folded.startswith(_GOING_ON)
        if not goes_on and before.sentence.line != sentence.line:
            return _Standing(sentence)
        period: Period = before.period if goes_on else "unstated"
        return _Standing(sentence, period, before.subject, carried=_lasting((*before.carried, *before.stated)))

    def _figures(self, standing: _Standing) -> Iterator[Observation]:
        previous = 0
        for quantity in standing.sentence.quantities:
            if quantity.unit != "%" and (quantity.unit or _closes(standing.sentence.folded, quantity.end)):
                clause, words = _clause(standing.sentence.folded, quantity, previous)
                if concept := self._concept(standing, quantity, words):
                    yield from self._observed(standing, quantity, concept, clause, words)
            previous = quantity.end

    def _concept(self, standing: _Standing, quantity: Quantity, words: str) -> Concept | None:
        """The first entry of the vocabulary that a figure's clause fits."""
        for concept in self.vocabulary.spoken_of(words):
            if _fits(concept, quantity, words) and self._stands(concept, standing, quantity):
                return concept
        return None

    def _stands(self, concept: Concept, standing: _Standing, quantity: Quantity) -> bool:
        """Whether what stands round a figure (other figures, the paragraph's lead) is what its entry asks for."""
        if concept.under and not _is_under(concept, (*standing.carried, *standing.stated)):
            return False
        folded = standing.sentence.folded
        if concept.context and not concept.context.search(folded, 0, quantity.start):
            return False
        if concept.past and concept.past.search(folded[: quantity.start]):
            return False
        if concept.ahead and not concept.ahead.search(folded[quantity.end :]):
            return False
        if concept.unless and concept.unless.search(folded[quantity.end :]):
            return False
        return self._led(concept, standing.sentence)

    def _led(self, concept: Concept, sentence: Sentence) -> bool:
        """Whether a paragraph is about an entry: its first words, before the sentence, or its heading say so.

        A sentence that opens its paragraph speaks for itself.
        """
        if concept.lead is None:
            return True
        opens = sentence.start - sentence.line < _OPENING
        if self.lead is None or opens:
            heading = line_before(self.text, sentence.line)
            end = sentence.end if opens else sentence.start
            opening = self.text[sentence.line : min(end, sentence.line + 40)]
            self.lead = fold(opening) + (fold(heading) if len(heading) <= _HEADING else "")
        return bool(concept.lead.search(self.lead))

    def _observed(
        self, standing: _Standing, quantity: Quantity, concept: Concept, clause: int, words: str
    ) -> Iterator[Observation]:
        """The observation of a figure, unless its period or its scope is another's."""
        again = concept.id in standing.stated
        standing.stated.append(concept.id)
        period = standing.period_at(clause, quantity.start, self.year)
        if concept.stock and period == "other" and self._at_year_end(standing.sentence.folded[: quantity.start]):
            period = "year"
        sure = certainty(self.reporter, *standing.subject_at(quantity.start), words)
        if sure is not None and concept.about:
            sure = self._spoken_of(concept, standing.sentence, quantity, words, sure)
        if (
            period == "other"
            or sure is None
            or ("累计" in words and (period == "unstated" or (again and period == "year")))
        ):
            return
        standing.period = period
        spoken = self._channel(concept, standing.sentence, clause, quantity.start)
        code = spoken.code(self.form, period) if spoken else None
        if spoken and code and not standing.is_part(code, period, quantity):
            standing.given.setdefault((code, period), quantity.end)
            yield self._made(standing.sentence, quantity, code, spoken.unit, min(sure, _LEAST.get(period, 1.0)))

    def _at_year_end(self, before: str) -> bool:
        """Whether the words before a figure speak of the end of the year reported on, or of no time at all."""
        years = set(map(int, _YEARS.findall(before)))
        return years <= {self.year} and not _ANOTHER_TIME.search(before)

    def _spoken_of(
        self, concept: Concept, sentence: Sentence, quantity: Quantity, words: str, sure: float
    ) -> float | None:
        """How sure a figure is whose entry asks what is spoken of: 行政复议132件 may be those that a 司法局 decides.

        Null where the report has said that of its own there were none, and this sentence does not speak of them.
        """
        asked = concept.about
        if asked is None or asked.search(sentence.folded, 0, quantity.start) or asked.search(words):
            return sure
        if concept.id in self.denied:
            return None
        above, heading = self.text[sentence.line : sentence.start], line_before(self.text, sentence.line)
        if len(heading) <= _HEADING and "报告" not in fold(heading):  # a report's title is no heading
            above += heading
        return sure if asked.search(fold(above)) else min(sure, _ASIDE)

    def _channel(self, concept: Concept, sentence: Sentence, clause: int, place: int) -> Concept | None:
        """The entry of the one channel a total was stated of; the total's where none or several are named.

        Two social media together are neither: the forms count each apart, and the total has more than both.
        """
        if not concept.channel:
            return concept
        counted = max((each.end for each in sentence.quantities if each.unit and each.end <= place), default=0)
        named = _channels_named(self.vocabulary.channels, sentence.folded[counted:place], max(0, clause - counted))
        if named == _SOCIAL:
            return None
        if len(named) != 1:
            return concept
        return self.vocabulary.by_id.get(named.pop())

    def _made(self, sentence: Sentence, quantity: Quantity, code: str, unit: str, sure: float) -> Observation:
        start, end = sentence.span(quantity.start, quantity.end)
        return Observation(
            indicator=code,
            value=quantity.number,
            unit=quantity.unit or unit,
            status="reported",
            raw=self.text[start:end],
            origin="sentence",
            where={"start": start, "end": end},
            confidence=sure if quantity.exact else APPROXIMATE,
            basis="sentence" if quantity.exact else "approximate",
        )

    def _absences(self, standing: _Standing) -> Iterator[Observation]:
        """The zeros that a sentence states in words: 未收到…申请, 无…行政复议."""
        folded = standing.sentence.folded
        if "未" not in folded and "没有" not in folded and "无" not in folded:
            return
        for match in _NONE.finditer(folded):
            said, place = match["said"], match.start()
            if (
                _BUT.search(said)
                or any(map(str.isdigit, said))
                or standing.period_at(place, place, self.year) in ("other", "cumulative")
            ):
                continue
            sure = certainty(self.reporter, *standing.subject_at(place), said)
            if sure is None:
                continue
            for concept in self._denied(said):
                if concept.about and concept.about.search(standing.sentence.folded, 0, match.end()):
                    self.denied.add(concept.id)
                if code := concept.code(self.form, "year"):
                    yield self._none(standing.sentence, match, code, concept.unit, sure)

    def _denied(self, said: str) -> Iterator[Concept]:
        """The concepts of which a negated clause says there was none; reviews and lawsuits shut out the request."""
        for concept in self.vocabulary.concepts:
            if concept.absent and concept.absent.search(said):
                if concept.id == "received" and _ABOUT_REQUESTS.search(said):
                    continue
                yield concept

    def _none(self, sentence: Sentence, match: re.Match[str], code: str, unit: str, sure: float) -> Observation:
        start, end = sentence.span(match.start(), match.end())
        return Observation(
            indicator=code,
            value=0,
            unit=unit,
            status="reported",
            raw=self.text[start:end],
            origin="sentence",
            where={"start": start, "end": end},
            confidence=min(sure, 0.9),
            basis="sentence",
        )


def _lasting(stated: Sequence[str]) -> tuple[str, ...]:
    """What was stated, each once, in the order it was last stated in.

    A paragraph of 4,000 sentences carried 12,000 concepts into its last one, and took 20 s.
    """
    return tuple(dict.fromkeys(reversed(stated)))[::-1]


# What kinds of applicants, ways and outcomes are parts of.
_WHOLES = ("received", "closed", "replied")


def _is_under(concept: Concept, stated: Sequence[str]) -> bool:
    """Whether what an entry divides was stated: 收到52件，办结50件，其中自然人40件 divides the closed alone."""
    if concept.id.split(".")[0] in _WHOLES and not concept.id.endswith(".short"):
        wholes = [each for each in stated if each.removesuffix(".short") in _WHOLES]
        stated = [*(each for each in stated if each not in wholes), *wholes[-1:]]
    return any(each == name or each.startswith(name + ".") for name in concept.under for each in stated)


_NONE = re.compile(
    r"(?:尚未|从未|未曾|均未|未|没有|无|均无|暂无)(?=(?:收到|接到|受理|接收|发生|产生|出现|收取|有|因|依申请|政府信息|行政复议|行政诉讼|涉及|引发|引起|被|提起|相关|任何|公民|向|对|举办|召开|开展|参加|组织|新闻))"
    r"(?P<said>[^,;。:()]{2,60})"
)
# A clause that denies a quality of what there was (in time, lost, corrected) does not deny that there was any.
_BUT = re.compile(
    r"败诉|胜诉|纠错|纠正|撤销|超期|逾期|超时|违规|违法|泄密|及时|按时|规范|有效|有偿|不满|异议|差错|失实|同意|答复情况"
)
_ABOUT_REQUESTS = re.compile(r"复议|诉讼|举报|投诉|申诉|费")


def _fits(concept: Concept, quantity: Quantity, words: str) -> bool:
    """Whether a figure's unit and clause are an entry's."""
    if quantity.unit is None:
        if not _TOTAL.search(words) or quantity.value >= _GLUED:
            return False
    elif quantity.unit not in concept.units:
        return False
    if concept.forbidden and concept.forbidden.search(words):
        return False
    return any(pattern.search(words) for pattern in concept.patterns)


# Seven figures of a table's row that an extractor has run together: 本年新收政府信息公开申请数量5100006.
_GLUED = 10**6
# A figure without a unit is taken only where it closes a clause that calls it a total.
_TOTAL = re.compile(r"(?:总数|总量|数量|数)(?:为|是|共)?#$")


def _closes(folded: str, place: int) -> bool:
    """Whether a clause ends at a place."""
    return place == len(folded) or bool(_CLAUSE_END.match(folded, place))


def _clause(folded: str, quantity: Quantity, previous: int) -> tuple[int, str]:
    """Where a figure's clause begins, and the clause with the figure as `#`, from the comma or figure before it."""
    floor = max(previous, quantity.start - 80)
    start = floor
    for match in _CLAUSE_END.finditer(folded, floor, quantity.start):
        start = match.end()
    ending = _CLAUSE_END.search(folded, quantity.end, quantity.end + 40)
    end = ending.start() if ending else min(len(folded), quantity.end + 40)
    before = folded[start : quantity.start]
    if start == previous and previous:
        if not _ENUMERATED.match(before):
            before = folded[_clause_start(folded, previous) : quantity.start]
        else:
            before = _ENUMERATED.sub("", before)
    return start, ABOUT.sub("", before) + "#" + _until_enumeration(folded[quantity.end : end])


def _clause_start(folded: str, place: int) -> int:
    """Where the clause around a place begins."""
    return max(folded.rfind(mark, max(0, place - 80), place) for mark in ",;:()。") + 1


def _until_enumeration(after: str) -> str:
    """The words after a figure up to the 、 or 和 that begins the next one's."""
    return re.split(r"[、]|(?<=.)(?:和|及)(?=.{0,12}\d)", after, maxsplit=1)[0]


_SOCIAL = frozenset({"disclosure.channel.wechat", "disclosure.channel.weibo"})
_VIA = re.compile(r"(?:通过|依托|利用|借助|运用|经由|经|在|于|以)([^;。]{2,80})$")


def _channels_named(channels: tuple[tuple[str, re.Pattern[str]], ...], before: str, clause: int) -> set[str]:
    """The channels that the words before a figure say it was published through, within 90 characters.

    `before` are the words since the figure before it, `clause` where in them the figure's own clause begins.
    """
    start = max(before.rfind(mark, 0, clause) for mark in ";。") + 1
    via = _VIA.search(before[max(start, len(before) - 90) :])
    words = via[1] if via else before[clause:]
    return {code for code, pattern in channels if pattern.search(words)}
