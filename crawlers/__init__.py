"""Collects public postings from the sources that one YAML file each describes.

`source` is the description, `reading` and `platforms` turn saved pages into drafts without any
I/O, `run.crawl` is the one way in: it fetches, keeps evidence and fills the spool.
"""
