"""One module a page; each asks the desk and the index and hands a view to a template."""
