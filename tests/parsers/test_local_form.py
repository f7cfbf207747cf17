"""A new local form is a file and no code: the one that docs/adding-a-form.md shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REPORT = """
<html><body><h1>青石县2011年政府信息公开工作年度报告</h1><p>一、概述</p><p>2011年，我县依法公开政府信息。</p>
<table><tr><td>指标名称</td><td>计量单位</td><td>本年数</td><td>累计数</td></tr>
<tr><td>一、发布公告数</td><td>条</td><td>12</td><td>90</td></tr>
<tr><td>其中：网上发布数</td><td>条</td><td>7</td><td>60</td></tr>
<tr><td>报刊发布数</td><td>条</td><td>5</td><td>31</td></tr>
<tr><td>二、收取费用</td><td>万元</td><td>/</td><td></td></tr></table></body></html>
"""
CODE = """
import json, sys
from parsers.read import read
report = read(sys.stdin.buffer.read(), "text/html")
figures = {o.indicator: [o.value, o.status, o.unit] for o in report.observations if o.origin == "table"}
rules = [[f.rule, f.left, f.right] for f in report.findings if f.rule == "notices.sum"]
print(json.dumps({"form": report.form, "figures": figures, "rules": rules}))
"""


def documented_form() -> str:
    page = (ROOT / "docs" / "adding-a-form.md").read_text("utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def read_with(folder: Path) -> Any:
    environment = {**os.environ, "GONGKAI_FORMS": str(folder), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], input=REPORT.encode(), capture_output=True, check=True, cwd=ROOT, env=environment
    )
    return json.loads(done.stdout)


def test_a_form_in_a_folder_is_read_and_checked(tmp_path):
    (tmp_path / "hubei-2010.toml").write_text(documented_form(), "utf-8")
    read = read_with(tmp_path)
    assert read["form"] == "hubei-2010"
    assert read["figures"] == {
        "notices.published.year": [12, "reported", "条"],
        "notices.published.cumulative": [90, "reported", "条"],
        "notices.web.year": [7, "reported", "条"],
        "notices.web.cumulative": [60, "reported", "条"],
        "notices.print.year": [5, "reported", "条"],
        "notices.print.cumulative": [31, "reported", "条"],
        "fees.charged.year": [None, "not_applicable", "万元"],
        "fees.charged.cumulative": [None, "blank", "万元"],
    }
    assert read["rules"] == [["notices.sum", 91, 90]]


def test_without_the_folder_the_form_is_unknown(tmp_path):
    assert read_with(tmp_path)["figures"] == {}
