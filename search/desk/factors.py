"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes.

The secret is kept encrypted with a key that lies outside of the database (`home/secrets/desk`), so
that a stolen copy of the database opens nothing. A code is good once. Recovery codes are 80 random
bits each, kept as SHA-256.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet
from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.runtime.secret import secret
from adwatch.settings import Settings
from search.desk.accounts import Account
from search.desk.db import Base, Desk

ISSUER = "adwatch"
STEP_S = 30
STEPS_OFF = (0, -1, 1)
"""A phone's clock may be half a minute off."""
RECOVERY_CODES = 8


class FactorRow(Base):
    """The second factor of one account; it counts from the moment it was confirmed by a code."""

    __tablename__ = "second_factor"

    account: Mapped[str] = mapped_column(
        ForeignKey("account.name", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryRow(Base):
    """One recovery code that has not been used."""

    __tablename__ = "recovery_code"

    hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"))


class Vault:
    """Encrypts and decrypts the secrets of one installation."""

    def __init__(self, settings: Settings) -> None:
        """Read the key, made at its first use."""
        digest = hashlib.sha256(secret(settings, "desk").encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def closed(self, text: str) -> str:
        """Return the text encrypted."""
        return self._fernet.encrypt(text.encode()).decode()

    def opened(self, text: str) -> str:
        """Return the text that was encrypted."""
        return self._fernet.decrypt(text.encode()).decode()


def is_required(settings: Settings, account: Account) -> bool:
    """Whether the role of an account must have a second factor."""
    return account.role in settings.second_factor.replace(",", " ").split()


def has_factor(desk: Desk, name: str) -> bool:
    """Whether an account has a confirmed second factor."""
    with desk() as session:
        row = session.get(FactorRow, name)
        return row is not None and row.confirmed_at is not None


def pending_address(desk: Desk, vault: Vault, name: str) -> str:
    """Return the `otpauth:` address of the secret that waits to be confirmed, made where missing.

    It is what the QR code shows.
    """
    with desk.begin() as session:
        row = session.get(FactorRow, name)
        if row is None:
            row = FactorRow(account=name, secret=vault.closed(pyotp.random_base32()), last_step=0)
            session.add(row)
        elif row.confirmed_at is not None:
            raise ValueError(f"{name} has a second factor already")
        key = vault.opened(row.secret)
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=ISSUER)


def confirm(desk: Desk, vault: Vault, name: str, code: str, now: datetime) -> tuple[str, ...]:
    """Make the pending secret count when the code fits, and return recovery codes; else nothing."""
    with desk.begin() as session:
        row = session.get(FactorRow, name)
        if row is None or row.confirmed_at is not None or not _fits(row, vault, code, now):
            return ()
        row.confirmed_at = now
        codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
        session.add_all(RecoveryRow(hash=_hash(name, code), account=name) for code in codes)
    return codes


def check_code(desk: Desk, vault: Vault, name: str, code: str, now: datetime) -> bool:
    """Whether a code of the app or a recovery code fits; either is good once."""
    with desk.begin() as session:
        row = session.get(FactorRow, name)
        if row is None or row.confirmed_at is None:
            return False
        if _fits(row, vault, code, now):
            return True
        spare = session.get(RecoveryRow, _hash(name, code.strip().upper()))
        if spare is not None:
            session.delete(spare)
        return spare is not None


def forget_factor(desk: Desk, name: str) -> None:
    """Take the second factor of an account away, with its recovery codes."""
    with desk.begin() as session:
        session.execute(delete(RecoveryRow).where(RecoveryRow.account == name))
        session.execute(delete(FactorRow).where(FactorRow.account == name))


def _fits(row: FactorRow, vault: Vault, code: str, now: datetime) -> bool:
    """Whether a code of the app fits and was not used before; note its time step."""
    totp = pyotp.TOTP(vault.opened(row.secret), interval=STEP_S)
    here = int(now.timestamp()) // STEP_S
    for step in (here + off for off in STEPS_OFF):
        right = hmac.compare_digest(totp.generate_otp(step).encode(), _digits(code))
        if right and step > row.last_step:
            row.last_step = step
            return True
    return False


def _digits(code: str) -> bytes:
    return "".join(code.split()).encode()


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _hash(name: str, code: str) -> str:
    return hashlib.sha256(f"{name}\n{code}".encode()).hexdigest()
