"""X25519, RFC 7748."""

from failure import Refused

P = 2**255 - 19
BASE = (9).to_bytes(32, "little")


def scalar_mult(secret: bytes, point: bytes) -> bytes:
    """The Montgomery ladder; the secret is clamped here and kept unclamped everywhere else."""
    k = int.from_bytes(secret, "little")
    k = (k & ~7 & ~(1 << 255)) | (1 << 254)
    x1 = (int.from_bytes(point, "little") & (2**255 - 1)) % P
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = (k >> t) & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b = (x2 + z2) % P, (x2 - z2) % P
        aa, bb = a * a % P, b * b % P
        e = (aa - bb) % P
        da, cb = (x3 - z3) * a % P, (x3 + z3) * b % P
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def public(secret: bytes) -> bytes:
    return scalar_mult(secret, BASE)


def dh(secret: bytes, point: bytes) -> bytes:
    """A shared secret; 32 zero bytes end the exchange (protocol section 0)."""
    shared = scalar_mult(secret, point)
    if shared == bytes(32):
        raise Refused("X25519 gave zero")
    return shared
