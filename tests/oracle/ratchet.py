"""Protocol section 6: the Double Ratchet with header encryption.

Randomness is handed in: seal takes the header nonce, open takes the secret of the DH key that a step draws.
"""

from copy import deepcopy
from dataclasses import dataclass, field

import chacha
import mlkem768
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
    kem_out: int = 0
    kem_in: int = 0
    offered: int = 0
    offer_keys: tuple[bytes, bytes] | None = None
    waiting: tuple[int, bytes] | None = None
    answered: int = 0
    kept: list[tuple[int, bytes]] = field(default_factory=list)

    @staticmethod
    def alice(k: Keys, ad: bytes, rk_pub: bytes, dhs: bytes) -> "Ratchet":
        """rk_pub is Bob's ratchet key, dhs the secret she draws at the start."""
        rk, cks, nhks = root_step(k.sk, x25519.dh(dhs, rk_pub))
        return Ratchet(ad, k.session_id, rk, dhs, rk_pub, cks, k.ckb0, k.hka, k.hkb0, nhks, k.nhkb)

    @staticmethod
    def bob(k: Keys, ad: bytes, rk_secret: bytes) -> "Ratchet":
        return Ratchet(ad, k.session_id, k.sk, rk_secret, None, k.ckb0, None, k.hkb0, None, k.nhkb, k.hka)

    def seal(self, body: bytes, hnonce: bytes, flags: int = 0, zero: bytes = bytes(3), kem: int | None = None) -> bytes:
        """flags, zero and kem are parameters only to make envelopes that must not open."""
        assert len(body) == BODY
        mk, self.cks = chain_step(self.cks)
        header = bytes([flags]) + x25519.public(self.dhs) + self.pn.to_bytes(4, "big")
        header += self.ns.to_bytes(4, "big")
        header += (self.kem_out if kem is None else kem).to_bytes(4, "big") + zero
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
            dh, _, n, kem = header
            if kem != self.kem_in:
                raise Refused("another KEM number in the same chain")
            if dh != self.dhr:
                raise Refused("another key in the same chain")
            if n < self.nr:
                raise Refused("key is gone")
            self._skip(n - self.nr)
        else:
            header = self._try_header(self.nhkr, envelope)
            if not header:
                raise Refused("no header key")
            dh, pn, n, kem = header
            old = max(0, pn - self.nr) if self.ckr else 0
            if old + n > MAX_SKIP:
                raise Refused("skips too many")
            self._skip(old)
            self._step(dh, new_dhs, kem)
            self._skip(n)
        assert self.ckr
        mk, self.ckr = chain_step(self.ckr)
        self.nr += 1
        return self._body(mk, envelope)

    def _try_header(self, hk: bytes, envelope: bytes) -> tuple[bytes, int, int, int] | None:
        try:
            h = chacha.xopen(hk, envelope[:24], envelope[24:88], self.ad)
        except Refused:
            return None
        if h[0] or any(h[45:]):
            raise Refused("flags or zeros")
        pn, n, kem = (int.from_bytes(h[i : i + 4], "big") for i in (33, 37, 41))
        return h[1:33], pn, n, kem

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

    def _step(self, dh: bytes, new_dhs: bytes, kem: int) -> None:
        """Receiving root step, then at once the new DH key and the sending root step."""
        self.pn, self.ns, self.nr = self.ns, 0, 0
        self.hks, self.hkr, self.dhr = self.nhks, self.nhkr, dh
        ss = bytes(32)
        if kem:
            ss = dict(self.kept).get(kem, b"")
            if not ss:
                raise Refused("no secret of that number")
            self.kept = [(k, s) for k, s in self.kept if k > kem]
        self.kem_in = kem
        self.rk, self.ckr, self.nhkr = root_step(self.rk, x25519.dh(self.dhs, dh), kem, ss)
        self.dhs = new_dhs
        self.kem_out, ss = self.waiting or (0, bytes(32))
        self.waiting = None
        self.rk, self.cks, self.nhks = root_step(self.rk, x25519.dh(self.dhs, dh), self.kem_out, ss)

    def offer(self, d: bytes, z: bytes) -> tuple[int, bytes]:
        """A new ML-KEM key in place of any before it: its number and ek."""
        assert not self.waiting
        self.offered, self.offer_keys = self.offered + 1, mlkem768.keygen(d, z)
        return self.offered, self.offer_keys[0]

    def answer(self, number: int, ek: bytes, m: bytes) -> tuple[bytes, bytes] | None:
        """(name of the key, ct), or None for an offer that is not new."""
        if number <= self.answered:
            return None
        ct, ss = mlkem768.encaps(ek, m)
        self.answered = number
        self.kept = (self.kept + [(number, ss)])[-4:]
        return H(ek)[:8], ct

    def take(self, number: int, name: bytes, ct: bytes) -> bool:
        """Whether the answer counted."""
        if number != self.offered or not self.offer_keys or H(self.offer_keys[0])[:8] != name:
            return False
        self.waiting = (number, mlkem768.decaps(self.offer_keys[1], ct))
        self.offer_keys = None
        return True

    def session_check(self, next_seq: int) -> bytes:
        """The 96 bytes of SessionCheck."""
        out = self.session_id + x25519.public(self.dhs) + self.ns.to_bytes(4, "big")
        out += (self.dhr or bytes(32)) + self.nr.to_bytes(4, "big") + next_seq.to_bytes(8, "big")
        assert len(out) == 96
        return out
