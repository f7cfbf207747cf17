import pytest

from parsers.checks import check_forms
from parsers.model import Observation, Status


def figures(**printed: object) -> list[Observation]:
    """Figures of table 4's reviews: a number, None for a blank, a word for words."""
    found = []
    for name, value in printed.items():
        status: Status = "reported" if isinstance(value, int) else "blank" if value is None else "text"
        number = value if isinstance(value, int) else None
        found.append(Observation(f"review.{name}", number, "件", status, str(value), "table", {}))
    return found


@pytest.mark.parametrize(
    ("printed", "severity"),
    [
        ({"upheld": 1, "corrected": 2, "other": 0, "pending": 0, "total": 3}, None),
        ({"upheld": 1, "corrected": 2, "other": 0, "pending": 0, "total": 4}, "error"),
        ({"upheld": 1, "corrected": 2, "other": None, "pending": 0, "total": 4}, "warning"),
        ({"upheld": 1, "corrected": 2, "other": None, "pending": None, "total": 3}, None),
        ({"upheld": None, "corrected": None, "other": None, "pending": None, "total": 4}, None),
        ({"upheld": 1, "corrected": 2, "other": 0, "pending": 0, "total": None}, None),
        ({"upheld": 1, "corrected": 2, "other": "见附件", "pending": 0, "total": 4}, None),
        ({"upheld": 1, "corrected": 2, "other": 0, "total": 4}, None),
    ],
)
def test_a_sum_is_compared_where_its_figures_are_there(printed, severity):
    found = [finding for finding in check_forms(figures(**printed), ["2021"]) if finding.rule == "review.sum"]
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_a_finding_names_both_figures_and_what_they_are_of():
    printed = figures(upheld=10, corrected=1, other=0, pending=0, total=0)
    (found,) = check_forms(printed, ["2021", "2019"])
    assert (found.left, found.right) == (11, 0)
    assert set(found.indicators) == {each.indicator for each in printed}
    assert "行政复议" in found.message
