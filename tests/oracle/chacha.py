"""ChaCha20-Poly1305 (RFC 8439), HChaCha20 and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha)."""

import struct

from failure import Refused

SIGMA = struct.unpack("<4I", b"expand 32-byte k")
M = 0xFFFFFFFF


def _rounds(s: list[int]) -> None:
    def quarter(a: int, b: int, c: int, d: int) -> None:
        x, y, z, w = s[a], s[b], s[c], s[d]
        x = (x + y) & M
        w ^= x
        w = ((w << 16) & M) | (w >> 16)
        z = (z + w) & M
        y ^= z
        y = ((y << 12) & M) | (y >> 20)
        x = (x + y) & M
        w ^= x
        w = ((w << 8) & M) | (w >> 24)
        z = (z + w) & M
        y ^= z
        y = ((y << 7) & M) | (y >> 25)
        s[a], s[b], s[c], s[d] = x, y, z, w

    for _ in range(10):
        quarter(0, 4, 8, 12)
        quarter(1, 5, 9, 13)
        quarter(2, 6, 10, 14)
        quarter(3, 7, 11, 15)
        quarter(0, 5, 10, 15)
        quarter(1, 6, 11, 12)
        quarter(2, 7, 8, 13)
        quarter(3, 4, 9, 14)


def block(key: bytes, counter: int, nonce: bytes) -> bytes:
    start = [*SIGMA, *struct.unpack("<8I", key), counter, *struct.unpack("<3I", nonce)]
    s = list(start)
    _rounds(s)
    return struct.pack("<16I", *((a + b) & M for a, b in zip(s, start)))


def stream(key: bytes, counter: int, nonce: bytes, data: bytes) -> bytes:
    blocks = (len(data) + 63) // 64
    pad = b"".join(block(key, counter + i, nonce) for i in range(blocks))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(pad, "big")).to_bytes(len(data), "big")


def hchacha20(key: bytes, nonce16: bytes) -> bytes:
    s = [*SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce16)]
    _rounds(s)
    return struct.pack("<8I", *s[:4], *s[12:])


def poly1305(key: bytes, data: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    a, p = 0, 2**130 - 5
    for i in range(0, len(data), 16):
        a = (a + int.from_bytes(data[i : i + 16] + b"\1", "little")) * r % p
    return ((a + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def _tag(key: bytes, nonce: bytes, ct: bytes, ad: bytes) -> bytes:
    def pad(x: bytes) -> bytes:
        return x + bytes(-len(x) % 16)

    lengths = struct.pack("<QQ", len(ad), len(ct))
    return poly1305(block(key, 0, nonce)[:32], pad(ad) + pad(ct) + lengths)


def seal(key: bytes, nonce: bytes, data: bytes, ad: bytes) -> bytes:
    """AEAD: ChaCha20-Poly1305 IETF, the tag behind the ciphertext."""
    assert len(key) == 32 and len(nonce) == 12
    ct = stream(key, 1, nonce, data)
    return ct + _tag(key, nonce, ct, ad)


def open_(key: bytes, nonce: bytes, sealed: bytes, ad: bytes) -> bytes:
    assert len(key) == 32 and len(nonce) == 12
    if len(sealed) < 16:
        raise Refused("shorter than a tag")
    ct, tag = sealed[:-16], sealed[-16:]
    if _tag(key, nonce, ct, ad) != tag:
        raise Refused("tag")
    return stream(key, 1, nonce, ct)


def xseal(key: bytes, nonce: bytes, data: bytes, ad: bytes) -> bytes:
    """XAEAD: XChaCha20-Poly1305, nonce of 24 bytes."""
    assert len(nonce) == 24
    return seal(hchacha20(key, nonce[:16]), bytes(4) + nonce[16:], data, ad)


def xopen(key: bytes, nonce: bytes, sealed: bytes, ad: bytes) -> bytes:
    assert len(nonce) == 24
    return open_(hchacha20(key, nonce[:16]), bytes(4) + nonce[16:], sealed, ad)
