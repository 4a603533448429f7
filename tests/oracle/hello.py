"""Protocol section 2: hello tokens and the slots of the third message."""

from blake import PRF

SLOTS, SLOT = 256, 8


def slot(hello_key: bytes, h: bytes, user_id_i: bytes) -> bytes:
    return PRF(hello_key, "QDv1 hello i", h + user_id_i)[:SLOT]


def answer(hello_key: bytes, h: bytes, user_id_r: bytes) -> bytes:
    return PRF(hello_key, "QDv1 hello r", h + user_id_r)[:16]


def fill(placed: dict[int, bytes], filler: bytes) -> bytes:
    """2,048 bytes: placed slots at their positions, the rest from filler in ascending order."""
    assert len(filler) == SLOT * (SLOTS - len(placed))
    out, at = b"", 0
    for i in range(SLOTS):
        if i in placed:
            out += placed[i]
        else:
            out += filler[at : at + SLOT]
            at += SLOT
    return out
