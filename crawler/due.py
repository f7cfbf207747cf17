"""When to look again: at a column, at a report. Pure arithmetic over dates.

Reports of a year are due by 31 January (departments) and 31 March (governments) of the next (政府信息公开条例 2019,
第四十九条); of 29 seen in the following year 27 came out from January to March, one in April, one in May. So columns
are looked at daily from 1 January to 15 April, weekly until 31 May for the late ones, monthly else.
"""

from __future__ import annotations

from datetime import date, timedelta

DAILY, WEEKLY, MONTHLY = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_SEASON_END, _LATE_END = (4, 15), (5, 31)
# A report is first looked at again after a week; each look that finds it unchanged doubles the time, to half a year.
_FIRST, _LONGEST = timedelta(days=7), timedelta(days=180)
_LONGEST_OLD = timedelta(days=365)
_RECENT_YEARS = 2


def column_interval(today: date) -> timedelta:
    """The time between two looks at a column of reports."""
    day = (today.month, today.day)
    if day <= _SEASON_END:
        return DAILY
    return WEEKLY if day <= _LATE_END else MONTHLY


def report_interval(year: int | None, unchanged: int, today: date) -> timedelta:
    """The time between two looks at a report of a year that was found unchanged `unchanged` times in a row."""
    recent = year is not None and year >= today.year - _RECENT_YEARS
    return min(_FIRST * (1 << min(unchanged, 8)), _LONGEST if recent else _LONGEST_OLD) if recent else _old(unchanged)


def _old(unchanged: int) -> timedelta:
    """Old reports are looked at rarely from the start: a month, doubling to a year."""
    return min(MONTHLY * (1 << min(unchanged, 6)), _LONGEST_OLD)


def gone_interval(looks: int) -> timedelta:
    """The time until a document found gone is looked at again: soon, in case it comes back, then rarely."""
    return min(DAILY * (1 << min(looks, 8)), _LONGEST)
