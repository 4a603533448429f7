"""identity.json, code.json, xxpsk0.json, keying.json."""

import link
import pairing
import scene
from identity import check_card, recovery_words, safety_number
from scene import ACCEPTOR_KEM, CODE, CODE_KEM, INVITATION_KEM, PEOPLE, RENEWAL_KEM, Session
from sessions import BY_ACCEPTOR, BY_CODE, BY_INVITATION, CODE_KEYS, LINK, SHORT

KEYING = 7
NAMES = {"alice": "Alice", "bob": "Bob", "carol": "Zo\u00eb \u6f22"}


def identity_json() -> dict:
    people = []
    for key, who in PEOPLE.items():
        card = who.card(NAMES[key])
        check_card(card)
        people.append({"who": key, "name": NAMES[key], "seed": who.seed, "ed_seed": who.ed_seed, "ed_pk": who.ed_pk,
                       "x_sk": who.x_sk, "x_pk": who.x_pk, "user_id": who.user_id, "card": card, "recovery_words": recovery_words(who.seed, pairing.WORDS)})
    pairs = [{"a": a, "b": b, "groups": safety_number(PEOPLE[a].user_id, PEOPLE[b].user_id)}
             for a, b in (("alice", "bob"), ("carol", "alice"), ("bob", "carol"))]
    return {"people": people, "safety_numbers": pairs}


def code_json() -> dict:
    c = CODE
    return {"code": c.code, "prs": c.code.encode(), "ci": pairing.CI, "ad_a": pairing.ADA, "ad_b": pairing.ADB,
            "sid": c.sid, "scalar_a": c.ya_scalar, "scalar_b": c.yb_scalar, "g": c.g, "y_a": c.ya, "y_b": c.yb,
            "t_to_h": c.sid + c.ya, "h_to_t": c.yb, "k": c.k, "isk": c.isk, "psk": c.psk, "prologue": c.prologue}


def _transport(s: Session, texts: list[bytes]) -> list[dict]:
    out = []
    for i, text in enumerate(texts):
        cipher, who = (s.send, "initiator") if i % 2 == 0 else (s.back, "responder")
        out.append({"from": who, "n": cipher.n, "payload": text, "message": cipher.seal(b"", text)})
    return out


def xxpsk0_json() -> dict:
    cases = []
    for what, s, texts in (("short", SHORT, [b"one", b"two", b"three", b""]),
                           ("code", BY_CODE, [link.cell(), link.cell()]),
                           ("invitation", BY_INVITATION, []),
                           ("invitation, acceptor dials", BY_ACCEPTOR, [link.cell(), link.cell()])):
        cases.append({"case": what} | s.head | {"messages": s.steps} | s.result() | {"transport": _transport(s, texts)})
    for case in cases[2:]:
        case["invitation_secret"] = scene.INVITATION_SECRET
        case["invitation_hello_key"] = pairing.invitation_hello_key(scene.INVITATION_SECRET)
    keying = link.cell(link.frame(KEYING, INVITATION_KEM.ct))
    cases[2] |= {"frame_type": KEYING, "first_cell": BY_INVITATION.back.seal(b"", keying)}
    return {"cases": cases}


def keying_json() -> dict:
    cases = []
    for kind, s, kem, psk in ((pairing.CODE, BY_CODE, CODE_KEM, None),
                              (pairing.INVITATION, BY_INVITATION, INVITATION_KEM, None),
                              (pairing.RENEWAL, LINK, RENEWAL_KEM, CODE_KEYS.psk_pair),
                              (pairing.INVITATION, BY_ACCEPTOR, ACCEPTOR_KEM, None)):
        k, keys = pairing.derive(s.i.export(), kem.ss, kind, kem.rk, kem.ek, kem.ct, psk)
        case = {"kind": kind, "exp": s.i.export(), "rk_secret": kem.rk_secret, "rk": kem.rk} | kem.fields()
        if psk:
            case["psk_pair_before"] = psk
        case |= {"ikm": kem.ss + (psk or b""), "k": k, "parts": keys.parts(), "words": pairing.words(keys.session_id)}
        if psk:
            old = CODE_KEYS.parts()
            kept = ("psk_pair", "tag_root", "hello_key", "hint_key")
            case["parts_in_use"] = {n: old[n] if n in kept else v for n, v in keys.parts().items()}
        cases.append(case)
    return {"cases": cases}
