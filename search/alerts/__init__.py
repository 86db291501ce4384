"""The alerts: which unit is told of what, the mail that tells it, and the outbox that remembers."""
