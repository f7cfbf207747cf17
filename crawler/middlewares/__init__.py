"""What stands between the frontier and the wire: manners, safety, the archive. In the order a request passes them:

slot → guard → robots → (Scrapy's own) → politeness → replay → the wire → examine → capture → (Scrapy's own) → the
spider.
"""
