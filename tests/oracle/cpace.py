"""CPACE-RISTR255-SHA512 (draft-irtf-cfrg-cpace), initiator-responder form."""

import hashlib

import edwards as ed
import ristretto255 as r255
from failure import Refused

DSI = b"CPaceRistretto255"


def prepend_len(data: bytes) -> bytes:
    n, out = len(data), b""
    while True:
        out += bytes([(n & 127) | (128 if n > 127 else 0)])
        n >>= 7
        if not n:
            return out + data


def lv_cat(*parts: bytes) -> bytes:
    return b"".join(prepend_len(p) for p in parts)


def generator(prs: bytes, ci: bytes, sid: bytes) -> bytes:
    pad = max(0, 128 - 1 - len(prepend_len(prs)) - len(prepend_len(DSI)))
    text = lv_cat(DSI, prs, bytes(pad), ci, sid)
    return r255.encode(r255.from_hash(hashlib.sha512(text).digest()))


def mult(scalar: bytes, point: bytes) -> bytes:
    return r255.encode(ed.mult(int.from_bytes(scalar, "little"), r255.decode(point)))


def mult_checked(scalar: bytes, point: bytes) -> bytes:
    """scalar_mult_vfy: an invalid point or the identity ends the exchange."""
    out = mult(scalar, point)
    if out == bytes(32):
        raise Refused("identity")
    return out


def isk_ir(sid: bytes, k: bytes, ya: bytes, ada: bytes, yb: bytes, adb: bytes) -> bytes:
    text = lv_cat(DSI + b"_ISK", sid, k) + lv_cat(ya, ada) + lv_cat(yb, adb)
    return hashlib.sha512(text).digest()
