"""Portals served on loopback: the bundled ones of `gongkai demo`, and the server that tests build theirs on."""
