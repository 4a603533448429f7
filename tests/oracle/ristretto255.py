"""ristretto255, RFC 9496."""

import edwards as ed
from edwards import D, P, SQRT_M1, Point
from failure import Refused


def _neg(x: int) -> bool:
    return x % P & 1 == 1


def _abs(x: int) -> int:
    return -x % P if _neg(x) else x % P


def sqrt_ratio_m1(u: int, v: int) -> tuple[bool, int]:
    r = u * v**3 * pow(u * v**7 % P, (P - 5) // 8, P) % P
    check = v * r * r % P
    correct, flipped = check == u % P, check == -u % P
    flipped_i = check == -u * SQRT_M1 % P
    if flipped or flipped_i:
        r = r * SQRT_M1 % P
    return correct or flipped, _abs(r)


INVSQRT_A_MINUS_D = sqrt_ratio_m1(1, (-1 - D) % P)[1]
SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
assert SQRT_AD_MINUS_ONE**2 % P == (-D - 1) % P
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P


def decode(data: bytes) -> Point:
    s = int.from_bytes(data, "little")
    if len(data) != 32 or s >= P or s & 1:
        raise Refused("not canonical")
    ss = s * s % P
    u1, u2 = (1 - ss) % P, (1 + ss) % P
    v = (-(D * u1 * u1) - u2 * u2) % P
    ok, inv = sqrt_ratio_m1(1, v * u2 * u2 % P)
    x = _abs(2 * s * inv * u2)
    y = u1 * (inv * (inv * u2 % P) * v % P) % P
    t = x * y % P
    if not ok or _neg(t) or y == 0:
        raise Refused("no point")
    return (x, y, 1, t)


def encode(p: Point) -> bytes:
    x0, y0, z0, t0 = p
    u1, u2 = (z0 + y0) * (z0 - y0) % P, x0 * y0 % P
    inv = sqrt_ratio_m1(1, u1 * u2 * u2 % P)[1]
    d1, d2 = inv * u1 % P, inv * u2 % P
    z_inv = d1 * d2 * t0 % P
    if _neg(t0 * z_inv):
        x, y, den = y0 * SQRT_M1 % P, x0 * SQRT_M1 % P, d1 * INVSQRT_A_MINUS_D % P
    else:
        x, y, den = x0, y0, d2
    if _neg(x * z_inv):
        y = -y % P
    return _abs(den * (z0 - y)).to_bytes(32, "little")


def _map(data: bytes) -> Point:
    t = int.from_bytes(data, "little") & (2**255 - 1)
    r = SQRT_M1 * t * t % P
    u = (r + 1) * ONE_MINUS_D_SQ % P
    v = (-1 - r * D) * (r + D) % P
    square, s = sqrt_ratio_m1(u, v)
    c = P - 1
    if not square:
        s, c = -_abs(s * t) % P, r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P
    w2, w3 = (1 - s * s) % P, (1 + s * s) % P
    return (w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P)


def from_hash(data: bytes) -> Point:
    """The one-way map of 64 bytes."""
    assert len(data) == 64
    return ed.add(_map(data[:32]), _map(data[32:]))
