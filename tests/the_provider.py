"""A small OpenID provider on the loopback: real HTTP, real keys, real signed tokens, and every way of cheating."""

import base64
import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "fostercare", "a secret of the tests"


def written(content) -> str:
    """A part of a token."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed_by_hand(header, claims, secret=b"") -> str:
    """A token as no library would make it: signed with a secret of one's choice, or not at all."""
    said = f"{written(header)}.{written(claims)}"
    proof = hmac.new(secret, said.encode(), "sha256").digest() if secret else b""
    return f"{said}.{written(proof)}"


class Provider:
    """`subject` is who signs in there next; `claims` and `key` say what is wrong with the next token."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.published = self.key
        self.subject, self.claims, self.header = "somebody", {}, {"alg": "RS256", "kid": "one"}
        self.asked = {}  # code → what the authorisation was asked with
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                page = urlsplit(self.path).path
                if page == "/authorise":
                    self.send_response(302)
                    self.send_header("Location", provider.sign_in(self.path))
                    self.end_headers()
                    return
                answers = {"/.well-known/openid-configuration": provider.described, "/keys": provider.keys}
                self._answer(answers[page]() if page in answers else {}, 200 if page in answers else 404)

            def do_POST(self):
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                token = provider.token(form, self.headers.get("Authorization", ""))
                self._answer(token or {"error": "invalid_grant"}, 200 if token else 400)

            def _answer(self, content, status):
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def described(self):
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def keys(self):
        return {"keys": [self.published.as_dict(private=False)]}

    def sign_in(self, address) -> str:
        """What its sign-in page does: remembers what was asked and sends the browser back with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def token(self, form, authorization):
        """A token for a code, once, to whoever knows the client's secret and PKCE's."""
        asked = self.asked.pop(form.get("code"), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != basic:
            return None
        if base64.urlsafe_b64encode(proof).decode().rstrip("=") != asked.get("code_challenge"):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"],
        }  # fmt: skip
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        return {"access_token": "at", "token_type": "Bearer", "id_token": self.sign(claims)}

    def sign(self, claims):
        return jwt.encode(self.header, claims, self.key)
