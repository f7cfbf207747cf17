"""Lists that a click on a body or a year fetches."""

from __future__ import annotations

import pytest

from crawler.discovery.choosers import chosen_lists, chosen_nodes, chosen_option
from crawler.discovery.page import Page

_LOADS = """function load(id, page) { $.ajax({url: "/search/" + id + "?_isJson=true&page=" + page, type: "get",
    success: function (got) { if (got.ok) { show(got.data.results); } }}); }"""
_POSTS = """var site = '7'; function query(code) {
    $.post('/api/list', {site: site, code: code, pageNo: 1, size: 10}, function (got) { draw(got); }, 'json'); }"""


def chosen(markup: str, script: str) -> dict[str, tuple[str, str]]:
    page = Page.of_text("http://h/nb/", f"<html><body><ul>{markup}</ul><script>{script}</script></body></html>")
    return {"".join(element.itertext()): (ask.url, ask.body) for element, ask in chosen_lists(page)}


def test_a_handler_that_calls_a_function_with_the_body_s_id() -> None:
    bureau = """<li><a href="javascript:;" onclick="load('5f31', 1)">县教育局</a>"""
    markup = bureau + """<li><a href="javascript:load('6a02',1)">城关镇</a>"""
    assert chosen(markup, _LOADS) == {
        "县教育局": ("http://h/search/5f31?_isJson=true&page=1", ""),
        "城关镇": ("http://h/search/6a02?_isJson=true&page=1", ""),
    }


@pytest.mark.parametrize(
    "handler",
    [
        "$('.unit').click(function () { query($(this).attr('data-code')); });",
        "$('.unit').on('click', function () { var code = $(this).data('code'); mark(); query(code); });",
        "for (const one of units) one.onclick = function () { query(this.dataset.code) };",
    ],
)
def test_a_handler_that_reads_an_attribute_of_what_was_clicked(handler: str) -> None:
    found = chosen("<li class=unit data-code=A07>县教育局</li><li>其他</li>", _POSTS + handler)
    assert found == {"县教育局": ("http://h/api/list", "site=7&code=A07&pageNo=1&size=10")}


def test_functions_that_fetch_nothing_and_arguments_that_can_not_be_told() -> None:
    assert not chosen("<li onclick=\"mark('5f31')\">县教育局</li>", "function mark(id) { show(id); }")
    assert not chosen("<li onclick='load(this)'>县教育局</li>", _LOADS)


def test_a_function_that_hands_what_was_chosen_on_and_a_select_that_calls_it() -> None:
    script = _POSTS + "function ofUnit(code) { mark(code); query(code); }"
    asked = ("http://h/api/list", "site=7&code=A07&pageNo=1&size=10")
    assert chosen("<button onclick=\"ofUnit('A07')\">县教育局</button>", script) == {"县教育局": asked}

    for attribute, bound in (
        ('onchange="ofUnit(this.value)"', ""),
        ("id=unit", "$('#unit').change(function () { now = $(this).val(); ofUnit(now); });"),
        ("id=unit", "$('#unit').on('change', function () { ofUnit($(this).val()); });"),
        (
            "id=unit",
            "function first() { query(code); } $('#unit').change(function () { code = $(this).val(); first(); });",
        ),
    ):
        select = f"<select {attribute}><option value=A07>县教育局</option></select>"
        page = Page.of_text("http://h/nb/", f"<html><body>{select}<script>{script}{bound}</script></body></html>")
        ask = chosen_option(page, next(page.tree.iter("select")), "A07")
        assert ask
        assert (ask.url, ask.body) == asked


@pytest.mark.parametrize(
    ("markup", "handler"),
    [
        ("<li onclick=\"tab('A07', this)\">县教育局</li>", "function tab(id, at) { mark(at); code = id; first(); }"),
        (
            "<li class=u data-code=A07>县教育局</li>",
            "$('.u').click(function () { code = $(this).data('code'); first(); });",
        ),
        ("<li onclick=\"tab(this, 'A07')\">县教育局</li>", "function tab(at, id) { sent.code = id; first(); }"),
    ],
)
def test_what_was_chosen_is_kept_for_the_function_that_asks(markup: str, handler: str) -> None:
    script = """var code = 'A01', sent = {code: 'A01', pageNo: 1, size: 10};
    function first() { query(1); }
    function query(no) { $.post('/api/list', SENT, function (got) { draw(got); }); }"""
    script = script.replace("SENT", "sent" if "sent" in handler else "{code: code, pageNo: no, size: 10}")
    found = chosen(markup, script + handler)
    assert found == {"县教育局": ("http://h/api/list", "code=A07&pageNo=1&size=10")}


@pytest.mark.parametrize(
    "handler",
    [
        "function onClick(event, treeId, treeNode) { go(treeNode.name, treeNode.id); }"
        "function go(name, code) { mark(name); query(code) } $.fn.zTree.init(tree, set(onClick), nodes);",
        "layui.tree.render({elem: '#t', data: nodes, click: function (obj) { query(obj.data.id) }});",
    ],
)
def test_the_nodes_of_a_tree_whose_click_fetches_a_list(handler: str) -> None:
    nodes = """var nodes = [{id: "A07", pId: "0", name: "县教育局"}, {"title": "办事指南", "id": "A08"}];"""
    page = Page.of_text(
        "http://h/nb/", f"<html><body><ul id=t></ul><script>{_POSTS}{nodes}{handler}</script></body></html>"
    )
    found = [(name, ask.url, ask.body) for name, ask in chosen_nodes(page, lambda name: name.endswith("局"))]
    assert found == [("县教育局", "http://h/api/list", "site=7&code=A07&pageNo=1&size=10")]


def test_a_component_whose_click_sets_what_its_own_method_asks_for() -> None:
    script = """new Vue({el: '#app', data: {unit: 'A01', page: 1}, methods: {
        change(id) { this.unit = id; this.page = 1; this.load() },
        load() { axios.post('/api/list', {unit: this.unit, page: this.page}).then(show) }}})"""
    found = chosen("""<li @click="change('A07')">县教育局</li>""", script)
    assert found == {"县教育局": ("http://h/api/list", '{"unit":"A07","page":1}')}


def test_a_click_s_list_is_asked_as_its_pager_asks() -> None:
    script = """function show(kind) { $.post('gk.htm?kind=' + kind, function (got) { draw(got); }, 'json'); }
        function turn(page, kind) { $.post('gk.htm?kind=' + kind + '&pageNo=' + page, draw, 'json'); }"""
    markup = "<li><a href=\"javascript:show('ndbg')\">政府信息公开年度报告</a>"
    assert chosen(markup, script) == {"政府信息公开年度报告": ("http://h/nb/gk.htm?kind=ndbg&pageNo=1", "")}
