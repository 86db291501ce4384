"""Map, timeline and network as figures: numbers in, coordinates out; templates draw them."""
