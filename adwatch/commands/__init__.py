"""The commands, a module a group: each reads settings and clock, calls a room, shows the result.

Rooms are imported inside the commands, so that `adwatch process -` does not wait for Airflow's or
Scrapy's imports. These modules alone know all rooms.
"""
