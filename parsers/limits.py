"""What a document may cost at most. Every reader refuses by name (`UnreadableError`) what goes past these.

The figures are many times what the largest real annual reports need (a city's report with all its bodies runs to some
80 pages and 300 kB of text) and small enough that one document stays inside 60 seconds and 1 GB.
"""

from __future__ import annotations

MEGABYTE = 1 << 20

MAX_FILE_BYTES = 200 * MEGABYTE
"""Bytes of a file of any kind, before it is opened."""

MAX_SAVED_PAGE_BYTES = 60 * MEGABYTE
"""Bytes of a page saved with its pictures in base64."""

MAX_PDF_PAGES = 1_500
MAX_PDF_STREAM_BYTES = 128 * MEGABYTE
"""Inflated bytes of one stream of a PDF that is not a picture."""
MAX_PDF_INFLATED_BYTES = 400 * MEGABYTE
"""Inflated bytes of all the streams of a PDF together that are large enough to matter."""
MAX_PDF_PAGE_POINTS = 100_000.0
"""Width or height of a page; an infographic of one long strip is about 20,000 points."""
MAX_PDF_PAGE_CHARACTERS = 60_000
MAX_PDF_CHARACTERS = 3_000_000
MAX_PDF_PAGE_OBJECTS = 300_000
MAX_PDF_PAGE_RULES = 6_000
"""Ruled lines of a page that are looked at for tables; a drawing has more."""

MAX_ZIP_ENTRIES = 5_000
MAX_ZIP_ENTRY_BYTES = 100 * MEGABYTE
MAX_ZIP_BYTES = 300 * MEGABYTE
MAX_XML_BYTES = 40 * MEGABYTE
"""Inflated bytes of one XML part of a Word file; its tree takes about ten times that."""
MAX_ZIP_RATIO = 250.0
"""Inflated to packed bytes of an entry above `ZIP_RATIO_FROM_BYTES`; text packs 5 to 40 times."""
ZIP_RATIO_FROM_BYTES = 10 * MEGABYTE

MAX_TABLE_CELLS = 400_000
MAX_SHEET_ROWS = 100_000
MAX_SHEET_COLUMNS = 2_000
MAX_SHEET_CELLS = 2_000_000
MAX_SHEETS = 300

MAX_DEPTH = 60
"""Nesting of groups (RTF) and of tables in tables (Word)."""
MAX_TEXT_CHARACTERS = 20_000_000

MAX_IMAGE_PIXELS = 60_000_000
MAX_IMAGE_FRAMES = 60
MAX_OCR_PAGES = 40
MAX_OCR_PICTURES = 6
"""Pictures in a document of text that are looked at for tables; each takes some seconds."""
OCR_DPI = 150.0
"""Pages are rendered for recognition at this many dots an inch."""
