"""Old ASP and ASP.NET portals, mostly in GBK: the page's number in the query or posted back with the view's state."""

from __future__ import annotations

from crawler.families.family import Family


class OldAsp(Family):
    """`.asp` and `.aspx` pages. Their pagers are links, forms or `__doPostBack`: what `pagers` reads from any page."""

    code = "asp"
    labels = ("asp", "aspx", "php", "jsp", "mvc_details")
    marks = (
        (r"^\S+\.aspx?(?:[?\s]|$)", 3),
        (("__viewstate",), 3),
        (("__dopostback",), 2),
        (r"""href=['"][^'"]+\.aspx?[?'"]""", 1),
    )
