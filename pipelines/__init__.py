"""What happens to a capture: the WARC archive, the SQLite store, changes, coverage, the release."""
