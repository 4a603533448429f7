"""The people and keys that several vector files share."""

import cpace
import mlkem768
import noise
import pairing
import x25519
from draws import draw, scalar
from identity import Identity

ALICE, BOB, CAROL = (Identity(draw(f"seed {n}")) for n in ("alice", "bob", "carol"))
PEOPLE = {"alice": ALICE, "bob": BOB, "carol": CAROL}
PORTS = {"alice": 40001, "bob": 40002}


class Kem:
    """One ML-KEM exchange, with Bob's ratchet key beside it."""

    def __init__(self, name: str) -> None:
        self.d, self.z, self.m = (draw(f"{name} kem {x}") for x in "dzm")
        self.ek, self.dk = mlkem768.keygen(self.d, self.z)
        self.ct, self.ss = mlkem768.encaps(self.ek, self.m)
        assert mlkem768.decaps(self.dk, self.ct) == self.ss
        self.rk_secret = draw(f"{name} rk")
        self.rk = x25519.public(self.rk_secret)

    def fields(self) -> dict:
        return {"d": self.d, "z": self.z, "m": self.m, "ek": self.ek, "dk": self.dk, "ct": self.ct, "ss": self.ss}


class Code:
    """A code exchange: Alice types, Bob holds."""

    def __init__(self) -> None:
        self.code = "07-walnut-violin-maple"
        assert all(w in pairing.WORDS for w in self.code.split("-")[1:])
        self.sid, self.ya_scalar, self.yb_scalar = draw("code sid", 16), scalar("code ya"), scalar("code yb")
        prs = self.code.encode()
        self.g = cpace.generator(prs, pairing.CI, self.sid)
        self.ya, self.yb = cpace.mult(self.ya_scalar, self.g), cpace.mult(self.yb_scalar, self.g)
        self.k = cpace.mult_checked(self.ya_scalar, self.yb)
        assert self.k == cpace.mult_checked(self.yb_scalar, self.ya)
        self.isk = cpace.isk_ir(self.sid, self.k, self.ya, pairing.ADA, self.yb, pairing.ADB)
        self.psk = pairing.code_psk(self.isk)
        self.prologue = pairing.code_prologue(self.sid, self.ya, self.yb)


class Session:
    """Both sides of a handshake, run message by message."""

    def __init__(self, name: str, label: str, prologue: bytes, i: Identity | None = None, r: Identity | None = None,
                 psk: bytes | None = None) -> None:
        self.e_i, self.e_r = draw(f"{label} e_i"), draw(f"{label} e_r")
        known = name.startswith("KK")
        psks = [psk] if psk else []
        self.i = noise.Handshake(name, True, prologue, self.e_i, i and i.x_sk, r.x_pk if known and r else None, psks)
        self.r = noise.Handshake(name, False, prologue, self.e_r, r and r.x_sk, i.x_pk if known and i else None, psks)
        self.steps: list[dict] = []
        self.head = {"name": f"Noise_{name}_25519_ChaChaPoly_BLAKE2b", "prologue": prologue, "psk": psk,
                     "initiator_static": i and i.x_sk, "responder_static": r and r.x_sk,
                     "initiator_ephemeral": self.e_i, "responder_ephemeral": self.e_r}
        self.head = {k: v for k, v in self.head.items() if v is not None}

    def say(self, payload: bytes) -> bytes:
        first = len(self.steps) % 2 == 0
        a, b = (self.i, self.r) if first else (self.r, self.i)
        message = a.write(payload)
        assert b.read(message) == payload
        self.steps.append({"from": "initiator" if first else "responder", "payload": payload, "message": message})
        if not a.messages:
            assert a.h == b.h and a.ck == b.ck
            self.send, self.back = a.split()
            self.k_i, self.k_r = self.send.k, self.back.k
        return message

    def result(self) -> dict:
        return {"h": self.i.h, "ck": self.i.ck, "k_initiator": self.k_i, "k_responder": self.k_r,
                "exp": self.i.export()}


CODE = Code()
CODE_KEM, INVITATION_KEM, RENEWAL_KEM, LINK_KEM, ACCEPTOR_KEM = (
    Kem(n) for n in ("code", "invitation", "renewal", "link", "invitation acceptor dials"))
INVITATION_SECRET = draw("invitation secret")
