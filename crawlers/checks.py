"""Kinds of text that a source file may hold: what does not fit is told in one plain sentence."""

import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from croniter import croniter
from pydantic import AfterValidator

from crawlers import platforms
from crawlers.reading.markup import check_expression


def _platform(name: str) -> str:
    if name not in platforms.names():
        raise ValueError(f"unknown platform; there are {', '.join(platforms.names())}")
    return name


def _cron(text: str) -> str:
    if len(text.split()) != 5 or not croniter.is_valid(text):
        raise ValueError("not a cron line of five fields, such as '15 */6 * * *'")
    return text


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the IANA database, such as 'Asia/Kolkata'")
    return name


def _address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValueError("not an address that begins with http:// or https://")
    return url


def _host_and_port(text: str) -> str:
    parts = urlsplit(text if "://" in text else f"//{text}")
    if not parts.hostname or not parts.port:
        raise ValueError("not a host and port, such as '127.0.0.1:8610'")
    return f"{parts.hostname}:{parts.port}"


def _id_pattern(pattern: str) -> str:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    if groups != 1:
        raise ValueError("needs exactly one group ( ) around the ad's own id")
    return pattern


Address = Annotated[str, AfterValidator(_address)]
Expression = Annotated[str, AfterValidator(check_expression)]
Cron = Annotated[str, AfterValidator(_cron)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
IdPattern = Annotated[str, AfterValidator(_id_pattern)]
PlatformName = Annotated[str, AfterValidator(_platform)]
TimeZone = Annotated[str, AfterValidator(_timezone)]
