"""Keeps count, in the index, of the digest mails that a mail server accepted."""

from elasticsearch import Elasticsearch
from pydantic import AwareDatetime

from adwatch.model import Frozen
from search.client import speaking_to
from search.mapping import mails_alias
from search.merge import undated_index


class Mail(Frozen):
    """One mail that was sent: to whom, when, and about which postings."""

    id: str
    unit: str
    to: str
    subject: str
    sent_at: AwareDatetime
    message_id: str
    postings: tuple[str, ...] = ()


def record_mail(client: Elasticsearch, prefix: str, mail: Mail) -> None:
    """Write the mail's document; recording it twice leaves one."""
    with speaking_to(client):
        client.index(
            index=undated_index(mails_alias(prefix)),
            id=mail.id,
            document=mail.model_dump(mode="json"),
        )
