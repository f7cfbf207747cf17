"""The Scrapy project and the command line: finds reports, captures exchanges."""
