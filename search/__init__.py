"""The room that officers work in: the index, the query, the alerts, the desk and the screens."""
