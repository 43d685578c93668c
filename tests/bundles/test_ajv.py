"""ajv in its strictest mode accepts all bundled schemas, with the fast validator's verdicts."""

from __future__ import annotations

from bundle_verdicts import expected
from node_runs import run
from tool_payloads import CORPUS, payloads

from responses_protocol import schemas
from responses_protocol.schemas import bundles

PROFILES: tuple[schemas.Profile, ...] = ("wire", "request")


def test_its_verdicts_are_those_of_the_fast_validator() -> None:
    asked = [
        (str(schemas.folder() / "bundled" / profile / f"{name}.json"), name, profile)
        for profile in PROFILES
        for name in bundles.names(profile)
    ]
    # All at once, since to start node and load ajv takes the time.
    verdicts = run("verdicts.mjs", {file: payloads().get(name, []) for file, name, _ in asked})
    count = {True: 0, False: 0}
    for file, name, profile in asked:
        for payload, verdict in zip(payloads().get(name, []), verdicts[file], strict=True):
            assert verdict == expected(name, profile, payload), (name, profile)
            count[verdict] += 1
    assert min(count.values()) > (500 if CORPUS else 50)
