"""Writes the frozen vectors of our own protocol.

    python3 tests/oracle/make_vectors.py            writes the files
    python3 tests/oracle/make_vectors.py --check    compares them; exit 1 when one differs
"""

import json
import sys
from pathlib import Path

from draws import to_json
from vectors_link import hello_json, linkkem_json
from vectors_pairing import code_json, identity_json, keying_json, xxpsk0_json
from vectors_ratchet import ratchet_json, ratchet_kem_json, relay_json

OWN = Path(__file__).resolve().parent.parent / "src/test/resources/vectors/own"
FILES = {
    "identity.json": identity_json,
    "code.json": code_json,
    "xxpsk0.json": xxpsk0_json,
    "keying.json": keying_json,
    "hello.json": hello_json,
    "linkkem.json": linkkem_json,
    "ratchet.json": ratchet_json,
    "ratchet_kem.json": ratchet_kem_json,
    "relay.json": relay_json,
}


def main(check: bool) -> int:
    wrong = 0
    for name, make in FILES.items():
        text = (json.dumps(to_json(make()), indent=1) + "\n").encode()
        path = OWN / name
        if not check:
            OWN.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            print(f"{len(text):7} {name}")
        elif not path.exists() or path.read_bytes() != text:
            wrong += 1
            print(f"DIFFERS: {name}")
        else:
            print(f"same: {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
