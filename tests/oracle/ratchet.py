"""Protocol section 6: the Double Ratchet with header encryption.

Randomness is handed in: seal takes the header nonce, open takes the secret of the DH key that a step draws.
"""

from copy import deepcopy
from dataclasses import dataclass, field

import chacha
import x25519
from blake import H, HKDF, PRF
from failure import Refused
from pairing import Keys

BODY, ENVELOPE, MAX_SKIP = 3896, 4000, 3000


def associated(user_a: bytes, user_b: bytes, session_id: bytes) -> bytes:
    return H(b"QDv1 ad" + user_a + user_b + session_id)


def envelope_id(envelope: bytes) -> bytes:
    return PRF(bytes(32), "QDv1 env id", envelope)[:16]


def root_step(rk: bytes, dh: bytes, kem: int = 0, ss: bytes = bytes(32)) -> tuple[bytes, bytes, bytes]:
    """(RK, CK, NHK)."""
    out = HKDF(rk, dh + ss, b"QuietDrop/1 DR root" + kem.to_bytes(4, "big"), 96)
    return out[:32], out[32:64], out[64:]


def chain_step(ck: bytes) -> tuple[bytes, bytes]:
    """(message key, next chain key), both from the old chain key."""
    return PRF(ck, "QDv1 msg key", b"\1"), PRF(ck, "QDv1 chain next", b"\2")


@dataclass
class Ratchet:
    ad: bytes
    session_id: bytes
    rk: bytes
    dhs: bytes
    dhr: bytes | None
    cks: bytes
    ckr: bytes | None
    hks: bytes
    hkr: bytes | None
    nhks: bytes
    nhkr: bytes
    ns: int = 0
    nr: int = 0
    pn: int = 0
    skipped: dict[tuple[bytes, int], bytes] = field(default_factory=dict)

    @staticmethod
    def alice(k: Keys, ad: bytes, rk_pub: bytes, dhs: bytes) -> "Ratchet":
        """rk_pub is Bob's ratchet key, dhs the secret she draws at the start."""
        rk, cks, nhks = root_step(k.sk, x25519.dh(dhs, rk_pub))
        return Ratchet(ad, k.session_id, rk, dhs, rk_pub, cks, k.ckb0, k.hka, k.hkb0, nhks, k.nhkb)

    @staticmethod
    def bob(k: Keys, ad: bytes, rk_secret: bytes) -> "Ratchet":
        return Ratchet(ad, k.session_id, k.sk, rk_secret, None, k.ckb0, None, k.hkb0, None, k.nhkb, k.hka)

    def seal(self, body: bytes, hnonce: bytes, flags: int = 0, zero: bytes = bytes(3)) -> bytes:
        """flags and zero are parameters only to make envelopes that must not open."""
        assert len(body) == BODY
        mk, self.cks = chain_step(self.cks)
        header = bytes([flags]) + x25519.public(self.dhs) + self.pn.to_bytes(4, "big")
        header += self.ns.to_bytes(4, "big") + bytes(4) + zero
        assert len(header) == 48
        self.ns += 1
        front = hnonce + chacha.xseal(self.hks, hnonce, header, self.ad)
        out = front + chacha.seal(PRF(mk, "QDv1 body seal", front), bytes(12), body, front)
        assert len(out) == ENVELOPE
        return out

    def advance(self, count: int) -> None:
        """As if count envelopes had been sealed and lost."""
        for _ in range(count):
            _, self.cks = chain_step(self.cks)
        self.ns += count

    def open(self, envelope: bytes, new_dhs: bytes) -> bytes:
        """The body. new_dhs is used only if the envelope begins a new chain. A failure changes nothing."""
        copy = deepcopy(self)
        body = copy._open(envelope, new_dhs)
        self.__dict__.update(copy.__dict__)
        return body

    def _open(self, envelope: bytes, new_dhs: bytes) -> bytes:
        if len(envelope) != ENVELOPE:
            raise Refused("size")
        for hk in dict.fromkeys(hk for hk, _ in self.skipped):
            n = self._try_header(hk, envelope)
            if n is not None and (hk, n[2]) in self.skipped:
                return self._body(self.skipped.pop((hk, n[2])), envelope)
        header = self.hkr and self._try_header(self.hkr, envelope)
        if header:
            dh, _, n = header
            if dh != self.dhr:
                raise Refused("another key in the same chain")
            if n < self.nr:
                raise Refused("key is gone")
            self._skip(n - self.nr)
        else:
            header = self._try_header(self.nhkr, envelope)
            if not header:
                raise Refused("no header key")
            dh, pn, n = header
            old = max(0, pn - self.nr) if self.ckr else 0
            if old + n > MAX_SKIP:
                raise Refused("skips too many")
            self._skip(old)
            self._step(dh, new_dhs)
            self._skip(n)
        assert self.ckr
        mk, self.ckr = chain_step(self.ckr)
        self.nr += 1
        return self._body(mk, envelope)

    def _try_header(self, hk: bytes, envelope: bytes) -> tuple[bytes, int, int] | None:
        try:
            h = chacha.xopen(hk, envelope[:24], envelope[24:88], self.ad)
        except Refused:
            return None
        if h[0] or any(h[45:]):
            raise Refused("flags or zeros")
        if any(h[41:45]):
            raise Refused("this oracle knows no KEM step")
        return h[1:33], int.from_bytes(h[33:37], "big"), int.from_bytes(h[37:41], "big")

    def _body(self, mk: bytes, envelope: bytes) -> bytes:
        front = envelope[:88]
        return chacha.open_(PRF(mk, "QDv1 body seal", front), bytes(12), envelope[88:], front)

    def _skip(self, count: int) -> None:
        if count > MAX_SKIP:
            raise Refused("skips too many")
        for _ in range(count):
            assert self.ckr and self.hkr
            mk, self.ckr = chain_step(self.ckr)
            self.skipped[self.hkr, self.nr] = mk
            self.nr += 1

    def _step(self, dh: bytes, new_dhs: bytes) -> None:
        """Receiving root step, then at once the new DH key and the sending root step."""
        self.pn, self.ns, self.nr = self.ns, 0, 0
        self.hks, self.hkr, self.dhr = self.nhks, self.nhkr, dh
        self.rk, self.ckr, self.nhkr = root_step(self.rk, x25519.dh(self.dhs, dh))
        self.dhs = new_dhs
        self.rk, self.cks, self.nhks = root_step(self.rk, x25519.dh(self.dhs, dh))

    def session_check(self, next_seq: int) -> bytes:
        """The 96 bytes of SessionCheck."""
        out = self.session_id + x25519.public(self.dhs) + self.ns.to_bytes(4, "big")
        out += (self.dhr or bytes(32)) + self.nr.to_bytes(4, "big") + next_seq.to_bytes(8, "big")
        assert len(out) == 96
        return out
