"""Finding reports: what a page says about where they are. Pure functions over addresses and bytes."""
