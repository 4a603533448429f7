"""ML-KEM-768, FIPS 203, with its randomness (d, z, m) handed in."""

import hashlib

from failure import Refused

Q, K, DU, DV = 3329, 3, 10, 4
EK, DK, CT, SS = 1184, 2400, 1088, 32


def _rev7(i: int) -> int:
    return int(f"{i:07b}"[::-1], 2)


ZETAS = [pow(17, _rev7(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * _rev7(i) + 1, Q) for i in range(128)]
Poly = list[int]


def G(x: bytes) -> tuple[bytes, bytes]:
    h = hashlib.sha3_512(x).digest()
    return h[:32], h[32:]


def ntt(f: Poly) -> Poly:
    f, i, n = list(f), 1, 128
    while n >= 2:
        for start in range(0, 256, 2 * n):
            z, i = ZETAS[i], i + 1
            for j in range(start, start + n):
                t = z * f[j + n] % Q
                f[j + n], f[j] = (f[j] - t) % Q, (f[j] + t) % Q
        n //= 2
    return f


def ntt_inverse(f: Poly) -> Poly:
    f, i, n = list(f), 127, 2
    while n <= 128:
        for start in range(0, 256, 2 * n):
            z, i = ZETAS[i], i - 1
            for j in range(start, start + n):
                t = f[j]
                f[j] = (t + f[j + n]) % Q
                f[j + n] = z * (f[j + n] - t) % Q
        n *= 2
    return [x * 3303 % Q for x in f]


def mul(f: Poly, g: Poly) -> Poly:
    h = []
    for i in range(128):
        a0, a1, b0, b1 = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        h += [(a0 * b0 + a1 * b1 * GAMMAS[i]) % Q, (a0 * b1 + a1 * b0) % Q]
    return h


def add(f: Poly, g: Poly) -> Poly:
    return [(a + b) % Q for a, b in zip(f, g)]


def dot(fs: list[Poly], gs: list[Poly]) -> Poly:
    out = [0] * 256
    for f, g in zip(fs, gs):
        out = add(out, mul(f, g))
    return out


def sample_ntt(seed: bytes) -> Poly:
    out, data = [], hashlib.shake_128(seed).digest(168 * 12)
    for i in range(0, len(data), 3):
        a, b, c = data[i : i + 3]
        for d in (a + 256 * (b % 16), b // 16 + 16 * c):
            if d < Q and len(out) < 256:
                out.append(d)
    assert len(out) == 256
    return out


def cbd2(s: bytes, n: int) -> Poly:
    data = int.from_bytes(hashlib.shake_256(s + bytes([n])).digest(128), "little")
    out = []
    for _ in range(256):
        out.append(((data & 1) + (data >> 1 & 1) - (data >> 2 & 1) - (data >> 3 & 1)) % Q)
        data >>= 4
    return out


def encode(f: Poly, d: int) -> bytes:
    n = 0
    for x in reversed(f):
        n = n << d | x
    return n.to_bytes(32 * d, "little")


def decode(data: bytes, d: int) -> Poly:
    n, out = int.from_bytes(data, "little"), []
    for _ in range(256):
        out.append(n & ((1 << d) - 1))
        n >>= d
    return out


def compress(f: Poly, d: int) -> Poly:
    return [((x << d) + Q // 2) // Q % (1 << d) for x in f]


def decompress(f: Poly, d: int) -> Poly:
    return [(x * Q + (1 << (d - 1))) >> d for x in f]


def _matrix(rho: bytes) -> list[list[Poly]]:
    return [[sample_ntt(rho + bytes([j, i])) for j in range(K)] for i in range(K)]


def _pke_encrypt(ek: bytes, m: bytes, r: bytes) -> bytes:
    t = [decode(ek[384 * i : 384 * (i + 1)], 12) for i in range(K)]
    a = _matrix(ek[384 * K :])
    y = [ntt(cbd2(r, i)) for i in range(K)]
    e1 = [cbd2(r, K + i) for i in range(K)]
    e2 = cbd2(r, 2 * K)
    u = [add(ntt_inverse(dot([a[j][i] for j in range(K)], y)), e1[i]) for i in range(K)]
    mu = decompress(decode(m, 1), 1)
    v = add(add(ntt_inverse(dot(t, y)), e2), mu)
    return b"".join(encode(compress(f, DU), DU) for f in u) + encode(compress(v, DV), DV)


def _pke_decrypt(dk: bytes, c: bytes) -> bytes:
    u = [decompress(decode(c[320 * i : 320 * (i + 1)], DU), DU) for i in range(K)]
    v = decompress(decode(c[320 * K :], DV), DV)
    s = [decode(dk[384 * i : 384 * (i + 1)], 12) for i in range(K)]
    w = ntt_inverse(dot(s, [ntt(f) for f in u]))
    return encode(compress([(a - b) % Q for a, b in zip(v, w)], 1), 1)


def keygen(d: bytes, z: bytes) -> tuple[bytes, bytes]:
    """(ek, expanded dk) from the two seeds of 32 bytes."""
    rho, sigma = G(d + bytes([K]))
    a = _matrix(rho)
    s = [ntt(cbd2(sigma, i)) for i in range(K)]
    e = [ntt(cbd2(sigma, K + i)) for i in range(K)]
    t = [add(dot(a[i], s), e[i]) for i in range(K)]
    ek = b"".join(encode(f, 12) for f in t) + rho
    return ek, b"".join(encode(f, 12) for f in s) + ek + hashlib.sha3_256(ek).digest() + z


def encaps(ek: bytes, m: bytes) -> tuple[bytes, bytes]:
    """(ct, ss)."""
    if len(ek) != EK:
        raise Refused("size of ek")
    if any(x >= Q for i in range(K) for x in decode(ek[384 * i : 384 * (i + 1)], 12)):
        raise Refused("modulus check of ek")
    ss, r = G(m + hashlib.sha3_256(ek).digest())
    return _pke_encrypt(ek, m, r), ss


def decaps(dk: bytes, c: bytes) -> bytes:
    if len(dk) != DK or len(c) != CT:
        raise Refused("size")
    pke, ek, h, z = dk[:1152], dk[1152:2336], dk[2336:2368], dk[2368:]
    if hashlib.sha3_256(ek).digest() != h:
        raise Refused("hash check of dk")
    m = _pke_decrypt(pke, c)
    ss, r = G(m + h)
    return ss if _pke_encrypt(ek, m, r) == c else hashlib.shake_256(z + c).digest(32)
