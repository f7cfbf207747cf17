"""The web site over the archive: Datasette with pages of its own."""
