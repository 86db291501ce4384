"""The desk: accounts, sessions and the audit log, in one small SQL database."""
