"""The spine of adwatch: types, settings, spool, evidence store and commands.

It knows none of the rooms (crawlers, enrichment, classifiers, search); `adwatch.commands` alone
does.
"""
