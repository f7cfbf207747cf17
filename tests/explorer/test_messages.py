"""Findings are told in Chinese on Chinese pages: every message that the program can write, with its parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import parsers
import pipelines
from explorer.messages import chinese_message, known_rules, told
from parsers.forms import load_forms
from parsers.model import Finding

ROOMS = [Path(str(room.__file__)).parent for room in (parsers, pipelines)]
TOLD_WITH_ARGUMENTS = {"_not_read"}
"""Functions that are given parts of their message: the examples below have all of theirs."""
RULES = [*known_rules(), *(rule.id for form in load_forms().values() for rule in form.rules)]


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        (
            "requests.balance",
            "Received and carried in equal processed and carried out, for each kind of applicant: 261 is not 264 "
            "(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)",
            "261 不等于 264（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        ),
        (
            "requests.outcomes",
            "The outcomes add up to the processed total: 1.5 is not 2 (总计; 3 blank cells counted as nothing)",
            "1.5 不等于 2，其中 3 个空白格按无计（总计）",
        ),
        (
            "documents.website.part",
            "A channel carries at most what was disclosed: 9 is more than 8 (其中：网站公开)",
            "9 大于 8（其中：网站公开）",
        ),
        (
            "sentence.table",
            "the text states 9件 (9) for requests.received.total, the table gives 1",
            "“一、本年新收政府信息公开申请数量：总计”：正文写作“9件”（9），统计表为 1",
        ),
        (
            "sentence.share",
            "the text gives 3 as 40.5 % of 10; 3/10 is 30.00 %",
            "正文称 3 占 10 的 40.5%；3/10 应为 30.00%",
        ),
        (
            "time.carried",
            "carried in from the year before: 2; that year's report says 3",
            "上年结转 2，而上年报告的结转下年度继续办理为 3",
        ),
        (
            "report.witness",
            "capacity.fees is 1.5 here and -2 in http://a.gov.cn/x",
            "“capacity.fees”：此处为 1.5，http://a.gov.cn/x 中为 -2",
        ),
        (
            "fields.published_conflict",
            "published 2020-01-02 says its meta, 2021-03-04 its head",
            "发布日期：一处为 2020-01-02，另一处为 2021-03-04",
        ),
        (
            "parse.not_read",
            "pages 2, 3 were not read: they are pictures; install gongkai[ocr] to read them",
            "第 2, 3 页为图片，未读取：安装 gongkai[ocr] 后可读取",
        ),
        (
            "parse.not_read",
            "pages 2 were not read: their fonts do not say which characters they hold; "
            "install gongkai[ocr] to read them",
            "第 2 页的字体未说明所含字符，未读取：安装 gongkai[ocr] 后可读取",
        ),
        (
            "parse.not_read",
            "pages 31 were not read: only 30 pictures of a document are read",
            "第 31 页未读取：每份文件至多读取 30 幅图片",
        ),
        (
            "parse.not_read",
            "pictures on pages 1, 4 were not read: large pictures stand beside their text",
            "第 1, 4 页文字旁有大幅图片，未读取",
        ),
        ("parse.negative", "a count below zero: -{3}\n4", "数值小于零：-{3}\n4"),
    ],
)
def test_a_message_keeps_its_parameters(rule: str, english: str, chinese: str):
    assert told("zh", rule, english) == (chinese, "")
    assert told("en", rule, english) == (english, "")


def test_a_message_of_another_program_stays_as_it_is_and_says_in_which_language():
    assert told("zh", "parse.negative", "something else") == ("something else", "en")
    assert told("zh", "of.nobody", "something else") == ("something else", "en")


def test_every_message_that_the_program_writes_has_chinese_words():
    written = {text for text in messages() if re.search(r"[a-z]", text)}
    assert len(written) > 35
    assert {text for text in written if not any(chinese_message(rule, text) for rule in RULES)} == set()


def messages() -> Iterator[str]:
    """The messages of all findings in the source, 7 in the place of each parameter."""
    for path in sorted(path for room in ROOMS for path in room.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name not in TOLD_WITH_ARGUMENTS:
                for call in ast.walk(function):
                    if isinstance(call, ast.Call) and ast.unparse(call.func) == Finding.__name__ and len(call.args) > 2:
                        yield from texts(call.args[2], function)


def texts(expression: ast.expr, function: ast.FunctionDef) -> list[str]:
    """What an expression may say within a function; what is known only as the program runs is 7."""
    if isinstance(expression, ast.Constant):
        return [str(expression.value)]
    if isinstance(expression, ast.IfExp):
        return texts(expression.body, function) + texts(expression.orelse, function)
    if isinstance(expression, ast.FormattedValue):
        return texts(expression.value, function)
    if isinstance(expression, ast.JoinedStr):
        return ["".join(parts) for parts in product(*(texts(part, function) for part in expression.values))]
    if isinstance(expression, ast.Name):
        return [text for value in assigned(expression.id, function) for text in texts(value, function)] or ["7"]
    return ["7"]


def assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    set_here = [each for each in ast.walk(function) if isinstance(each, ast.Assign)]
    return [each.value for each in set_here if ast.unparse(each.targets[0]) == name]
