"""VSB (博达 Visual SiteBuilder, also called webber)."""

from __future__ import annotations

from crawler.families.family import Family


class Vsb(Family):
    """VSB: columns `<path>.htm`, articles `/info/<tree>/<id>.htm`, further pages `<path>/<N>.htm` that may count down:
    the page's own next link is followed, never a number computed.
    """

    code = "vsb_webber"
    labels = ("vsb_webber",)
    marks = (
        (r"/info/\d+/\d+\.htm", 3),
        (("vsb_content", "v_news_content"), 3),
        (("p_pages", "p_next", "p_fun"), 1),
        (r"urltype=(?:news|tree|egovinfo)\.", 3),
        (("wbtreeid=",), 2),
        (("visual sitebuilder", "visualsitebuilder", "博达"), 2),
    )
