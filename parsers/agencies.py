"""Names of government bodies in running text: what is one, how much of one, and which of two says more.

A report names its body as 三明市 in the title, 沙县高桥镇 in the source line, 市财政局 in a sentence, and pages that
were copied and spoiled name what is no body at all. A name is a chain of places (市, 县, 镇 …) and an organ (人民政府,
局 …); the places at county level and above since 1981 are known from the table of divisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from parsers.normal import fold, fold_map
from parsers.placenames import division_at, divisions, read_table, stems
from parsers.resources import data_path

_ZONE = (
    "工业园区|产业园区|开发区|园区|高新区|保税区|度假区|示范区|合作区|风景区|景区|试"
    "验区|管理区|集聚区|港区|新区|产业园|工业园|新城|实验区|经开区"
)
_UNIT = re.compile(
    rf"第[一二三四五六七八九十]{{1,3}}师|[㐀-鿿]{{1,12}}?(?:自治区|自治州|自治县|自治旗|特别行政区|省|地区|市|州|县|旗|盟|林区|矿区|{_ZONE}|区|街道|镇|乡|苏木|兵团)"
)
# What no place can begin with: 红旗 is none of its own before 镇, nor 联盟 before 街道.
_TOWN = re.compile("街道|[镇乡](?![镇街村])|苏木")
_TOWN_ALONE = re.compile(rf"(?:{_TOWN.pattern})(?=$|人民政府|政府|办事处)")
# A unit is no place when it is the beginning of an organ's name: 市场监督管理局, 区域合作办.
_FALSE_UNIT = re.compile(r"市场|区域|州府|县域|城市管理|城乡|乡村|镇街")
_NO_PLACE = re.compile(r"局|委|厅|政府|公开|报告|由|关于|我|的|公布|通过|年度|现将|联系|相关|有关|负责|根据|按照")
# One character before a county's name is a word and not the beginning of another name: 与沙县, 到徽县.
_HUNG = re.compile(r"[与和及由在经向从对请到至是为同等中的于以将就把并也可使该本我各全其即或致按据自]")
_GENERIC = re.compile(
    r"(?:自治区|自治州|自治县|自治旗|省|市|县|区|州|旗|盟|镇|乡|街道|地区|开发区|高新区|经开区|新区|管委会)(?!场|域)"
)
_CENTRAL = re.compile(r"中华人民共和国|国家|中国|全国|国务院|中央|中共")
# Farms of the state have towns' duties in the north-west: 尼勒克县种蜂场.
_FARM = re.compile("[㐀-鿿]{0,8}(?:种[蜂羊马猪畜]|[农林牧渔茶]|园艺|良种|原种)场")
# The local bodies of banks, behind the name of a central one: 中国人民银行南昌中心支行.
_BRANCH = re.compile(r"[㐀-鿿]{2,16}(?:分行|支行|营业管理部)")
_GOVERNMENT = re.compile(
    r"(?:人民)?政府(?:办公厅|办公室|[㐀-鿿]{0,8}(?:街道)?办事处|[㐀-鿿]{2,8}[镇乡](?:人民政府)?|[㐀-鿿]{2,12}(?:局|委员会|委|厅|办公室|办|中心))?|行政公署|行署"
)
_COUNCIL = re.compile(r"管(?:理)?委(?:员)?会(?:办公室|[㐀-鿿]{2,12}局)?|街道办事处|街道办|街办|办事处|社区管理服务中心")
_FREE_TRADE = re.compile(r"中国\([㐀-鿿]{2,4}\)自由贸易试验区[㐀-鿿]{0,14}管(?:理)?委(?:员)?会")
# The second line: bodies whose whole name is their kind (某县红十字会, 某县妇联).
_DEPARTMENT = re.compile(
    r"(?:[㐀-鿿]{2,26}(?:局|委员会|委|厅|办公室|办|院|中心|队|处|所|站|社|馆|署|部|联合会|总工会|残联|妇联|协会|研究室|公司|"
    r"集团|海关|公园|农场|林场|牧场|学校|医院|大学|学院)|红十字会|工商联|[残妇文侨科]联|科协|团委|党校|总工会|公路段|[电气地][视象震]台)"
    r"(?:\([㐀-鿿]{2,16}\))?"
)
_NO_ORGAN = re.compile(
    r"[我本各你他]|关于|要求|规定|情况|公开|报告|公布|根据|按照|负责|联系|网站|栏目|门户|严格|认真|领导小组|年度|编制|印发|发布|"
    r"统计|以及|有关|相关|全体|所属|进行|通过|通知|贯彻|落实"
)
_STATISTICS = re.compile(r"统计(?:局|调查)")
# What gambling and pornography rings put in the place of a name when they copy a government page.
_SPAM = re.compile(
    r"博彩|娱乐|直播|投注|彩票|棋牌|官网|官方|赌|成人|手机版|下载|葡京|威尼斯|澳门金沙|体育在线|平台官|注册登录|账号"
)
_STEMS = (
    "发展和改革|发展改革|发改|教育|教育体育|教体|科学技术|科技|工业和信息化|工信|经济和信息化|经信|民族宗教事务|民宗|公安|"
    "民政|司法|财政|人力资源和社会保障|人社|自然资源|自然资源和规划|国土资源|生态环境|环境保护|环保|住房和城乡建设|住建|规划|"
    "城市管理|城管|综合行政执法|交通运输|交通|水利|水务|农业农村|农业|畜牧|林业|林业和草原|商务|文化和旅游|文旅|文体|文化|旅游|"
    "卫生健康|卫健|卫生|退役军人事务|应急管理|应急|安全生产监督管理|审计|国有资产监督管理|国资|市场监督管理|市场监管|市监|"
    "食品药品监督管理|质量技术监督|工商行政管理|体育|统计|医疗保障|医保|信访|行政审批|行政审批服务|政务服务|政务服务数据管理|"
    "海事|航道|航务|地震|邮政|通信|盐务|园林绿化|园林|招商|投资促进|住房公积金|知识产权|广播电视|文化广电|文广|教科|药品监督|"
    "数据资源|外事|侨务|口岸|大数据|乡村振兴|扶贫|扶贫开发|人民防空|人防|粮食|粮食和物资储备|档案|机关事务|地方金融|税务|气象|烟草|供销"
)
_BARE = re.compile(rf"(?:{_STEMS})(?:管理|发展)?(?:部|局|委员会|委|厅|办公室|办|处|中心)")
_SHORT_FORMS = (
    ("人民政府", "政府"),
    ("管理委员会", "管委"),
    ("管委会", "管委"),
    ("委员会", "委"),
    ("街道办事处", "街道办"),
    ("街办", "街道办"),
    ("人力资源和社会保障", "人社"),
    ("卫生健康", "卫健"),
    ("住房和城乡建设", "住建"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
    ("市场监督管理", "市监"),
    ("市场监管", "市监"),
    ("工业和信息化", "工信"),
    ("文化和旅游", "文旅"),
    ("国有资产监督管理", "国资"),
)
_CUES = re.compile(
    r"(?:由|与|和|及|请|可|也|并|向|联系|现公布|现将|现就|公布|经|在|依托|通过|根据|按照|登录|关于|直接|从|对|是|为|同|"
    r"致电|咨询|本报告|本年报|本年度报告|年度|的|中|要求|规定|精神|结合|实际|等|或|到|至|拨打|致|致函|电话|年|,|、|以来)+"
)
_OFFICE = re.compile(
    r"(?:党政|党委|政务公开|政府信息公开|信息公开|综合|行政|机关)?(?:工作)?(?:领导小组)?"
    r"(?:办公厅|办公室|办|中心|综合科|秘书科|信息科|科|处|股)"
)
_ORGAN_END = re.compile(
    r"办公室|办公厅|中心|人民政府(?!信息)|政府(?!信息)|管理委员会|管委会|街道办事处|办事处|局|委员会|委|厅|行政公署"
)


def squeeze(text: str) -> str:
    """A printed name or title without the blanks that layout put in it."""
    return "".join(text.split()).strip("\ufeff\u200b")


def _places(folded: str) -> int:
    """Length of the chain of places that a folded name begins with."""
    position = 0
    while position < len(folded):
        rest = folded[position:]
        size = division_at(rest)
        if size and (town := _TOWN_ALONE.match(rest, size)):
            size = town.end()
        if not size and not _FALSE_UNIT.match(rest):
            unit = _unit_at(rest)
            size = len(unit) if unit and _is_place(unit, first=not position) else 0
        if not size:
            break
        position += size
    return position


def _unit_at(folded: str) -> str:
    """The place that a text begins with, by its ending; 西州县 does not end at its 州, nor 柳市镇 at its 市."""
    unit = _UNIT.match(folded)
    if unit is None:
        return ""
    if (town := _TOWN.match(folded, unit.end())) and unit.group()[-1] in "州市县旗盟区":
        return folded[: town.end()]
    goes_on = {"州": "县市区镇乡", "市": "镇"}.get(unit.group()[-1], "")
    longer = folded[unit.end() : unit.end() + 1]
    if not longer or longer not in goes_on or _FALSE_UNIT.match(folded, unit.end()):
        return unit.group()
    return unit.group() + longer


def _is_place(unit: str, *, first: bool) -> bool:
    """Whether a place that no table of divisions knows can be one: no sentence, no word hung before a known name."""
    if _NO_PLACE.search(unit):
        return False
    known = next((unit[start:] for start in range(1, len(unit) - 1) if unit[start:] in divisions()), "")
    if len(known) < 3 and not known.endswith("县"):  # 高新区 ends like a division called 新区
        return True
    before = unit[: -len(known)]
    return before in stems() or (len(before) == 1 and (first or not _HUNG.match(before)))


@lru_cache(maxsize=1 << 12)
def official_name(text: str) -> str | None:
    """The body that a text names, or None when the text as a whole is no name of a body.

    Blanks go; a place alone stands for its government (三明市 is 三明市人民政府, 东街街道 its 街道办事处, a zone its
    管理委员会). Characters stay as printed.
    """
    printed = squeeze(text).strip("、,，.。:：;；-—·|*#")
    folded = fold(printed)
    if _FREE_TRADE.fullmatch(folded):
        return printed
    if not 2 <= len(folded) <= 45 or _SPAM.search(folded) or not re.fullmatch(r"[㐀-鿿()]+", folded):
        return None
    if folded.startswith(("(", "各", "全")) or "某" in folded:
        return None
    places = _places(folded)
    organ = folded[places:]
    if places and not organ:
        return printed + _organ_of(folded)
    return printed if _named(folded, places, organ) else None


def _organ_of(folded: str) -> str:
    if re.search(
        r"兵团|第.{1,3}师", folded
    ):  # 第八师石河子市 is one body with its city, and has no 人民政府 in its name
        return ""
    if folded.endswith("街道"):
        return "办事处"
    if re.search(rf"(?:{_ZONE})$", folded) and not any(folded[-size:] in divisions() for size in range(3, 8)):
        return "管理委员会"
    return "行政公署" if folded.endswith(("地区", "盟")) else "人民政府"


def _named(folded: str, places: int, organ: str) -> bool:
    """Whether an organ behind a chain of places (or without one) is the name of a body."""
    if places:
        governs = _GOVERNMENT.fullmatch(organ) or _COUNCIL.fullmatch(organ)
        return bool(governs and not _NO_ORGAN.search(organ)) or _is_department(organ)
    central = _central_at(folded)
    if central and (central == len(folded) or _is_department(folded[central:]) or _is_branch(folded[central:])):
        return True
    if _BARE.fullmatch(folded) or (_CENTRAL.match(folded) and _is_department(folded)):
        return True
    generic = _GENERIC.match(folded)
    if generic:
        rest = folded[generic.end() :]
        return _is_department(rest) and not rest.startswith(("政府", "人民政府"))
    short = next((size for size in range(7, 1, -1) if folded[:size] in stems()), 0)
    rest = folded[short:]
    return bool(short) and bool(_GOVERNMENT.fullmatch(rest) or _COUNCIL.fullmatch(rest) or _BARE.fullmatch(rest))


@cache
def _central() -> frozenset[str]:
    """The bodies of the central government, folded."""
    return frozenset(fold(row[0]) for row in read_table(data_path("divisions", "central.csv")))


def _central_at(folded: str) -> int:
    """Length of the central body's name that a folded text begins with (水利部, 审计署); 0 for none."""
    return next((size for size in range(min(16, len(folded)), 2, -1) if folded[:size] in _central()), 0)


def _is_branch(organ: str) -> bool:
    return bool(_BRANCH.fullmatch(organ)) and not _NO_ORGAN.search(organ)


def _is_department(organ: str) -> bool:
    return bool(_DEPARTMENT.fullmatch(organ) or _FARM.fullmatch(organ)) and not _NO_ORGAN.search(
        _STATISTICS.sub("", organ)
    )


def find_name(text: str) -> str | None:
    """The body named by a stretch of a sentence (`现公布滑县人民政府`, `与沙县高桥镇人民政府党政办公室`), or None."""
    printed = squeeze(text)
    folded, offsets = fold_map(printed)
    if not folded:
        return None
    for start in _starts(folded):
        for end in _ends(folded, start):
            name = official_name(printed[offsets[start] : offsets[end - 1] + 1])
            if name is not None:
                return name
    return None


def _starts(folded: str) -> Iterator[int]:
    """Where a name may begin: behind the words that lead to it, and at a known division behind such words."""
    cue = _CUES.match(folded)
    first = cue.end() if cue else 0
    # 与 and 和 begin names too (和田地区, 中牟县): a division at the very beginning is not cut.
    if division_at(folded):
        yield 0
    for start in range(1, first + 1):
        if division_at(folded[start:]):
            yield start
    if first < len(folded):
        yield first


def _ends(folded: str, start: int) -> Iterator[int]:
    """Where a name may end: at the end of the stretch without inner offices, then at each organ from the last back."""
    yield from dict.fromkeys(
        match.end() for match in reversed(list(_ORGAN_END.finditer(folded, start))) if match.end() > start
    )
    yield len(folded)


def without_office(name: str) -> str:
    """The body behind its own inner office: 沙县高桥镇人民政府党政办公室 is that of 沙县高桥镇人民政府."""
    folded, offsets = fold_map(name)
    for match in reversed(list(_ORGAN_END.finditer(folded))):
        if match.end() < len(folded) and re.fullmatch(rf"(?:{_OFFICE.pattern}){{1,3}}", folded[match.end() :]):
            return without_office(name[: offsets[match.end() - 1] + 1])
    return name


@lru_cache(maxsize=1 << 12)
def key(name: str) -> str:
    """The form in which names are compared: folded, organs and common departments in their short forms."""
    folded = fold(name)
    for long, short in _SHORT_FORMS:
        folded = folded.replace(long, short)
    return re.sub(r"街道$", "街道办", folded)


def agrees(part: str, whole: str) -> bool:
    """Whether `whole` is the same body as `part`, named as fully or more fully (市财政局, 武汉市财政局)."""
    return key(whole).endswith(key(part))


def fullest(base: str, others: Iterable[str]) -> str:
    """The fullest of the names that agree with `base`; `base` when two of them contradict each other."""
    agreeing = [name for name in others if agrees(base, name)]
    best = max([base, *agreeing], key=lambda name: (len(key(name)), len(name)))
    return best if all(agrees(name, best) for name in agreeing) else base


def is_identified(name: str) -> bool:
    """Whether a name begins with a known division, so that it says by itself which body it is."""
    return division_at(fold(name)) > 0


def mentions(base: str, text: str) -> Iterator[str]:
    """Fuller forms of `base` in running text: those that begin with a known division (依托武汉市财政局门户网)."""
    wanted = fold(base)
    if wanted not in fold(text):
        return
    folded, offsets = fold_map(text)
    position = folded.find(wanted)
    while position >= 0:
        end = position + len(wanted)
        if wanted.endswith("委") and folded.startswith("员会", end):
            end += 2
        for start in range(max(0, position - 24), position + 1):
            if division_at(folded[start:end]):
                name = official_name(text[offsets[start] : offsets[end - 1] + 1])
                if name is not None and agrees(base, name):
                    yield name
                    break
        position = folded.find(wanted, position + 1)
