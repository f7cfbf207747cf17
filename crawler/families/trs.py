"""TRS WCM (拓尔思) and its search products WAS5 and IGS."""

from __future__ import annotations

from crawler.families.family import Family


class TrsWcm(Family):
    """TRS WCM: articles `tYYYYMMDD_N.html`, lists in static files counted from nought or from one, `createPageHTML`;
    lists from WAS5 and IGS as JSON where a template leaves them to script.
    """

    code = "trs_wcm"
    labels = ("trs_wcm", "shanghai_t0035")
    marks = (
        (r"/t\d{8}_\d+\.s?html?", 3),
        (("trs_editor", "trs_ueditor"), 3),
        (r"createpage(?:html)?\s*\(", 2),
        (r"countpage\s*=", 1),
        (("/was5/web/",), 3),
        (("/igs/front/",), 3),
        (("infogate", "govsearch/jsonp"), 2),
    )
    services = r"(?:was5/web/search|igs/front/search/list|govsearch/jsonp/\w+)"
