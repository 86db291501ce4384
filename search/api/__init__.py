"""The JSON API under `/api/v1`: what the screens can do, for programs, with the same rights.

Described by OpenAPI at `/api/v1/openapi.json`. Who asks is said by a token (`search.desk.tokens`);
each call is written to the audit log like a click on the screens.
"""
