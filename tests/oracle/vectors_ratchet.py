"""ratchet.json and relay.json: a scripted conversation, its limits, and what must not open."""

import ratchet
import relay
import x25519
from draws import draw
from failure import Refused
from ratchet import Ratchet
from scene import ALICE, BOB, CAROL, CODE_KEM
from sessions import CODE_KEYS
from vectors_link import brief

AD = ratchet.associated(ALICE.user_id, BOB.user_id, CODE_KEYS.session_id)


class Script:
    """Runs both sides and writes down every step."""

    def __init__(self, name: str) -> None:
        self.name, self.steps = name, []
        self.alice_start = draw(f"{name} alice start")
        self.sides = {"alice": Ratchet.alice(CODE_KEYS, AD, CODE_KEM.rk, self.alice_start),
                      "bob": Ratchet.bob(CODE_KEYS, AD, CODE_KEM.rk_secret)}
        self.sealed: dict[str, bytes] = {}
        self.bodies: dict[str, bytes] = {}
        self.start = {w: self.state(w) for w in self.sides}

    def state(self, who: str) -> dict:
        r = self.sides[who]
        return {"rk": r.rk, "dhs_secret": r.dhs, "dhs": x25519.public(r.dhs), "dhr": r.dhr, "cks": r.cks, "ckr": r.ckr,
                "hks": r.hks, "hkr": r.hkr, "nhks": r.nhks, "nhkr": r.nhkr, "ns": r.ns, "nr": r.nr, "pn": r.pn,
                "skipped": len(r.skipped), "session_check": r.session_check(1)}

    def seal(self, who: str, name: str, text: str, full: bool = False, **bad) -> None:
        r, hnonce, content = self.sides[who], draw(f"{self.name} hnonce {name}", 24), text.encode()
        step = {"op": "seal", "by": who, "name": name, "content": content, "draws": [hnonce],
                "dh_pub": x25519.public(r.dhs), "pn": r.pn, "n": r.ns}
        e = r.seal(content.ljust(ratchet.BODY, b"\0"), hnonce, **bad)
        self.sealed[name], self.bodies[name] = e, content.ljust(ratchet.BODY, b"\0")
        step |= {"envelope": brief(e), "envelope_id": ratchet.envelope_id(e)}
        if full:
            step["envelope_full"] = e
        self.steps.append(step | {"state": self.state(who)})

    def forge(self, who: str, name: str, **bad) -> None:
        """An envelope made with the sender's keys that breaks a rule of the header; his state stays."""
        saved = dict(self.sides[who].__dict__)
        self.seal(who, name, name, full=True, **bad)
        self.sides[who].__dict__.update(saved)
        step = self.steps.pop()
        self.steps.append({k: v for k, v in step.items() if k not in ("draws", "state")} | {"op": "forged"})

    def advance(self, who: str, count: int) -> None:
        self.sides[who].advance(count)
        self.steps.append({"op": "advance", "by": who, "count": count, "state": self.state(who)})

    def open(self, who: str, name: str) -> None:
        r, secret, before = self.sides[who], draw(f"{self.name} dh {len(self.steps)}"), self.sides[who].dhs
        assert r.open(self.sealed[name], secret) == self.bodies[name]
        self.steps.append({"op": "open", "by": who, "name": name, "opens": True,
                           "draws": [secret] if r.dhs != before else [], "state": self.state(who)})

    def fails(self, who: str, name: str, why: str, xor_at: int | None = None, size: int | None = None) -> None:
        e, step = self.sealed[name], {"op": "open", "by": who, "name": name, "opens": False, "why": why}
        if xor_at is not None:
            e = e[:xor_at] + bytes([e[xor_at] ^ 1]) + e[xor_at + 1 :]
            step["xor_at"] = xor_at
        if size is not None:
            e = e[:size].ljust(size, b"\0")
            step["size"] = size
        before, spare = self.state(who), draw(f"{self.name} spare {len(self.steps)}")
        try:
            self.sides[who].open(e, spare)
        except Refused:
            assert self.state(who) == before
            self.steps.append(step | {"spare": spare, "state": before})
            return
        raise AssertionError(f"{self.name} {name} opened")

    def json(self, about: str) -> dict:
        return {"script": self.name, "about": about, "draws_alice_start": [self.alice_start], "start": self.start,
                "steps": self.steps}


def _conversation() -> dict:
    s = Script("conversation")
    for i in range(3):
        s.seal("alice", f"a{i}", f"Alice, chain 1, number {i}", full=i == 0)
        s.seal("bob", f"b{i}", f"Bob before he heard anything, {i}")
    s.open("alice", "b1")
    s.fails("alice", "b1", "opened before")
    s.open("alice", "b0")
    s.fails("alice", "b0", "skipped key was used")
    s.fails("bob", "a0", "body damaged, would have begun a chain", xor_at=2000)
    s.fails("bob", "a0", "encrypted header damaged", xor_at=40)
    s.fails("bob", "a0", "header nonce damaged", xor_at=0)
    s.fails("bob", "a0", "last byte of the tag damaged", xor_at=3999)
    s.fails("bob", "a0", "one byte short", size=3999)
    s.fails("bob", "a0", "one byte long", size=4001)
    s.open("bob", "a0")
    s.seal("bob", "b3", "Bob, his first chain by a step")
    s.seal("bob", "b4", "")
    s.open("bob", "a2")
    s.fails("alice", "a0", "her own envelope comes back")
    s.open("alice", "b4")
    s.open("alice", "b2")
    s.fails("alice", "b3", "body of a skipped one damaged", xor_at=1000)
    s.open("alice", "b3")
    s.fails("alice", "b4", "opened before")
    s.seal("alice", "a3", "Alice, chain 2")
    s.seal("alice", "a4", "Alice, chain 2 again")
    s.forge("alice", "x flags", flags=1)
    s.forge("alice", "x zero", zero=b"\0\0\1")
    s.fails("bob", "x flags", "header flags not 0")
    s.fails("bob", "x zero", "header zeros not 0")
    s.open("bob", "a4")
    s.open("bob", "a1")
    s.open("bob", "a3")
    for i in range(4):
        s.seal("bob", f"p{i}", f"ping {i} \u00e9\u6f22")
        s.open("alice", f"p{i}")
        s.seal("alice", f"q{i}", f"pong {i}")
        s.seal("alice", f"r{i}", f"late {i}")
        s.open("bob", f"q{i}")
    for i in (3, 0, 2, 1):
        s.open("bob", f"r{i}")
    s.fails("bob", "a2", "opened before, several chains ago")
    return s.json("both send before they hear, several steps, skipped and late ones, damage, replay, reflection")


def _one_chain() -> dict:
    s = Script("skip in one chain")
    s.advance("alice", 3000)
    s.seal("alice", "m3000", "3,000 skipped")
    s.open("bob", "m3000")
    s.advance("alice", 3001)
    s.seal("alice", "m6002", "3,001 skipped")
    s.fails("bob", "m6002", "would skip 3,001")
    return s.json("one open skips 3,000 and not 3,001")


def _two_chains() -> dict:
    s = Script("skip in two chains")
    s.advance("bob", 1499)
    s.seal("bob", "z1499", "the last of Bob's first chain")
    s.seal("alice", "a0", "so that Bob makes a step")
    s.open("bob", "a0")
    s.advance("bob", 1500)
    s.seal("bob", "y1500", "1,500 and 1,500 skipped")
    s.seal("bob", "y1501", "1,500 and 1,501 skipped")
    s.fails("alice", "y1501", "would skip 3,001 in both chains together")
    s.open("alice", "y1500")
    s.open("alice", "y1501")
    s.open("alice", "z1499")
    return s.json("the skips of both chains count together")


class KemScript(Script):
    """A script whose steps also offer, answer and take; states say more."""

    def __init__(self, name: str) -> None:
        self.made: dict[str, tuple] = {}
        super().__init__(name)

    def state(self, who: str) -> dict:
        r = self.sides[who]
        waiting = {"number": r.waiting[0], "ss": r.waiting[1]} if r.waiting else None
        kem = {"sending": r.kem_out, "receiving": r.kem_in, "offered": r.offered,
               "dk": r.offer_keys[1] if r.offer_keys else None, "waiting": waiting, "answered": r.answered,
               "kept": [{"number": k, "ss": s} for k, s in r.kept]}
        return super().state(who) | {"kem": kem}

    def offer(self, who: str, name: str) -> None:
        d, z = draw(f"{self.name} d {name}"), draw(f"{self.name} z {name}")
        number, ek = self.made[name] = self.sides[who].offer(d, z)
        self.steps.append({"op": "offer", "by": who, "name": name, "draws": [d, z], "number": number, "ek": ek,
                           "state": self.state(who)})

    def answer(self, who: str, name: str) -> None:
        m, (number, ek) = draw(f"{self.name} m {name}"), self.made[name]
        made = self.sides[who].answer(number, ek, m)
        step = {"op": "answer", "by": who, "name": name, "answers": made is not None}
        if made:
            self.made[f"{name} answer"] = (number, *made)
            step |= {"draws": [m], "key_name": made[0], "ct": made[1]}
        self.steps.append(step | {"state": self.state(who)})

    def take(self, who: str, name: str, key_of: str | None = None) -> None:
        """key_of: the answer whose key is named instead of the right one."""
        number, key_name, ct = self.made[f"{name} answer"]
        if key_of:
            key_name = self.made[f"{key_of} answer"][1]
        counts = self.sides[who].take(number, key_name, ct)
        self.steps.append({"op": "take", "by": who, "name": name, "number": number, "key_name": key_name, "ct": ct,
                           "counts": counts, "state": self.state(who)})

    def turn(self, first: str, second: str, name: str) -> None:
        self.seal(first, f"{name} there", name)
        self.open(second, f"{name} there")
        self.seal(second, f"{name} back", name)
        self.open(first, f"{name} back")


def _kem() -> dict:
    s = KemScript("kem")
    s.turn("alice", "bob", "one")
    s.offer("alice", "a1")
    s.answer("bob", "a1")
    s.answer("bob", "a1")
    s.take("alice", "a1")
    s.take("alice", "a1")
    s.seal("alice", "late", "the last of the chain before")
    s.turn("alice", "bob", "two")
    s.forge("alice", "x none", kem=0)
    s.forge("alice", "x other", kem=2)
    s.fails("bob", "x none", "another number of ML-KEM than was mixed in")
    s.fails("bob", "x other", "a number of ML-KEM that is not here")
    s.seal("alice", "mixed 0", "the first with ML-KEM")
    s.seal("alice", "mixed 1", "and the next", full=True)
    s.open("bob", "mixed 1")
    s.open("bob", "late")
    s.open("bob", "mixed 0")
    s.seal("bob", "back", "so that Alice makes a step")
    s.open("alice", "back")
    s.offer("alice", "a2")
    s.offer("bob", "b1")
    s.answer("alice", "b1")
    s.answer("bob", "a2")
    s.offer("alice", "a3")
    s.take("alice", "a2")
    s.answer("bob", "a3")
    s.take("alice", "a3", key_of="a2")
    s.take("alice", "a3")
    s.take("bob", "b1")
    s.turn("alice", "bob", "three")
    s.turn("alice", "bob", "four")
    for i in range(4, 8):
        s.offer("alice", f"a{i}")
        s.answer("bob", f"a{i}")
    s.answer("bob", "a4")
    s.take("alice", "a7")
    s.turn("bob", "alice", "five")
    s.turn("alice", "bob", "six")
    s.turn("alice", "bob", "seven")
    return s.json("ML-KEM from both sides: answered once, taken once, late envelopes of the chain before, replaced offers")


def ratchet_kem_json() -> dict:
    return {"user_id_a": ALICE.user_id, "user_id_b": BOB.user_id, "bob_rk_secret": CODE_KEM.rk_secret,
            "bob_rk": CODE_KEM.rk, "ad": AD, "parts": CODE_KEYS.parts(), "scripts": [_kem()]}


def ratchet_json() -> dict:
    rk, dh, ss = draw("root rk"), draw("root dh"), draw("root ss")
    roots = []
    for kem, secret in ((0, bytes(32)), (1, ss), (0x01020304, ss)):
        a, b, c = ratchet.root_step(rk, dh, kem, secret)
        roots.append({"rk": rk, "dh": dh, "kem": kem, "ss": secret, "rk_after": a, "ck": b, "nhk": c})
    return {"user_id_a": ALICE.user_id, "user_id_b": BOB.user_id, "parts": CODE_KEYS.parts(),
            "bob_rk_secret": CODE_KEM.rk_secret, "bob_rk": CODE_KEM.rk, "ad": AD, "root_steps": roots,
            "scripts": [_conversation(), _one_chain(), _two_chains()]}


def _padding() -> dict:
    key, told = draw("padding key"), ALICE.user_id
    return {"padding_key": key,
            "padding_handles": [{"place": p, "week": w, "handle": relay.ask_padding(key, p, w, CAROL.user_id)}
                                for p, w in ((0, 2900), (255, 2900), (256, 2901))],
            "padding_hints": [{"place": p, "told": told, "hint": relay.hint_padding(key, p, told)} for p in (0, 15)]}


def relay_json() -> dict:
    s = Script("relay")
    s.seal("alice", "a0", "by relay", full=True)
    e, cases = s.sealed["a0"], []
    for who, direction, week in (("alice", relay.FROM_ALICE, 2900), ("bob", relay.FROM_BOB, 2901)):
        tr = relay.tag_root(CODE_KEYS.tag_root, direction, week)
        handle, ok = relay.handle(tr, CAROL.user_id), relay.outer_key(tr, CAROL.user_id)
        nonce = draw(f"drop nonce {who}", 24)
        drop = relay.drop(ok, nonce, e, handle)
        assert len(drop) == 4040
        cases.append({"from": who, "week": week, "week_starts_unix": week * 604800, "direction": direction, "tr": tr,
                      "handle": handle, "outer_key": ok, "draws": [nonce], "drop": brief(drop),
                      "drop_id": relay.drop_id(drop)})
    hints = [{"owner": a.user_id, "hint": relay.hint(CODE_KEYS.hint_key, a.user_id, CAROL.user_id)} for a in (ALICE, BOB)]
    return {"tag_root": CODE_KEYS.tag_root, "hint_key": CODE_KEYS.hint_key, "relay_user_id": CAROL.user_id,
            "envelope": e, "drops": cases, "hints": hints} | _padding()
