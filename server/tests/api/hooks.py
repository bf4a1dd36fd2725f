"""What schemathesis cannot know from the description: a device's token, and what a sync looks like."""

import json
import pathlib
import sys

import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import device  # noqa: E402

SYNC = "application/vnd.linli.sync+cbor-seq"
TOKENS = set()
VECTORS = pathlib.Path(__file__).parents[3] / "fixtures" / "wire"
# Whoever wrote the golden vectors wrote this estate.
ESTATE_OF_VECTORS = bytes([0xE5] * 16)
ESTATE = bytes.fromhex(device.ESTATE.replace("-", ""))


@schemathesis.auth()
class Token:
    def get(self, case, context):
        token = device.access_token()
        TOKENS.add(token)
        return token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook("map_body").apply_to(path="/v1/devices")
def invited(context, body):
    """Random codes would all stop at the first check. What is wrong otherwise stays wrong."""
    if isinstance(body, dict) and body.get("public_key") == device.PUBLIC_KEY:
        if isinstance(body.get("code"), str):
            body["code"] = device.CODE
    return body


@schemathesis.hook("map_body").apply_to(path="/v1/token")
def asserted(context, body):
    """An assertion is good once: it is signed when it is sent, in every other request."""
    if isinstance(body, dict) and isinstance(body.get("assertion"), str):
        if len(body["assertion"]) % 2 == 0:
            body["assertion"] = device.assertion()
    return body


def frame(content: bytes) -> bytes:
    """CBOR byte string."""
    length = len(content)
    if length < 24:
        return bytes([0x40 + length]) + content
    if length < 256:
        return bytes([0x58, length]) + content
    return bytes([0x59]) + length.to_bytes(2, "big") + content


def items() -> dict[str, bytes]:
    vectors = json.loads((VECTORS / "request.json").read_text())["vectors"]
    known = {vector["name"]: bytes.fromhex(vector["hex"]) for vector in vectors}
    for name in known:
        if name.startswith("cursor"):  # a signed envelope would not be what was signed
            known[name] = known[name].replace(ESTATE_OF_VECTORS, ESTATE)
    return known


# What was sent undamaged, so that the check below knows it again.
WHOLE = set()


@st.composite
def sync_bodies(draw):
    """What a device sends: a hello, then items. Some of it broken in one byte, cut off, or anything."""
    known = items()
    hellos = sorted(name for name in known if name.startswith("hello"))
    cursors = sorted(name for name in known if name.startswith("cursor"))
    names = [draw(st.sampled_from(hellos))]
    names += draw(st.lists(st.sampled_from(cursors), max_size=1))
    names += draw(st.lists(st.sampled_from(["envelope", "want"]), unique=True))
    body = b"".join(frame(known[name]) for name in names)
    damage = draw(st.sampled_from(["none", "byte", "cut", "any"]))
    if damage == "none":
        WHOLE.add(body)
    elif damage == "byte":
        at = draw(st.integers(0, len(body) - 1))
        body = body[:at] + draw(st.binary(min_size=1, max_size=1)) + body[at + 1 :]
    elif damage == "cut":
        body = body[: draw(st.integers(0, len(body)))]
    else:
        body = draw(st.binary(max_size=200))
    return body


@schemathesis.check
def a_whole_sync_is_answered(ctx, response, case):
    """The description knows bytes only, so it can't say which of them the server must take."""
    sent = response.request
    # Other checks send it once more without a token, with a wrong one, as another media type or by another method.
    as_a_device_does = (
        sent.method == "POST"
        and sent.headers.get("Authorization") in (f"Bearer {token}" for token in TOKENS)
        and sent.headers.get("Content-Type") == SYNC
        and not sent.headers.get("Content-Encoding")
    )
    if as_a_device_does and sent.body in WHOLE and response.status_code != 200:
        raise AssertionError("a request of golden vectors was refused")


schemathesis.openapi.media_type(SYNC, sync_bodies())
schemathesis.openapi.format("label", st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
schemathesis.openapi.format("note", st.text(st.characters(exclude_categories=["C", "Z"]), max_size=200))
# Any 32 bytes will not do: half of them are no point of the curve.
OTHER_KEYS = st.binary(min_size=32, max_size=32).map(Ed25519PrivateKey.from_private_bytes).map(device.public_key)
schemathesis.openapi.format("ed25519-public-key", st.just(device.PUBLIC_KEY) | OTHER_KEYS)
