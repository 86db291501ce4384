"""Finds which words of a text are names of persons: a lexicon, and a tagger that reads the context.

`lexicon` says what a word can be by itself, `features` what stands around it, `tagger` weighs both
with `data/names/model.json`, which `enrichment/build/names.py` trains.
"""
