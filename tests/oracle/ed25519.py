"""Ed25519, RFC 8032: no context, no prehash."""

import hashlib

import edwards as ed


def _h(data: bytes) -> int:
    return int.from_bytes(hashlib.sha512(data).digest(), "little")


def _expand(seed: bytes) -> tuple[int, bytes]:
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little")
    return (a & ((1 << 254) - 8)) | (1 << 254), h[32:]


def public(seed: bytes) -> bytes:
    return ed.compress(ed.mult(_expand(seed)[0], ed.BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    a, prefix = _expand(seed)
    pk = ed.compress(ed.mult(a, ed.BASE))
    r = _h(prefix + message) % ed.L
    rs = ed.compress(ed.mult(r, ed.BASE))
    s = (r + _h(rs + pk + message) * a) % ed.L
    return rs + s.to_bytes(32, "little")


def verify(pk: bytes, message: bytes, sig: bytes) -> bool:
    if len(sig) != 64:
        return False
    a, r, s = ed.decompress(pk), ed.decompress(sig[:32]), int.from_bytes(sig[32:], "little")
    if a is None or r is None or s >= ed.L:
        return False
    k = _h(sig[:32] + pk + message) % ed.L
    return ed.same(ed.mult(s, ed.BASE), ed.add(r, ed.mult(k, a)))
