"""When to look again: at a column, at a report, at the whole of a portal. Pure arithmetic over dates.

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
SLACK = timedelta(hours=6)
"""What may lack of the time between two looks at a column: the runs of a timer are not days apart to the minute, and a
daily look that came 10 minutes early would be the next day's.
"""


def is_old(year: int, today: date) -> bool:
    """Whether next to nothing new is to be expected of a year: its reports are late by more than two. Columns of a year
    may hold the reports of the one before, or after it.
    """
    return 0 < year < today.year - _RECENT_YEARS


def column_interval(today: date, year: int = 0) -> timedelta:
    """The time between two looks at a column of reports; at one of a year long past, once a month."""
    day = (today.month, today.day)
    if is_old(year, today):
        return MONTHLY
    if day <= _SEASON_END:
        return DAILY
    return WEEKLY if day <= _LATE_END else MONTHLY


def search_interval(today: date, cut_short: int) -> timedelta:
    """The time until a portal is searched anew from its home page, for columns that no known one leads to: as often as
    late reports are looked for. A search cut short `cut_short` times in a row is taken up on the next day, then after
    days that double.
    """
    usual = WEEKLY if (today.month, today.day) <= _LATE_END else MONTHLY
    return min(DAILY * (1 << min(cut_short - 1, 8)), usual) if cut_short else usual


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
