"""Noise revision 34 for 25519_ChaChaPoly_BLAKE2b: NN, KK and XX with any psk modifiers."""

import struct

import chacha
import x25519
from blake import H, HMAC
from failure import Refused

MESSAGES = {
    "NN": ["e", "e ee"],
    "KK": ["e es ss", "e ee se"],
    "XX": ["e", "e ee s es", "s se"],
}
PRE_STATICS = {"NN": False, "KK": True, "XX": False}


def hkdf(ck: bytes, ikm: bytes, n: int) -> list[bytes]:
    temp, out = HMAC(ck, ikm), []
    for i in range(1, n + 1):
        out.append(HMAC(temp, (out[-1] if out else b"") + bytes([i])))
    return out


class CipherState:
    def __init__(self, key: bytes | None = None) -> None:
        self.k, self.n = key, 0

    @staticmethod
    def nonce(n: int) -> bytes:
        return bytes(4) + struct.pack("<Q", n)

    def seal(self, ad: bytes, data: bytes) -> bytes:
        if self.k is None:
            return data
        out = chacha.seal(self.k, self.nonce(self.n), data, ad)
        self.n += 1
        return out

    def open(self, ad: bytes, data: bytes) -> bytes:
        if self.k is None:
            return data
        out = chacha.open_(self.k, self.nonce(self.n), data, ad)
        self.n += 1
        return out

    def rekey(self) -> None:
        """Noise Rekey: a new key, the nonce goes on."""
        assert self.k is not None
        self.k = chacha.seal(self.k, self.nonce(2**64 - 1), bytes(32), b"")[:32]


class Handshake:
    """One side. Ephemerals are handed in; messages alternate, the initiator writes first."""

    def __init__(self, name: str, initiator: bool, prologue: bytes, e: bytes,
                 s: bytes | None = None, rs: bytes | None = None, psks: list[bytes] = []) -> None:
        full = f"Noise_{name}_25519_ChaChaPoly_BLAKE2b".encode()
        base, mods = name[:2], name[2:].replace("psk", "").split("+") if name[2:] else []
        self.messages = [m.split() for m in MESSAGES[base]]
        for mod in mods:
            at = int(mod)
            self.messages[max(at - 1, 0)].insert(0 if at == 0 else 99, "psk")
        self.initiator, self.psk_mode, self.psks = initiator, bool(mods), list(psks)
        self.h = full.ljust(64, b"\0") if len(full) <= 64 else H(full)
        self.ck, self.cipher = self.h, CipherState()
        self.e, self.s, self.rs, self.re = e, s, rs, None
        self.mix_hash(prologue)
        if PRE_STATICS[base]:
            assert s is not None and rs is not None
            mine = x25519.public(s)
            for key in (mine, rs) if initiator else (rs, mine):
                self.mix_hash(key)

    def mix_hash(self, data: bytes) -> None:
        self.h = H(self.h + data)

    def mix_key(self, ikm: bytes) -> None:
        self.ck, k = hkdf(self.ck, ikm, 2)
        self.cipher = CipherState(k[:32])

    def _psk(self) -> None:
        self.ck, t, k = hkdf(self.ck, self.psks.pop(0), 3)
        self.mix_hash(t)
        self.cipher = CipherState(k[:32])

    def _dh(self, token: str) -> None:
        a, b = token if self.initiator else token[::-1]
        secret, point = {"e": self.e, "s": self.s}[a], {"e": self.re, "s": self.rs}[b]
        assert secret is not None and point is not None
        self.mix_key(x25519.dh(secret, point))

    def _seal(self, data: bytes) -> bytes:
        out = self.cipher.seal(self.h, data)
        self.mix_hash(out)
        return out

    def _open(self, data: bytes) -> bytes:
        out = self.cipher.open(self.h, data)
        self.mix_hash(data)
        return out

    def write(self, payload: bytes) -> bytes:
        out = b""
        for token in self.messages.pop(0):
            if token == "psk":
                self._psk()
            elif token == "e":
                pub = x25519.public(self.e)
                out += pub
                self.mix_hash(pub)
                if self.psk_mode:
                    self.mix_key(pub)
            elif token == "s":
                assert self.s is not None
                out += self._seal(x25519.public(self.s))
            else:
                self._dh(token)
        return out + self._seal(payload)

    def read(self, message: bytes) -> bytes:
        for token in self.messages.pop(0):
            if token == "psk":
                self._psk()
            elif token == "e":
                self.re, message = message[:32], message[32:]
                if len(self.re) != 32:
                    raise Refused("size")
                self.mix_hash(self.re)
                if self.psk_mode:
                    self.mix_key(self.re)
            elif token == "s":
                n = 48 if self.cipher.k else 32
                self.rs, message = self._open(message[:n]), message[n:]
            else:
                self._dh(token)
        return self._open(message)

    def split(self) -> tuple[CipherState, CipherState]:
        """(initiator to responder, responder to initiator)."""
        a, b = hkdf(self.ck, b"", 2)
        return CipherState(a[:32]), CipherState(b[:32])

    def export(self) -> bytes:
        """EXP of protocol section 5; ck is the chaining key at Split, h the handshake hash."""
        return HMAC(self.ck, b"QuietDrop/1 export" + self.h)
