"""Bodies that do not exist, with names that could."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_FIRST = "安宁平临清永泰新兴丰怀广青白石金云松梅长东南西北龙凤和"
_SECOND = "河山川江原州阳陵溪泉林城海岭源水桥湖丘关浦昌康"
_DEPARTMENTS = (
    "教育局", "财政局", "交通运输局", "卫生健康委员会", "人力资源和社会保障局", "民政局", "审计局", "信访局",
    "水利局", "统计局", "市场监督管理局", "自然资源和规划局", "住房和城乡建设局", "农业农村局", "应急管理局",
    "发展和改革委员会", "司法局", "科学技术局",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agency:
    """A body: its full name, the readings of its name that are right, what it calls itself, and its superior's name."""

    name: str
    short: str
    accepted: frozenset[str]
    self_name: str
    place: str


def _place(rng: Random, suffix: str) -> str:
    while True:
        name = rng.choice(_FIRST) + rng.choice(_SECOND)
        if name not in {"西安", "南阳", "海南", "安阳", "长安"}:
            return name + suffix


def make_agency(rng: Random) -> Agency:
    """A government, department, town, street office or zone committee."""
    city = _place(rng, "市")
    county = _place(rng, rng.choice(("县", "区", "县", "市")))
    kind = rng.choice(("county", "county", "department", "department", "town", "street", "zone", "office"))
    if kind == "county":
        place = rng.choice((county, city + county))
        return Agency(place + "人民政府", place, frozenset({place, place + "人民政府"}), "我" + county[-1], place)
    if kind == "department":
        name = county + rng.choice(_DEPARTMENTS)
        return Agency(name, name, frozenset({name}), "我委" if name.endswith("会") else "我局", county)
    if kind == "town":
        town = _place(rng, rng.choice(("镇", "乡", "镇")))
        accepted = frozenset({county + town, county + town + "人民政府", county + "人民政府" + town + "人民政府"})
        return Agency(county + town + "人民政府", county + town, accepted, "我" + town[-1], county)
    if kind == "street":
        street = _place(rng, "街道")
        name = f"{county}人民政府{street}办事处"
        return Agency(name, name, frozenset({name, f"{county}{street}办事处", county + street}), "我街道", county)
    if kind == "zone":
        zone = city + rng.choice(("经济技术开发区", "高新技术产业开发区", "工业园区")) + "管理委员会"
        return Agency(zone, zone, frozenset({zone}), "我区", city)
    name = county + "人民政府办公室"
    return Agency(name, name, frozenset({name}), "我办", county)
