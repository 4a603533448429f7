"""Checks the oracle against public vectors.

    python3 tests/oracle/selfcheck.py [FOLDER ...]

looks for the files by name in and below the folders (default: the vectors of the modules tests and crypto).
A file that is not there is named on stdout; exit 1 when a vector differs, 2 when nothing was checked.
"""

import hashlib
import json
import sys
from pathlib import Path

import blake
import chacha
import cpace
import ed25519
import mlkem768
import noise
import x25519
from failure import Refused

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT = [ROOT / module / "src/test/resources/vectors" for module in ("tests", "crypto")]
unhex = bytes.fromhex


def wycheproof(text: str):
    for group in json.loads(text)["testGroups"]:
        for test in group["tests"]:
            yield group, test


def same(a, b) -> None:
    if a != b:
        raise AssertionError("differs")


def refused(call) -> None:
    try:
        call()
    except Refused:
        return
    raise AssertionError("was not refused")


def check_x25519(text: str) -> int:
    n = 0
    for _, t in wycheproof(text):
        same(x25519.scalar_mult(unhex(t["private"]), unhex(t["public"])), unhex(t["shared"]))
        if not any(unhex(t["shared"])):
            refused(lambda: x25519.dh(unhex(t["private"]), unhex(t["public"])))
        n += 1
    return n


def check_aead(seal, open_, iv_bits: int):
    def run(text: str) -> int:
        n = 0
        for g, t in wycheproof(text):
            if g["ivSize"] != iv_bits:
                continue
            key, iv, ad = unhex(t["key"]), unhex(t["iv"]), unhex(t["aad"])
            sealed = unhex(t["ct"]) + unhex(t["tag"])
            if t["result"] == "valid":
                same(seal(key, iv, unhex(t["msg"]), ad), sealed)
                same(open_(key, iv, sealed, ad), unhex(t["msg"]))
            else:
                refused(lambda: open_(key, iv, sealed, ad))
            n += 1
        return n

    return run


def check_ed25519(text: str) -> int:
    n = 0
    for g, t in wycheproof(text):
        ok = ed25519.verify(unhex(g["publicKey"]["pk"]), unhex(t["msg"]), unhex(t["sig"]))
        same(ok, t["result"] == "valid")
        n += 1
    seed = unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    same(ed25519.public(seed).hex(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    same(ed25519.sign(seed, b"").hex(),
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
         "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
    return n + 2


def check_hkdf512(text: str) -> int:
    n = 0
    for _, t in wycheproof(text):
        if t["result"] == "valid":
            sha = lambda x: hashlib.sha512(x).digest()
            out = blake.HKDF(unhex(t["salt"]), unhex(t["ikm"]), unhex(t["info"]), t["size"], sha)
            same(out, unhex(t["okm"]))
            n += 1
    return n


def check_blake2(text: str) -> int:
    n, fields = 0, {}
    for line in text.splitlines():
        if ":" in line:
            name, value = line.split(":")
            fields[name] = unhex(value.strip())
            if name == "hash":
                got = hashlib.blake2b(fields["in"], key=fields["key"], digest_size=64).digest()
                same(got, fields["hash"])
                n += 1
    return n


def check_kem(text: str) -> int:
    n = 0
    for _, t in wycheproof(text):
        if "m" in t:
            if t["result"] == "valid":
                ct, ss = mlkem768.encaps(unhex(t["ek"]), unhex(t["m"]))
                same((ct.hex(), ss.hex()), (t["c"], t["K"]))
            else:
                refused(lambda: mlkem768.encaps(unhex(t["ek"]), unhex(t["m"])))
        elif len(unhex(t["seed"])) == 64:
            seed = unhex(t["seed"])
            ek, dk = mlkem768.keygen(seed[:32], seed[32:])
            if "ek" in t and t["result"] == "valid":
                same(ek.hex(), t["ek"])
            if "dk" in t:
                same(dk.hex(), t["dk"])
            if "dkSha256" in t:
                same(hashlib.sha256(dk).hexdigest(), t["dkSha256"])
            if "c" in t and t["result"] == "valid":
                same(mlkem768.decaps(dk, unhex(t["c"])).hex(), t["K"])
            elif "c" in t:
                refused(lambda: mlkem768.decaps(dk, unhex(t["c"])))
        else:
            continue
        n += 1
    return n


def check_cpace(text: str) -> int:
    data = json.loads(text)
    v = data["CPace-ristretto255-SHA512"]
    b = {k: unhex(x) for k, x in v.items()}
    g = cpace.generator(b["PRS"], b["CI"], b["sid"])
    same(g, b["g"])
    same(cpace.mult(b["ya"], g), b["Ya"])
    same(cpace.mult(b["yb"], g), b["Yb"])
    same(cpace.mult_checked(b["ya"], b["Yb"]), b["K"])
    same(cpace.mult_checked(b["yb"], b["Ya"]), b["K"])
    same(cpace.isk_ir(b["sid"], b["K"], b["Ya"], b["ADa"], b["Yb"], b["ADb"]), b["ISK_IR"])
    p = data["ristretto255 scalar_mult_vfy points"]
    s = unhex(p["Valid"]["s"])
    same(cpace.mult_checked(s, unhex(p["Valid"]["X"])).hex().upper(), p["Valid"]["G.scalar_mult_vfy(s,X)"])
    for bad in ("Invalid Y1", "Invalid Y2"):
        refused(lambda: cpace.mult_checked(s, unhex(p[bad])))
    return 9


def check_noise(text: str) -> int:
    n = 0
    for v in json.loads(text)["vectors"]:
        name = v["protocol_name"].removeprefix("Noise_").removesuffix("_25519_ChaChaPoly_BLAKE2b")
        if name[:2] not in noise.MESSAGES or name[2:] and not name[2:].startswith("psk") or "_" in name:
            continue
        sides = []
        for who in ("init", "resp"):
            key = lambda f: unhex(v[f"{who}_{f}"]) if f"{who}_{f}" in v else None
            pre = noise.PRE_STATICS[name[:2]]
            sides.append(noise.Handshake(
                name, who == "init", key("prologue"), key("ephemeral"), key("static"),
                key("remote_static") if pre else None, [unhex(p) for p in v.get(f"{who}_psks", [])]))
        ciphers = None
        for i, m in enumerate(v["messages"]):
            a, b = sides[i % 2], sides[1 - i % 2]
            if a.messages:
                out = a.write(unhex(m["payload"]))
                same(b.read(out), unhex(m["payload"]))
                ciphers = None if a.messages else a.split()
            else:
                out = ciphers[i % 2].seal(b"", unhex(m["payload"]))
            same(out.hex(), m["ciphertext"])
        same(sides[0].h, sides[1].h)
        same(sides[0].h.hex(), v.get("handshake_hash", sides[0].h.hex()))
        n += 1
    return n


CHECKS = {
    "x25519_test.json": check_x25519,
    "chacha20_poly1305_test.json": check_aead(chacha.seal, chacha.open_, 96),
    "xchacha20_poly1305_test.json": check_aead(chacha.xseal, chacha.xopen, 192),
    "ed25519_test.json": check_ed25519,
    "hkdf_sha512_test.json": check_hkdf512,
    "blake2b-kat.txt": check_blake2,
    "mlkem_768_keygen_seed_test.json": check_kem,
    "mlkem_768_encaps_test.json": check_kem,
    "mlkem_768_test.json": check_kem,
    "ristretto255-sha512.json": check_cpace,
    "cacophony.*": check_noise,
    "snow.*": check_noise,
}


def main(folders: list[Path]) -> int:
    checked, bad = 0, 0
    for name, check in CHECKS.items():
        files = [f for folder in folders for f in sorted(folder.rglob(name))]
        if not files:
            print(f"not there, not checked: {name}")
            continue
        try:
            n = check(files[0].read_text())
            assert n > 0, "no vector of ours in it"
            checked += n
            print(f"{n:5} agree: {name}")
        except (AssertionError, Refused) as e:
            bad += 1
            print(f"DIFFERS: {name}: {e}")
    print(f"{checked} vectors checked, {bad} files differ")
    return 1 if bad else 0 if checked else 2


if __name__ == "__main__":
    sys.exit(main([Path(a) for a in sys.argv[1:]] or DEFAULT))
