"""Protocol sections 3 and 4: handshake payloads, cells, the link KEM."""

from blake import HKDF
from noise import CipherState

WIRE, PLAIN = 4096, 4080
SIZES = {"KK1": 16, "XX1": 16, "KK2": 4048, "XX2": 4000, "XX3": 4032}
VERSIONS = bytes([1, 1]) + bytes(4) + bytes(10)


def payload(which: str, fields: bytes = b"") -> bytes:
    """Lowest version 1, highest version 1, features 4 (none), zero 10, the fields, zeros."""
    out = (VERSIONS + fields).ljust(SIZES[which], b"\0")
    assert len(out) == SIZES[which]
    return out


def frame(type_: int, body: bytes) -> bytes:
    assert len(body) <= 4077
    return bytes([type_]) + len(body).to_bytes(2, "big") + body


def cell(*frames: bytes) -> bytes:
    out = b"".join(frames).ljust(PLAIN, b"\0")
    assert len(out) == PLAIN
    return out


def mix_kem(k: bytes, ss: bytes) -> CipherState:
    """k' of one direction, with nonce 0."""
    return CipherState(HKDF(k, ss, b"QuietDrop/1 link kem", 32))
