"""Finds or fetches Java, Elasticsearch and Chromium; starts and ends the local services."""
