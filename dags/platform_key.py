"""Keys of platforms that are kept as connections of Airflow: `adwatch_<platform>`, its password."""

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from crawlers import platforms


def variable(platform: str) -> dict[str, str]:
    """Return the environment variable with a platform's key, where a connection has one."""
    if not platforms.key_header(platform):
        return {}
    try:
        key = Connection.get(f"adwatch_{platform}").password
    except AirflowNotFoundException:
        return {}
    return {f"ADWATCH_{platform.upper()}_KEY": key} if key else {}
