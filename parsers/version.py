"""The version of the reading: raised whenever the same bytes may be read differently than before.

A database remembers the version it was derived by; when this one is newer, `gongkai rebuild` reads the captures again.
"""

from __future__ import annotations

PARSER_VERSION = "1"
