"""Made portals: worlds of every CMS family, served on loopback."""
