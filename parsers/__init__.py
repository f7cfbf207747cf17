"""Bytes in, report out: decoding, page, cells, forms, sections, sentences, checks; no network, database or clock."""
