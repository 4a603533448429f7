"""Protocol section 1: identity, card, UserId, safety number."""

import hashlib
from dataclasses import dataclass

import ed25519
import x25519
from blake import H, PRF
from failure import Refused


def user_id(ed_pk: bytes, x_pk: bytes) -> bytes:
    return PRF(bytes(32), "QDv1 id", ed_pk + x_pk)


@dataclass(frozen=True)
class Identity:
    seed: bytes

    @property
    def ed_seed(self) -> bytes:
        return PRF(self.seed, "QDv1 seed.sign", b"\1")

    @property
    def x_sk(self) -> bytes:
        return PRF(self.seed, "QDv1 seed.dh", b"\1")

    @property
    def ed_pk(self) -> bytes:
        return ed25519.public(self.ed_seed)

    @property
    def x_pk(self) -> bytes:
        return x25519.public(self.x_sk)

    @property
    def user_id(self) -> bytes:
        return user_id(self.ed_pk, self.x_pk)

    def card(self, name: str) -> bytes:
        text = name.encode()
        assert len(text) <= 62
        body = b"\1" + self.ed_pk + self.x_pk + bytes([len(text)]) + text.ljust(62, b"\0") + bytes(64)
        assert len(body) == 192
        return body + ed25519.sign(self.ed_seed, b"QDv1 card" + body)


def check_card(card: bytes) -> None:
    if len(card) != 256 or card[0] != 1 or card[65] > 62:
        raise Refused("card")
    if any(card[66 + card[65] : 192]):
        raise Refused("card: not zero")
    if not ed25519.verify(card[1:33], b"QDv1 card" + card[:192], card[192:]):
        raise Refused("card: signature")


def safety_number(a: bytes, b: bytes) -> list[str]:
    low, high = sorted((a, b))
    h = H(b"QDv1 sas" + low + high)
    return [f"{int.from_bytes(h[5 * i : 5 * i + 5], 'big') % 100_000:05d}" for i in range(12)]


def recovery_words(seed: bytes, word_list: list[str]) -> list[str]:
    """BIP39, 24 words: 256 bits of the seed and 8 of its SHA-256."""
    bits = int.from_bytes(seed + hashlib.sha256(seed).digest()[:1], "big")
    return [word_list[bits >> 11 * (23 - i) & 2047] for i in range(24)]
