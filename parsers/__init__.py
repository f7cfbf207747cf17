"""Bytes in, report out: decoding, page, cells, forms, sections, sentences, checks. No network, no database, no clock."""
