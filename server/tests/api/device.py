"""A device that has joined: what the generated requests need to come past the door."""

import base64
import json
import os
import time

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SERVER = os.environ["LINLI_API_URL"]
CODE = os.environ["LINLI_API_CODE"]
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"

# The key of fixtures/wire/signature.json: the envelopes of the golden vectors are this device's.
KEY = Ed25519PrivateKey.from_private_bytes(bytes([0x07] * 32))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_key(key: Ed25519PrivateKey) -> str:
    return base64url(key.public_key().public_bytes_raw())


PUBLIC_KEY = public_key(KEY)


def enrol() -> dict:
    """The same code and key give the same answer every time, so each process may ask."""
    body = {"code": CODE, "public_key": PUBLIC_KEY, "name": "试验机"}
    answer = requests.post(f"{SERVER}/v1/devices", json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()


ENROLLED = enrol()
ESTATE = ENROLLED["estates"][0]["id"]


def assertion() -> str:
    """Good once, for four minutes."""
    device, now = ENROLLED["device_id"], int(time.time())
    header = {"alg": "EdDSA", "typ": "JWT"}
    claims = {"iss": device, "sub": device, "aud": "linli", "iat": now, "exp": now + 240}
    claims["jti"] = base64url(os.urandom(16))
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{base64url(KEY.sign(signed.encode()))}"


def access_token() -> str:
    body = {"grant_type": GRANT_TYPE, "assertion": assertion()}
    answer = requests.post(f"{SERVER}/v1/token", data=body, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]
