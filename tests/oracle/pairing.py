"""Protocol section 5: spoken code, invitation, keying, pair words."""

from dataclasses import dataclass, fields
from pathlib import Path

import cpace
from blake import H, HKDF, PRF

CODE, INVITATION, RENEWAL = 1, 2, 3
WORDS = (Path(__file__).resolve().parent / "english.txt").read_text().split()
CI = cpace.lv_cat(b"QuietDrop/1 typist", b"QuietDrop/1 holder")
ADA, ADB = b"typist", b"holder"


def code_psk(isk: bytes) -> bytes:
    return HKDF(bytes(64), isk, b"QuietDrop/1 code psk", 32)


def code_prologue(sid: bytes, ya: bytes, yb: bytes) -> bytes:
    return b"QuietDrop/1 code" + sid + ya + yb


def invitation_psk(secret: bytes) -> bytes:
    return PRF(secret, "QDv1 inv psk", b"\0")


def invitation_hello_key(secret: bytes) -> bytes:
    return PRF(secret, "QDv1 inv hello", b"\0")


@dataclass(frozen=True)
class Keys:
    """K of 304 bytes in its ten parts."""

    sk: bytes
    hka: bytes
    nhkb: bytes
    hkb0: bytes
    ckb0: bytes
    session_id: bytes
    psk_pair: bytes
    tag_root: bytes
    hello_key: bytes
    hint_key: bytes

    def parts(self) -> dict[str, bytes]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


def derive(exp: bytes, ss: bytes, kind: int, rk: bytes, ek: bytes, ct: bytes,
           psk_pair: bytes | None = None) -> tuple[bytes, Keys]:
    """(K, its parts); psk_pair, the present one of the relation, goes with kind 3 only."""
    assert (psk_pair is not None) == (kind == RENEWAL)
    info = b"QuietDrop/1 keys" + bytes([kind]) + H(rk + ek + ct)
    k = HKDF(exp, ss + (psk_pair or b""), info, 304)
    cuts, at = [], 0
    for n in (32, 32, 32, 32, 32, 16, 32, 32, 32, 32):
        cuts.append(k[at : at + n])
        at += n
    assert at == 304
    return k, Keys(*cuts)


def words(session_id: bytes) -> list[str]:
    bits = int.from_bytes(PRF(session_id.ljust(32, b"\0"), "QDv1 pair words", b"\0"), "big") >> (256 - 44)
    return [WORDS[bits >> shift & 2047] for shift in (33, 22, 11, 0)]
