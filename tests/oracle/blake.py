"""H, PRF, HMAC and HKDF of protocol section 0. BLAKE2b itself comes from hashlib."""

import hashlib
from typing import Callable

Hash = Callable[[bytes], bytes]


def H(data: bytes) -> bytes:
    """BLAKE2b-512, no key."""
    return hashlib.blake2b(data, digest_size=64).digest()


def PRF(key: bytes, label: str, x: bytes) -> bytes:
    """BLAKE2b-256 with a key of 32 bytes, salt 0, personal = label padded with zeros to 16."""
    assert len(key) == 32 and len(label) <= 16
    person = label.encode("ascii").ljust(16, b"\0")
    return hashlib.blake2b(x, digest_size=32, key=key, salt=bytes(16), person=person).digest()


def HMAC(key: bytes, data: bytes, hash_: Hash = H, block: int = 128) -> bytes:
    """RFC 2104; BLAKE2b has a block of 128 bytes."""
    if len(key) > block:
        key = hash_(key)
    key = key.ljust(block, b"\0")
    inner = hash_(bytes(b ^ 0x36 for b in key) + data)
    return hash_(bytes(b ^ 0x5C for b in key) + inner)


def HKDF(salt: bytes, ikm: bytes, info: bytes, length: int, hash_: Hash = H, block: int = 128) -> bytes:
    """RFC 5869, extract and expand."""
    prk = HMAC(salt, ikm, hash_, block)
    out, t, i = b"", b"", 0
    while len(out) < length:
        i += 1
        t = HMAC(prk, t + info + bytes([i]), hash_, block)
        out += t
    return out[:length]
