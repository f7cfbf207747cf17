"""Settings that hold for every test."""

from hypothesis import settings

# A shared machine may stop an example for a second: that is no finding about the code.
settings.register_profile("gongkai", deadline=None)
settings.load_profile("gongkai")
