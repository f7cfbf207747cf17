"""Which lines of a page are its body: trafilatura says where the article is, its place in the page says the rest.

trafilatura is given a light tree: one `<p>` a run of lines in the page's own boxes. On it the mark-up of the editor
no longer matters (bare spans, `<br>`, nested fonts and list items are all lines), each run carries its numbers through,
and it costs a fraction of the page itself. Its output is used as a choice of lines, never as text: a short heading, a
closing date or 无 that it drops is put back because it stands among the lines it kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extracted
from trafilatura.settings import Extractor

from parsers.grid import Grid, is_value
from parsers.labels import is_about, stands_alone
from parsers.lines import Line, Walk

_SENTENCE = re.compile("[。；！？]")
_CHROME_TAGS = frozenset(("nav", "footer", "aside"))
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|bottom|share|bdshare|related|xgyd|xgxx|crumbs?|breadcrumbs?|position|location"
    r"|curpage|sidebar|copyright|print|tools?|toolbar|pager|pagination|prevnext|recommend|hot|links?|friendlink|yqlj"
    r"|qrcode|ewm|erweima|search|login|header|topbar|banner|logo|languages?|comments?)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
# Body containers by the names that the CMS families give them, most frequent first.
_BODY = re.compile(
    r"\b(?:zoom|zoomcon|TRS_Editor|trs_editor_view|TRS_UEDITOR|UCAP-?CONTENT|article_content|v_news_content|vsb_content\w*"
    r"|wzcon|ivs_content|Article_content|main-txt|article-content|zc_article_con|gkxl-article|m-txt-article|centent-centent"
    r"|zw|wip_art_con|bt_content|content_block|pages_content|news_content|detail-?content|info-?content|conTxt)\b",
    re.IGNORECASE,
)
_DEEPEST = 80
# trafilatura's time grows faster than the page (30,000 lines took 28 s); a report of 200 pages has 3,000 lines.
MOST_LINES = 4000
_FOOTER = re.compile(
    "版权所有|主办单位|主办[:：]|承办单位|承办[:：]|备案[号序证编]|ICP备|网站标识码|公网安备|技术支持|网站地图|建议使用"
    "|分辨率|浏览器|Copyright|All Rights|网站声明|您是第|访问总量"
    "|政府网站找错|无障碍|欢迎(?:访问|光临|您)|今天是|不良信息举报",
    re.IGNORECASE,
)
_TOOL = re.compile(
    "打印(?:本页|此页|页面|正文|文章)?|关闭(?:窗口|本页|页面)?|返回(?:顶部|上页|上一页|列表|首页)?|(?:加入)?收藏(?:本页)?|分享(?:到|至)?"
    "|字体|字号|大小|微信|微博|新浪微博|腾讯微博|QQ空间|人人网|朋友圈|更多|下载(?:全文)?|TOP|保护视力色?|我要纠错|纠错"
    "|默认|超大|扫一扫|在?手机(?:上|端)?(?:打开|浏览|查看|访问)(?:当前|本|此)?(?:页面?|网页)|当前页|朗读|语音播报|正文|二维码"
)
_TOOL_REST = re.compile(r"[\s【】\[\]（）()|/:：,，、大中小+\-·<>《》]*")
_NOTICE = re.compile("打开微信|点击底部的|使用.{0,6}扫一扫|正文内容区域请使用|点击查看图解|温馨提示[:：]使用")
_NEIGHBOUR = re.compile(r"\s*[【\[（(]?\s*(?:上一[篇条页]|下一[篇条页]|前一篇|后一篇)\s*[:：】\])）]?")
_RELATED = re.compile(
    r"\s*[【\[（(]?\s*(?:相关(?:文章|新闻|链接|信息|阅读|文件|稿件|附件|推荐|内容|解读)|延伸阅读|推荐阅读|热点推荐)"
)
# The line that says where in the site a page stands (当前位置：首页 > 政务公开 > …).
LOCATION = re.compile(
    r"(?:您?(?:现在|当前|目前)?的?(?:所在)?的?位置|您?(?:当前|现在)(?:正)?(?:所在|浏览)(?:位置)?|您?所在位置)\s*(?:是|为)?\s*[:：]?"
)
_FILE_NAME = re.compile(r"附件|\.(?:pdf|docx?|wps|xlsx?|zip|rar|ofd)\b", re.IGNORECASE)
_PLACEHOLDER = "此处为数据表格第{}号，表中各行各列的数字另行读取。"


@dataclass(slots=True, frozen=True)
class Choice:
    """Numbers of lines in order: `body` the page's body with its tables (empty when it has none), `shown` all but the
    hidden ones."""

    body: list[int]
    shown: list[int]


@lru_cache(maxsize=2)
def _options(*, recall: bool) -> Extractor:
    """trafilatura's options, read from its configuration once: reading them was a tenth of its time on a light tree."""
    return Extractor(output_format="python", fast=not recall, recall=recall, comments=False, tables=False)


@lru_cache(maxsize=1)
def _light_parser() -> etree.HTMLParser:
    """A parser of light trees, whose elements are all plain `HtmlElement`s.

    That of lxml.html chooses a class for every element touched in Python, a third of trafilatura's time on a light
    tree, for forms and inputs that a light tree has none of.
    """
    parser = etree.HTMLParser()
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def choose(found: Walk) -> Choice:
    """Which of a page's lines are its body."""
    page = _Page(found)
    return Choice(_choose(page) if page.candidates else [], page.candidates)


def _choose(page: _Page) -> list[int]:
    if len(page.candidates) > MOST_LINES:
        return page.settle(page.densest())
    kept = page.extract(recall=False)
    if page.prose_in(kept) * 2 < page.prose:
        kept = max(kept, page.extract(recall=True), page.densest(), key=page.prose_in)
    return page.settle(kept)


def is_tool(text: str) -> bool:
    """Whether a line is the page's own furniture: print and close buttons, sharing, a link to the next article."""
    if len(text) > 80:
        return False
    if _NOTICE.search(text) or _NEIGHBOUR.match(text) or (_RELATED.match(text) and len(text) < 12):
        return True
    rest, count = _TOOL.subn("", text)
    return count > 0 and bool(_TOOL_REST.fullmatch(rest))


def _is_furniture(text: str) -> bool:
    return is_tool(text) or is_footer(text) or (len(text) < 120 and LOCATION.match(text) is not None)


def is_footer(text: str) -> bool:
    """Whether a line belongs to the foot or the greeting of a site: who runs it, its licences, its visitors."""
    return len(text) < 300 and not _SENTENCE.search(text[-1:]) and bool(_FOOTER.search(text))


class _Page:
    """The lines of a page with what each weighs, and what each box holds."""

    def __init__(self, found: Walk) -> None:
        self.found = found
        self.figures = [_figures(grid) for grid in found.tables]
        self.weights = [self._weight(line) for line in found.lines]
        self.held = self._held()
        self.prose = self.held[0]
        self.dropped = self._dropped_boxes()
        self.candidates = [n for n, line in enumerate(found.lines) if not self.dropped[line.box]]

    def _weight(self, line: Line) -> int:
        """How much prose a line is: its length when it reads as a sentence, a table's by its figures, else nothing."""
        if line.table is not None:
            return 40 + 2 * self.figures[line.table] if self.figures[line.table] else 0
        if line.linked * 2 > len(line.text) or (not _SENTENCE.search(line.text) and len(line.text) < 40):
            return 0
        return 0 if is_footer(line.text) else len(line.text)

    def _held(self) -> list[int]:
        """The prose that stands anywhere under each box."""
        held = [0] * len(self.found.boxes)
        for line, weight in zip(self.found.lines, self.weights, strict=True):
            held[line.box] += weight
        for number in range(len(held) - 1, 0, -1):
            held[self.found.boxes[number].parent] += held[number]
        return held

    def _dropped_boxes(self) -> list[bool]:
        """Boxes never read: hidden ones without prose of their own, and a second copy of the body."""
        texts = [line.text for line in self.found.lines if len(line.text) >= 10]
        if len(set(texts)) == len(texts) and not any(box.hidden for box in self.found.boxes):
            return [False] * len(self.found.boxes)
        content = [
            line.text if line.table is None else _content(self.found.tables[line.table]) for line in self.found.lines
        ]
        dropped = self._hidden_boxes(content)
        copy = self._second_copy(content, dropped)
        if copy is None:
            return dropped
        return [gone or inside for gone, inside in zip(dropped, self.inside(copy), strict=True)]

    def _second_copy(self, content: list[str], dropped: list[bool]) -> int | None:
        """The box of a page's copy for phones that a style sheet hides: all its prose stood in the page before it."""
        solid = [n for n, weight in enumerate(self.weights) if weight >= 20 and not dropped[self.found.lines[n].box]]
        if len({content[n] for n in solid}) > len(solid) - 3:
            return None
        for box, held in enumerate(self.held):
            if held * 10 < self.prose * 4 or held < 200 or dropped[box]:
                continue
            inside = self.inside(box)
            within = [n for n in solid if inside[self.found.lines[n].box]]
            before = {content[n] for n in solid if n < within[0]} if within else set()
            if len({content[n] for n in within}) > 2 and all(content[n] in before for n in within):
                return box
        return None

    def _hidden_boxes(self, content: list[str]) -> list[bool]:
        """Hidden boxes, but for those that hold a tenth of the page's prose that is shown nowhere else.

        A tab not yet clicked holds prose of its own; a popup holds a sentence, a copy for phones nothing new.
        """
        boxes, lines = self.found.boxes, self.found.lines
        dropped = [False] * len(boxes)
        if not any(box.hidden for box in boxes):
            return dropped
        tops = self._hidden_tops()
        seen = {text for text, line in zip(content, lines, strict=True) if tops[line.box] < 0}
        hidden: dict[int, list[int]] = {top: [] for top in sorted(set(tops) - {-1})}
        for number, line in enumerate(lines):
            if tops[line.box] >= 0:
                hidden[tops[line.box]].append(number)
        for top, inside in hidden.items():
            fresh = sum(self.weights[number] for number in inside if content[number] not in seen)
            dropped[top] = fresh * 2 <= self.held[top] or fresh * 10 < self.prose
            seen.update(content[number] for number in inside)
        return [top >= 0 and dropped[top] for top in tops]

    def _hidden_tops(self) -> list[int]:
        """For each box the outermost hidden box that it is or stands in, -1 for a box that is shown."""
        tops = [-1] * len(self.found.boxes)
        for number, box in enumerate(self.found.boxes):
            above = tops[box.parent] if number else -1
            tops[number] = above if above >= 0 else (number if box.hidden else -1)
        return tops

    def is_chrome(self, number: int) -> bool:
        """Whether a box is furniture by its tag or name, which counts only for one that holds little of the prose."""
        box = self.found.boxes[number]
        named = box.tag in _CHROME_TAGS or bool(box.marks and _CHROME.search(box.marks))
        return named and self.held[number] * 4 < self.prose

    def extract(self, *, recall: bool) -> set[int]:
        """The numbers of the lines that trafilatura keeps."""
        result = bare_extraction(self.light_tree(), options=_options(recall=recall))
        if not isinstance(result, Extracted) or result.body is None:
            return set()
        return {int(number) for element in result.body.iter() for number in element.get("data-n", "").split()}

    def light_tree(self) -> HtmlElement:
        """The page's lines in its boxes; names are left off boxes that hold the prose (see `is_chrome`).

        A run of lines in one box shares one `<p>`, links apart from text: trafilatura answers for the run, and what of
        it belongs is settled line by line afterwards.
        """
        pieces = ["<html><body>"]
        open_boxes = [0]
        for (box, linked), run in groupby(self.candidates, key=self._kind):
            self._move(open_boxes, box, pieces)
            numbers = list(run)
            inner = self._anchors(numbers) if linked else " ".join(map(self._inner, numbers))
            pieces.append(f'<p data-n="{" ".join(map(str, numbers))}">{inner}</p>')
        return etree.fromstring("".join(pieces), _light_parser())

    def _kind(self, number: int) -> tuple[int, bool]:
        line = self.found.lines[number]
        return line.box, 0 < len(line.text) == line.linked

    def _anchors(self, numbers: list[int]) -> str:
        """A run of links as mark-up: a menu is one anchor, for an element a link made it most of the light tree.

        trafilatura drops more than four links of less than 100 characters each as a farm, and a single one of more
        than 100 that is nearly all of its paragraph: the run that fits the one rule fits the other (same lines on
        all pages of the tests, a fifth of the time of reading a page less).
        """
        texts = [self.found.lines[number].text for number in numbers]
        if len(texts) > 4 and 100 < sum(map(len, texts)) < 100 * len(texts):
            return f'<a href="#">{escape(" ".join(texts))}</a>'
        return " ".join(map(self._inner, numbers))

    def _inner(self, number: int) -> str:
        """A line as mark-up: its linked part in an anchor, a table as a sentence that stands for it."""
        line = self.found.lines[number]
        if line.table is not None:
            return _PLACEHOLDER.format(line.table + 1)
        split = len(line.text) - line.linked
        linked = f'<a href="#">{escape(line.text[split:])}</a>' if line.linked else ""
        return escape(line.text[:split]) + linked

    def _move(self, open_boxes: list[int], box: int, pieces: list[str]) -> None:
        """Close and open divisions until `box` is the innermost open one."""
        if open_boxes[-1] == box:
            return
        # Past some depth boxes say nothing any more, and the tree is copied by recursive code.
        path = self._path(box)[:_DEEPEST]
        same = 0
        while same < min(len(path), len(open_boxes)) and path[same] == open_boxes[same]:
            same += 1
        pieces.append("</div>" * (len(open_boxes) - same))
        del open_boxes[same:]
        for number in path[same:]:
            pieces.append(self._division(number))
            open_boxes.append(number)

    def _division(self, number: int) -> str:
        """A box's mark-up: one that holds the prose is named for trafilatura when a CMS names it so (`#zoom` …)."""
        marks = self.found.boxes[number].marks
        if not marks or self.held[number] * 4 < self.prose:
            return f'<div class="{escape(marks)}">' if marks else "<div>"
        known = self.held[number] * 2 > self.prose and _BODY.search(marks)
        return '<div id="articleContent">' if known else "<div>"

    def prose_in(self, kept: set[int]) -> int:
        """How much prose the lines hold."""
        return sum(self.weights[number] for number in kept)

    def densest(self) -> set[int]:
        """The lines of the innermost box that holds nine tenths of the page's prose: the fallback that names no CMS."""
        best = max((n for n, held in enumerate(self.held) if held * 10 >= self.prose * 9), default=0)
        inside = self.inside(best)
        return {number for number in self.candidates if inside[self.found.lines[number].box]}

    def inside(self, top: int) -> list[bool]:
        """For each box, whether it is `top` or stands in it."""
        inside = [False] * len(self.found.boxes)
        inside[top] = True
        for number in range(top + 1, len(inside)):
            inside[number] = inside[self.found.boxes[number].parent]
        return inside

    def settle(self, kept: set[int]) -> list[int]:
        """From the lines trafilatura kept to the body: what stands among them is body, what stands apart is not."""
        chrome = self._chrome_boxes()
        lines = self.found.lines
        solid = sorted(n for n in kept if self.weights[n] and not chrome[lines[n].box]) or self._named(kept)
        if not solid:
            return []
        region = self.inside(self._common([lines[n].box for n in solid]))
        homes = {lines[n].box for n in solid}
        chosen = []
        for number in self.candidates:
            line = lines[number]
            if line.table is not None:
                belongs = (region[line.box] or self.figures[line.table] >= 4) and not chrome[line.box]
            elif not region[line.box] or chrome[line.box] or self._linkish(number, kept):
                belongs = False
            else:
                belongs = number in kept or solid[0] < number < solid[-1] or line.box in homes
            if belongs and not (line.text and _is_furniture(line.text)):
                chosen.append(number)
        return self._cut_related(chosen, solid[-1])

    def _named(self, kept: set[int]) -> list[int]:
        """On a page without a sentence or figure: what stands in a box that a CMS names as the body, if any does."""
        boxes = self.found.boxes
        top = next((n for n, box in enumerate(boxes) if box.marks and _BODY.search(box.marks)), None)
        if top is None:
            return []
        inside = self.inside(top)
        return sorted(n for n in kept if inside[self.found.lines[n].box] and self.found.lines[n].text)

    def _chrome_boxes(self) -> list[bool]:
        chrome = [False] * len(self.found.boxes)
        for number in range(1, len(chrome)):
            chrome[number] = chrome[self.found.boxes[number].parent] or self.is_chrome(number)
        return chrome

    def _linkish(self, number: int, kept: set[int]) -> bool:
        """A line that is mostly a link and that trafilatura dropped, or one of a run of such lines; files are none."""
        if not self._is_link(number) or _FILE_NAME.search(self.found.lines[number].text):
            return False
        return (
            number not in kept
            or all(map(self._is_link, range(number, number + 3)))
            or (self._is_link(number - 1) and (self._is_link(number + 1) or self._is_link(number - 2)))
        )

    def _is_link(self, number: int) -> bool:
        lines = self.found.lines
        return 0 <= number < len(lines) and lines[number].linked * 2 > len(lines[number].text)

    def _common(self, boxes: list[int]) -> int:
        """The innermost box that holds all of `boxes`."""
        common = self._path(boxes[0])
        for box in set(boxes[1:]):
            path = self._path(box)
            length = next((n for n, (a, b) in enumerate(zip(common, path, strict=False)) if a != b), None)
            common = common[: min(len(common), len(path)) if length is None else length]
        return common[-1]

    def _path(self, box: int) -> list[int]:
        path = [box]
        while path[-1]:
            path.append(self.found.boxes[path[-1]].parent)
        return path[::-1]

    def _cut_related(self, chosen: list[int], last: int) -> list[int]:
        """Without what follows the last solid line from a heading such as 相关阅读 on."""
        lines = self.found.lines
        for place, number in enumerate(chosen):
            if number > last and lines[number].text and _RELATED.match(lines[number].text):
                return chosen[:place]
        return chosen


def split_head(lines: list[Line], chosen: list[int]) -> int:
    """How many of the first chosen lines are the article's head: its title and the line of date and source."""
    head = 0
    for place, number in enumerate(chosen[:20]):
        line = lines[number]
        if line.table is not None or len(line.text) > 120:
            break
        if is_about(line.text):
            head = place + 1
        elif stands_alone(line.text) and place + 1 < len(chosen):
            head = place + 2
        elif _SENTENCE.search(line.text):
            break
    return head


def _figures(grid: Grid) -> int:
    """How many cells of a table hold a number; a calendar's days do not count."""
    texts = [cell.text for row in grid.rows for cell in row if cell.text and is_value(cell.text)]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
    return 0 if len(numbers) > 27 and numbers == list(range(1, len(numbers) + 1)) else len(texts)


def _content(grid: Grid) -> str:
    """A table's cells in one string, to tell a copy."""
    return "\n".join("\t".join(cell.text for cell in row) for row in grid.rows)
