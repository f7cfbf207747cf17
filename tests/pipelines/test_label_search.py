"""An indicator is found by its label in any of its printed forms; words that fit several are never decided."""

from __future__ import annotations

import pytest

from pipelines.indicators import indicators
from pipelines.label_search import codes_of, shown

FORM_2021 = [code for code, each in indicators().items() if any(cell.form == "2021" for cell in each.cells)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("一、本年新收政府信息公开申请数量：总计", "requests.received.total"),
        ("本年新收政府信息公開申請數量 自然人", "requests.received.natural_person"),
        ("新收 总计", "requests.received.total"),
        ("Requests received in the year: all applicants", "requests.received.total"),
        ("国家秘密/总计", "requests.denied.state_secret.total"),
        ("（一）予以公开 ／ 总计", "requests.granted.total"),
        ("规章 本年制发件数", "proactive.regulations.issued"),
    ],
)
def test_a_label_that_fits_one_indicator_is_its_code(text, code):
    assert codes_of(text, FORM_2021) == [code]


def test_a_step_in_full_goes_before_a_part_of_one():
    # 予以公开 is a step; 不予公开 and 部分公开 hold other words, and 予以公开 in part would fit (三)不予以公开 too.
    assert {code.rpartition(".")[0] for code in codes_of("予以公开", FORM_2021)} == {"requests.granted"}


def test_words_that_fit_several_give_them_all_and_words_that_fit_none_give_none():
    several = codes_of("新收", FORM_2021)
    assert len(several) == 7
    assert all(code.startswith("requests.received.") for code in several)
    assert codes_of("天气", FORM_2021) == codes_of("", FORM_2021) == codes_of(" /：", FORM_2021) == []


def test_a_message_names_codes_with_their_labels_and_counts_the_rest():
    told = shown(codes_of("新收", FORM_2021), most=2)
    assert "requests.received.natural_person (一、本年新收政府信息公开申请数量：自然人)" in told
    assert told.endswith("and 5 more")
    assert shown(["made.up"]) == "made.up"
