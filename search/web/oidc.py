"""Asks an OpenID Connect provider who somebody is: authorization code flow with PKCE.

Source: OpenID Connect Core 1.0, s.3.1; RFC 7636. The provider only says who somebody is. What they
may do is said by their account here, which an administrator must have added.
"""

from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from adwatch.errors import Exit, Trouble
from adwatch.settings import Settings
from search.desk.single_sign_on import Pending

BACK = "/login/oidc/back"
SCOPE = "openid profile email"
ALGORITHMS = ["RS256", "ES256", "PS256"]
ANSWER_S = 10


class Provider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings) -> None:
        """Ask nothing yet."""
        self._settings = settings

    def address(self, pending: Pending) -> str:
        """Return where the browser is to be sent.

        Raises:
            Trouble: the provider does not answer, or says that it is another.

        """
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
            )
        return str(address)

    def name(self, pending: Pending, code: str) -> str:
        """Return the name that the provider vouches for; empty when it vouches for none.

        Raises:
            Trouble: the provider does not answer.

        """
        metadata = self._metadata()
        try:
            with self._client() as client:
                token = client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=pending.verifier
                )
                keys = KeySet.import_key_set(self._json(metadata["jwks_uri"]))
            claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
            self._rules(pending).validate(claims)
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        except (OAuthError, JoseError, KeyError, ValueError):
            return ""
        name = claims.get(self._settings.oidc_claim)
        return name if isinstance(name, str) else ""

    def _rules(self, pending: Pending) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": self._settings.oidc_client},
            nonce={"essential": True, "value": pending.nonce},
            exp={"essential": True},
            sub={"essential": True},
        )

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._settings.oidc_client,
            client_secret=self._settings.oidc_secret.get_secret_value(),
            scope=SCOPE,
            redirect_uri=self._settings.web_address + BACK,
            code_challenge_method="S256",
            timeout=ANSWER_S,
        )

    def _metadata(self) -> dict[str, Any]:
        issuer = self._settings.oidc_issuer
        metadata: dict[str, Any] = self._json(
            f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        )
        if metadata.get("issuer") != issuer:
            raise Trouble(
                f"The login provider at {issuer} calls itself {metadata.get('issuer')}.",
                "Write ADWATCH_OIDC_ISSUER exactly as the provider does.",
                Exit.UNREACHABLE,
            )
        return metadata

    def _json(self, address: str) -> Any:  # noqa: ANN401 - JSON
        try:
            answer = httpx.get(address, timeout=ANSWER_S).raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise self._silent(error) from error

    def _silent(self, error: Exception) -> Trouble:
        return Trouble(
            f"The login provider at {self._settings.oidc_issuer} does not answer ({error}).",
            "Log in by name and password, or try again later.",
            Exit.UNREACHABLE,
        )
