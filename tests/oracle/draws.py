"""All randomness of the frozen vectors: SHAKE-256 of a name, so that every run gives the same bytes."""

import hashlib


def draw(name: str, size: int = 32) -> bytes:
    return hashlib.shake_256(b"QuietDrop test vectors 1|" + name.encode()).digest(size)


def scalar(name: str) -> bytes:
    """A ristretto255 scalar below 2^252: the four highest bits cleared."""
    x = bytearray(draw(name))
    x[31] &= 0x0F
    return bytes(x)


def to_json(value):
    """Bytes become lower-case hex, everything else stays."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {k: to_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    return value
