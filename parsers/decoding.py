"""Bytes to text: which encoding a file is really in, whatever its header or its `<meta charset>` claims.

Chinese portals mislabel: a header says utf-8 over GBK bytes, a `<meta>` says gb2312 over UTF-8 bytes, a server says
ISO-8859-1 by default. So a claim is believed only when the bytes decode cleanly under it; a byte order mark comes
first, then strict UTF-8 (which other encodings do not pass by chance), then the claims, then detection.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice

from resiliparse.parse.encoding import detect_encoding

from parsers.model import Finding, UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The WHATWG encoding standard reads every GB label as its superset; a western claim is the default of a server that
# was told nothing, and is believed only when nothing Chinese fits.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}
_WESTERN = frozenset({"cp1252", "latin-1", "iso8859-15", "cp1250", "cp1251", "iso8859-2"})
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP container (DOCX, XLSX …)"),
    (b"\xd0\xcf\x11\xe0", "an OLE container (DOC, XLS, WPS …)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip data"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
)
# What printed text never holds: C0 controls other than tab, line ends, form feed and escape.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
_HAN = re.compile("[\u4e00-\u9fff]")
# The Han characters that carry running Chinese: a decoding that is right is full of them, a wrong one has rare ones.
_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为以和地年会政府信息公开工作报告度年月日本机关市县区局行法规申请数量情况"
    "主动依据条例处理行政复议诉讼总件次项目及其与对于由从各部门服务管理发布新收办理结果内容按照要求进一步加强推进单位社会"
    "進開報資訊機關處條辦門務發佈對於與為應實務請數總項據"
)
_RUNS = re.compile("[\u2e80-\uffef]{2,}")
_WRONG = re.compile("[\ue000-\uf8ff\uac00-\ud7af]")
_SAMPLE = 65536
# Of 1,500 characters of Chinese, 400 to 700 are frequent ones; of Chinese in the wrong encoding, fewer than 40.
_CLEARLY = 200


@dataclass(slots=True, frozen=True)
class Decoded:
    """A file's text, the Python codec that gave it, and what was odd (a wrong label, bad bytes, mojibake)."""

    text: str
    encoding: str
    findings: list[Finding] = field(default_factory=list)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`, and how it was found.

    `declared` is what the transport says (the charset of a Content-Type header); what the bytes themselves declare
    (`<meta charset>`, an XML declaration) is read here. No line end is changed; a byte order mark is dropped.
    Raises `UnreadableError`: `parse.empty` (no bytes, or nothing but blanks), `parse.binary`.
    """
    if not data.strip(b" \t\r\n\x0c\x00"):
        raise UnreadableError("parse.empty", "the file is empty")
    _refuse_signature(data)
    text, encoding, findings = _by_mark(data) or _by_content(data, _claims(data, declared))
    if not text.strip("\ufeff\u200b \t\r\n\x0c\x00"):
        raise UnreadableError("parse.empty", "the file holds nothing but blanks")
    text, more = _mended(text)
    return Decoded(text, encoding, findings + more)


def _refuse_signature(data: bytes) -> None:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableError("parse.binary", f"the bytes are {name}, not text")


def _refuse_binary(data: bytes) -> None:
    """Raise when control bytes abound: text has none, and a stray one in a thousand is damage, not another format."""
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if controls > 8 and controls * 50 > len(sample):
        raise UnreadableError(
            "parse.binary", f"{controls} of the first {len(sample)} bytes are control bytes, not text"
        )


def _codec(label: str | None) -> str | None:
    """The Python codec of an encoding label, widened to its superset; None for a label nobody knows."""
    try:
        name = codecs.lookup((label or "").strip()).name
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return _SUPERSETS.get(name, name)


def _claims(data: bytes, declared: str | None) -> list[str]:
    """The encodings claimed for the bytes, the transport's first, without the unknown and the repeated."""
    inner = _DECLARED.search(data[:4096])
    labels = (declared, inner.group(1).decode("ascii") if inner else None)
    return list(dict.fromkeys(codec for label in labels if (codec := _codec(label))))


_Reading = tuple[str, str, list[Finding]]


def _by_mark(data: bytes) -> _Reading | None:
    """Decode by byte order mark, or by the zero bytes of UTF-16 without one."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec)
    if wide := _wide(data[:2048]):
        return _lenient(data[: len(data) // 2 * 2], wide)
    _refuse_binary(data)
    return None


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: mark-up and digits leave a zero in every second byte, Chinese text decodes to Han."""
    if b"\x00" not in sample:
        return None
    sample = sample[: len(sample) // 2 * 2]
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample.decode(codec, "replace")
        plain = sum(1 for char in text if " " <= char <= "~" or char in "\r\n\t" or "\u3000" <= char <= "\u9fff")
        if plain * 20 > len(text) * 17:
            return codec
    return None


def _by_content(data: bytes, claims: list[str]) -> _Reading:
    """Decode by what fits: strict UTF-8, a claim that decodes cleanly into Chinese, detection, then least damage."""
    whole = _strict(data, "utf-8")
    if whole is not None:
        return whole, "utf-8", [] if whole.isascii() else _mislabelled(claims, "utf-8")
    for codec in dict.fromkeys((*claims, "gb18030")):
        # Nearly every page that is not UTF-8 ends here, before anything is detected.
        if codec not in _WESTERN and (read := _strict(data, codec)) is not None and _fluency(read) >= _CLEARLY:
            return read, codec, _mislabelled(claims, codec)
    detected = _codec(detect_encoding(data)) or "gb18030"
    candidates = list(dict.fromkeys((*claims, detected, "gb18030", "big5hkscs")))
    clean = [(codec, read) for codec in candidates if (read := _strict(data, codec)) is not None]
    chinese = [(codec, read) for codec, read in clean if codec not in _WESTERN and codec != "utf-8"]
    scored = [(_fluency(read), codec, read) for codec, read in chinese]
    if scored and (best := max(scored, key=lambda entry: entry[0]))[0] > 0:
        return best[2], best[1], _mislabelled(claims, best[1])
    return _damaged(data, candidates, [pair for pair in clean if pair[0] in _WESTERN])


def _damaged(data: bytes, candidates: list[str], western: list[tuple[str, str]]) -> _Reading:
    """Bytes that no Chinese encoding reads cleanly: the one with the least damage, western when none is Chinese."""
    tries = [(codec, data.decode(codec, "replace")) for codec in ("utf-8", *candidates) if codec not in _WESTERN]
    codec, text = max(tries, key=lambda pair: _fluency(pair[1]) - pair[1].count("\ufffd"))
    if western and _fluency(text) <= 0:
        return western[0][1], western[0][0], []
    return _lenient(data, codec)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _lenient(data: bytes, codec: str) -> _Reading:
    """Decode with replacement marks where bytes are bad, and say how many there are."""
    text = _strict(data, codec)
    if text is not None:
        return text, codec, []
    text = data.decode(codec, "replace")
    bad = text.count("\ufffd")
    message = f"{bad} places hold bytes that are not {codec}; they read as U+FFFD"
    return text, codec, [Finding("parse.encoding", "warning", message, right=bad)]


def _fluency(text: str) -> int:
    """Frequent Chinese characters less five for each mark of a wrong decoding (private use, Hangul), in a sample."""
    sample = "".join(match.group() for match in islice(_RUNS.finditer(text, 0, _SAMPLE), 120))[:1500]
    frequent = sum(map(_FREQUENT.__contains__, sample))
    return frequent - 5 * len(_WRONG.findall(sample))


def _mislabelled(claims: list[str], codec: str) -> list[Finding]:
    wrong = [claim for claim in claims if claim != codec]
    if not wrong or (len(claims) > 1 and codec in claims and set(wrong) <= _WESTERN):
        return []
    return [Finding("parse.encoding", "info", f"labelled {' and '.join(wrong)}, but the bytes are {codec}")]


def _mended(text: str) -> tuple[str, list[Finding]]:
    """Undo UTF-8 that somebody read as GBK and saved again, when the way back is exact; else say that it is there."""
    if not _looks_twice_coded(text):
        return text, []
    try:
        # A lone byte 80 reads as the euro sign in code page 936, the GBK of Windows; everything else maps both ways.
        mended = b"\x80".join(part.encode("gb18030") for part in text.split("€")).decode("utf-8")
    except UnicodeError:
        mended = None
    if mended is not None:
        message = "UTF-8 that had been read as GBK and saved so: read back, every byte is accounted for"
        return mended, [Finding("parse.encoding", "warning", message)]
    message = "UTF-8 that had been read as GBK and lost bytes on the way: kept as it is, its words can't be recovered"
    return text, [Finding("parse.encoding", "error", message)]


# What the lead bytes of frequent UTF-8 Chinese become when read as GBK: 鏀垮簻 (政府), 淇℃伅 (信息), 鐨 (的) …
_TWICE = re.compile("鏀垮簻|淇℃伅|鍏\ue100紑|骞村害|鎶ュ憡|宸ヤ綔|鐨勫|浜烘皯|锛|銆|鐢宠|琛屾斂|鏉′緥")


def _looks_twice_coded(text: str) -> bool:
    if not any(word in text for word in ("锛", "銆", "鏀垮簻")):
        return False
    hits = len(_TWICE.findall(text[:20000]))
    return hits >= 3 and hits * 60 > len(_HAN.findall(text[:20000]))
