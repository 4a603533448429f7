"""One history, in its order: Alice and Bob pair by code, say hello, link; another time Bob invites Alice.

Also a short handshake that follows no rule of ours but Noise's.
"""

import link
import pairing
import scene
from draws import draw
from scene import ACCEPTOR_KEM, ALICE, BOB, CODE, CODE_KEM, INVITATION_KEM, LINK_KEM, PORTS, Session


def _port(who: str) -> bytes:
    return PORTS[who].to_bytes(2, "big")


def _short() -> Session:
    s = Session("XXpsk0", "xx short", b"QuietDrop vectors", ALICE, BOB, draw("xx short psk"))
    for text in (b"first", b"", b"the third payload"):
        s.say(text)
    return s


def _code() -> Session:
    """Alice types and dials; Bob, the responder, adds rk||ek in XX2, Alice ct in XX3."""
    s = Session("XXpsk0", "xx code", CODE.prologue, ALICE, BOB, CODE.psk)
    s.say(link.payload("XX1"))
    s.say(link.payload("XX2", BOB.card("Bob") + _port("bob") + CODE_KEM.rk + CODE_KEM.ek))
    s.say(link.payload("XX3", ALICE.card("Alice") + _port("alice") + CODE_KEM.ct))
    assert [len(x["message"]) for x in s.steps] == [64, 4096, 4096]
    return s


def _hello(label: str) -> Session:
    s = Session("NN", f"hello {label}", b"QuietDrop/1 hello")
    s.say(b"")
    s.say(b"")
    return s


def _invitation(h: bytes) -> Session:
    """Bob, the inviter, dials; rk||ek in XX3, ct follows in the first cell."""
    psk = pairing.invitation_psk(scene.INVITATION_SECRET)
    s = Session("XXpsk0", "xx invitation", b"QuietDrop/1 invite" + h, BOB, ALICE, psk)
    s.say(link.payload("XX1"))
    s.say(link.payload("XX2", ALICE.card("Alice") + _port("alice")))
    s.say(link.payload("XX3", BOB.card("Bob") + _port("bob") + INVITATION_KEM.rk + INVITATION_KEM.ek))
    return s


def _invitation_answered(h: bytes) -> Session:
    """Alice, the acceptor, dials: rk||ek in XX2, ct in XX3."""
    psk = pairing.invitation_psk(scene.INVITATION_SECRET)
    s = Session("XXpsk0", "xx invitation acceptor dials", b"QuietDrop/1 invite" + h, ALICE, BOB, psk)
    s.say(link.payload("XX1"))
    s.say(link.payload("XX2", BOB.card("Bob") + _port("bob") + ACCEPTOR_KEM.rk + ACCEPTOR_KEM.ek))
    s.say(link.payload("XX3", ALICE.card("Alice") + _port("alice") + ACCEPTOR_KEM.ct))
    return s


def _link(h: bytes, psk: bytes) -> Session:
    s = Session("KKpsk0", "link", b"QuietDrop/1 link" + h, ALICE, BOB, psk)
    s.say(link.payload("KK1"))
    s.say(link.payload("KK2", LINK_KEM.ek))
    assert [len(x["message"]) for x in s.steps] == [64, 4096]
    return s


SHORT, BY_CODE = _short(), _code()
CODE_K, CODE_KEYS = pairing.derive(BY_CODE.i.export(), CODE_KEM.ss, pairing.CODE, CODE_KEM.rk, CODE_KEM.ek, CODE_KEM.ct)
CONTACT, STRANGER, ACCEPTOR_DIALS, INVITER_DIALS = (
    _hello(n) for n in ("contact", "stranger", "acceptor dials", "inviter dials"))
LINK = _link(CONTACT.i.h, CODE_KEYS.psk_pair)
BY_INVITATION = _invitation(INVITER_DIALS.i.h)
BY_ACCEPTOR = _invitation_answered(ACCEPTOR_DIALS.i.h)
