"""Protocol section 7: handles, outer seal, hints."""

import chacha
from blake import PRF

FROM_ALICE, FROM_BOB = b"\0", b"\1"


def tag_root(root: bytes, direction: bytes, week: int) -> bytes:
    return PRF(root, "QDv1 tag root", direction + week.to_bytes(8, "big"))


def handle(tr: bytes, relay_id: bytes) -> bytes:
    return PRF(tr, "QDv1 handle", relay_id)[:16]


def outer_key(tr: bytes, relay_id: bytes) -> bytes:
    return PRF(tr, "QDv1 outer key", relay_id)


def drop(key: bytes, nonce: bytes, envelope: bytes, handle_: bytes) -> bytes:
    return nonce + chacha.xseal(key, nonce, envelope, handle_)


def drop_id(drop_: bytes) -> bytes:
    return PRF(bytes(32), "QDv1 drop id", drop_)[:16]


def hint(hint_key: bytes, owner: bytes, relay_id: bytes) -> bytes:
    return PRF(hint_key, "QDv1 hint", owner + relay_id)[:8]


def ask_padding(key: bytes, place: int, week: int, relay_id: bytes) -> bytes:
    return PRF(key, "QDv1 ask padding", place.to_bytes(4, "big") + week.to_bytes(8, "big") + relay_id)[:16]


def hint_padding(key: bytes, place: int, told: bytes) -> bytes:
    return PRF(key, "QDv1 hint pad", place.to_bytes(4, "big") + told)[:8]
