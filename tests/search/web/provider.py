"""A small OpenID Connect provider that signs real tokens, and can be told to misbehave."""

import threading
import time
from contextlib import contextmanager
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, HTTPException
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from adwatch.runtime.ports import free_ports

CLIENT, SECRET = "adwatch", "a secret of the client"


class Provider:
    """What it says can be changed by the tests: `claims` overrides, `key` signs."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.published = RSAKey.generate_key(2048, {"kid": "1", "alg": "RS256", "use": "sig"})
        self.key = self.published
        self.user = "anu"
        self.claims: dict[str, object] = {}
        self.issued: dict[str, dict[str, str]] = {}

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def metadata():
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @app.get("/keys")
        def keys():
            return KeySet([self.published]).as_dict(private=False)

        @app.get("/authorize")
        def authorize(state: str, nonce: str, redirect_uri: str, code_challenge: str):
            code = f"code-{len(self.issued)}"
            self.issued[code] = {"nonce": nonce, "challenge": code_challenge}
            back = urlencode({"code": code, "state": state})
            return RedirectResponse(f"{redirect_uri}?{back}", 303)

        @app.post("/token")
        def token(code: str = Form(), code_verifier: str = Form()):
            asked = self.issued.pop(code, None)
            if asked is None or challenge(code_verifier) != asked["challenge"]:
                raise HTTPException(400, "invalid_grant")
            now = int(time.time())
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "sub": "7",
                "iat": now,
                "exp": now + 60,
                "nonce": asked["nonce"],
                "preferred_username": self.user,
            }
            signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims | self.claims, self.key)
            return {"access_token": "x", "token_type": "Bearer", "id_token": signed}

        return app


def challenge(verifier: str) -> str:
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    return create_s256_code_challenge(verifier)


@contextmanager
def running():
    (port,) = free_ports(1)
    provider = Provider(port)
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield provider
    finally:
        server.should_exit = True
        thread.join()
