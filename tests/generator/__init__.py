"""A seeded generator of annual reports with known figures: the adversary the reader is measured against.

It shares no code and no tables with the reader: its forms (`official`) are written out here a second time, so that a
slip in the reader's form files cannot hide itself.
"""
