"""hello.json, linkkem.json."""

import hashlib

import hello
import link
import pairing
from draws import draw
from scene import ALICE, BOB, CAROL, INVITATION_SECRET, LINK_KEM, Session
from sessions import ACCEPTOR_DIALS, CODE_KEYS, CONTACT, INVITER_DIALS, LINK, STRANGER

ZERO = bytes(32)
PAIR_HELLO_KEY = CODE_KEYS.hello_key


def _relation(label: str, hello_key: bytes, id_i: bytes, id_r: bytes, position: int | None = None) -> dict:
    out = {"relation": label, "hello_key": hello_key, "user_id_i": id_i, "user_id_r": id_r}
    return out if position is None else out | {"position": position}


def _case(label: str, s: Session, dialler: list[dict], responder: list[dict], match: str | None) -> dict:
    h = s.i.h
    placed = {}
    for rel in dialler:
        rel["slot"] = placed[rel["position"]] = hello.slot(rel["hello_key"], h, rel["user_id_i"])
    filler = draw(f"hello filler {label}", 8 * (256 - len(placed)))
    plain = hello.fill(placed, filler)
    found = [r for r in responder if hello.slot(r["hello_key"], h, r["user_id_i"]) in
             [plain[i : i + 8] for i in range(0, 2048, 8)]]
    assert [r["relation"] for r in found] == ([match] if match else [])
    random = None if match else draw(f"hello no match {label}", 16)
    answer = random or hello.answer(found[0]["hello_key"], h, found[0]["user_id_r"])
    out = {"case": label} | s.head | {"messages": [x["message"] for x in s.steps], "h": h,
           "k_initiator": s.k_i, "k_responder": s.k_r, "dialler": dialler, "filler": filler, "plaintext": plain,
           "message3": s.send.seal(b"", plain), "responder": responder, "match": match}
    if random:
        out["answer_random"] = random
    assert len(out["message3"]) == 2064
    return out | {"answer": answer, "message4": s.back.seal(b"", answer)}


def hello_json() -> dict:
    a, b, c = ALICE.user_id, BOB.user_id, CAROL.user_id
    inv = pairing.invitation_hello_key(INVITATION_SECRET)
    others = [draw(f"other hello_key {i}") for i in range(4)]
    return {"cases": [
        _case("contact", CONTACT,
              [_relation("alice-bob", PAIR_HELLO_KEY, a, b, 17), _relation("alice-carol", others[0], a, c, 0),
               _relation("alice-invited", others[1], a, ZERO, 255)],
              [_relation("bob-carol", others[2], c, b), _relation("alice-bob", PAIR_HELLO_KEY, a, b)], "alice-bob"),
        _case("stranger", STRANGER,
              [_relation("alice-bob", PAIR_HELLO_KEY, a, b, 3)],
              [_relation("carol-bob", others[2], b, c), _relation("self", PAIR_HELLO_KEY, b, a)], None),
        _case("acceptor dials", ACCEPTOR_DIALS,
              [_relation("invitation", inv, ZERO, b, 128)],
              [_relation("invitation", inv, ZERO, b), _relation("bob-carol", others[2], c, b)], "invitation"),
        _case("inviter dials", INVITER_DIALS,
              [_relation("invitation", inv, b, ZERO, 64), _relation("bob-carol", others[2], b, c, 65)],
              [_relation("invitation", inv, b, ZERO), _relation("alice-carol", others[0], c, a)], "invitation"),
    ]}


FRAME = 2


def brief(data: bytes) -> dict:
    return {"size": len(data), "head": data[:200], "hash": hashlib.blake2b(data, digest_size=32).digest()}


def linkkem_json() -> dict:
    s, kem = LINK, LINK_KEM
    first_plain = link.cell(link.frame(FRAME, kem.ct))
    first = s.send.seal(b"", first_plain)
    new_i, new_r = link.mix_kem(s.k_i, kem.ss), link.mix_kem(s.k_r, kem.ss)
    cells = []
    for i, content in enumerate((b"", b"\x80\x00\x03abc", b"\x80\x00\x02de", b"")):
        who, cipher = ("initiator", new_i) if i % 2 == 0 else ("responder", new_r)
        plain = link.cell(content)
        cells.append({"from": who, "n": cipher.n, "content": content, "cell": brief(cipher.seal(b"", plain))})
    before = new_i.k
    new_i.rekey()
    new_i.n = 65536
    rekeyed = {"n": 65536, "k_before": before, "k_after": new_i.k, "cell": brief(new_i.seal(b"", link.cell()))}
    return s.head | {"messages": s.steps} | s.result() | {"kem": kem.fields(), "frame_type": FRAME,
            "first_cell": first, "k_initiator_after": link.mix_kem(s.k_i, kem.ss).k,
            "k_responder_after": link.mix_kem(s.k_r, kem.ss).k, "cells": cells, "rekey": rekeyed}
