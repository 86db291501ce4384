"""The settings of one adwatch installation, read once and passed in.

Each field is set by an environment variable `ADWATCH_<FIELD>` (a line of `deploy/adwatch.env` in a
real installation). Secrets are never written to a file of the repository: what is not set is made
at first start and kept below `home/secrets`, readable by its owner alone.
"""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPO = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All that differs between a laptop, a test run and a district's server."""

    model_config = SettingsConfigDict(env_prefix="ADWATCH_", frozen=True, extra="ignore")

    home: Path = REPO / ".adwatch"
    """Data of this installation: spool, evidence, indices, accounts, logs, secrets."""
    runtime: Path = REPO / ".runtime"
    """Downloaded programs (Java, Elasticsearch, Chromium); may be shared by installations."""
    sources: Path = REPO / "crawlers" / "sources"
    units: Path = REPO / "search" / "alerts" / "units"
    dags: Path = REPO / "dags"
    spool: str = ""
    """Where partitions of postings lie: a folder or `s3://bucket/prefix`; empty: `home/spool`."""
    desk: str = ""
    """Database of accounts, audit and outbox as an SQLAlchemy URL; empty: `home/desk.sqlite`."""

    elasticsearch_url: str = ""
    """A cluster (8.x or 9.x); empty: the embedded node on `elasticsearch_port`."""
    elasticsearch_user: str = ""
    elasticsearch_password: SecretStr = SecretStr("")
    elasticsearch_api_key: SecretStr = SecretStr("")
    elasticsearch_ca: Path | None = None
    index_prefix: str = "adwatch"
    snapshots: str = ""
    """Repository of a full cluster for snapshots; the embedded node keeps its own in its folder."""

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8625
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: bool = False
    """Encrypt: from the start on port 465, by STARTTLS on any other."""
    smtp_ca: Path | None = None
    """The authority that signed the mail server's certificate; empty: those of the system."""
    mail_from: str = "adwatch <adwatch@police.example>"

    youtube_key: SecretStr = SecretStr("")
    """Key of YouTube's Data API; without one its sources are skipped, and say so."""
    encoder: str = ""
    """Another text encoder: a folder with an ONNX network, or its name on a model hub."""
    processes: int | None = Field(None, ge=1)
    """How many processes read the spool's postings; unset: as many as there are processors."""
    tor: str = "127.0.0.1:9050"
    """Host and port of Tor's SOCKS port, for sources with `proxy: tor`."""
    engineers_mail: str = ""
    """Who is mailed when a source needs a look, or is well again; empty: nobody."""
    contact: str = "cyber-cell@police.example"
    """Named in the crawler's user agent, so that a site's owner can reach a person."""
    web_url: str = ""
    """The address that links in mails begin with; empty: the local screens."""

    second_factor: str = ""
    """Roles that must have a second factor, separated by spaces: `supervisor auditor`."""
    oidc_issuer: str = ""
    """An OpenID Connect provider to log in by, beside passwords; empty: passwords alone."""
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    oidc_claim: str = "preferred_username"
    """The claim of the provider's token that is the account's name here."""

    elasticsearch_port: int = 8690
    web_port: int = 8600
    airflow_port: int = 8680
    town_port: int = 8610

    @field_validator("home", "runtime", "sources", "units", "dags")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        """Local services and `adwatch down` may run in another folder than `adwatch up` did."""
        return path.absolute()

    @field_validator("tor")
    @classmethod
    def _place(cls, text: str) -> str:
        """Find out at once, not in the middle of a crawl, that a port is missing."""
        host, _, port = text.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("not a host and port, such as '127.0.0.1:9050'")
        return text

    @property
    def spool_root(self) -> str:
        """The spool's place as a path or URL."""
        return self.spool or str(self.home / "spool")

    @property
    def evidence(self) -> Path:
        """The evidence store (WARC files and their ledger)."""
        return self.home / "evidence"

    @property
    def models(self) -> Path:
        """Folder of the models that this installation trained; empty: the one that is shipped."""
        return self.home / "models"

    @property
    def secrets(self) -> Path:
        """Folder of generated secrets, mode 0700."""
        return self.home / "secrets"

    @property
    def logs(self) -> Path:
        """Folder of the local services' logs."""
        return self.home / "logs"

    @property
    def embedded_elasticsearch(self) -> bool:
        """Whether adwatch runs its own node."""
        return not self.elasticsearch_url

    @property
    def elasticsearch_address(self) -> str:
        """The cluster's or the embedded node's address."""
        return self.elasticsearch_url or f"http://127.0.0.1:{self.elasticsearch_port}"

    @property
    def web_address(self) -> str:
        """The address of the screens as a person sees it."""
        return self.web_url or f"http://127.0.0.1:{self.web_port}"

    @property
    def town_address(self) -> str:
        """The demo town's address; `${town}` in a source file stands for it."""
        return f"http://127.0.0.1:{self.town_port}"

    def key_of(self, platform: str) -> str:
        """Return the key for a platform's interface, or "" where there is none."""
        key: SecretStr = getattr(self, f"{platform}_key", SecretStr(""))
        return key.get_secret_value()

    def environment(self) -> dict[str, str]:
        """Return all settings as `ADWATCH_*` variables, for a program that adwatch starts.

        Secrets are among them, in plain: hand it to own programs only.
        """
        values = self.model_dump(exclude_none=True)
        return {f"ADWATCH_{name.upper()}": _plain(value) for name, value in values.items()}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
