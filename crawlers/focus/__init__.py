"""The focused crawl: where on a site that nobody has described are the ads."""
