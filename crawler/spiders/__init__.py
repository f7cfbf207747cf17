"""Spiders: one for every portal of the registry, and one a CMS family for those who know Scrapy."""
