"""The start page of ``--inspect``: the upstreams, and the last exchanges side by side.

It is one page without scripts. All that comes from payloads is escaped, and the page forbids
itself whatever is not its own style.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from responses_protocol._gateway.inspection import MOST_RECORDS, SIDES, Record
from responses_protocol._gateway.refusals import refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.settings import Settings, is_local, without_password
from responses_protocol._lens.losses import Loss
from responses_protocol._severity import SEVERITIES

PATH = "/"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_HEADERS = {
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 110rem; margin: 1.5rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; margin: .5rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem;
  border: 1px solid var(--line); }
details { border: 1px solid var(--line); border-radius: 4px; margin: .4rem 0; }
summary { padding: .4rem .7rem; cursor: pointer; display: grid; gap: 0 1rem;
  grid-template-columns: 5rem 18rem 1fr 1fr 4rem 17rem; }
summary > span { overflow-wrap: anywhere; }
details[open] > summary { border-bottom: 1px solid var(--line); background: var(--soft); }
.inside { padding: .3rem .7rem .7rem; }
.sides { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem; }
.sides h3 { font-size: .95rem; margin: .5rem 0 .3rem; }
pre { margin: 0; padding: .5rem; overflow: auto; max-height: 34rem; font-size: 12.5px;
  border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.losses { margin: 0 0 .5rem; padding: 0; list-style: none; font-size: 13px; }
.losses li { overflow-wrap: anywhere; }
.error { color: #c22; font-weight: 600; } .warning { color: #b60; } .info { opacity: .75; }
@media (max-width: 60rem) {
  .sides { grid-template-columns: minmax(0, 1fr); } summary { grid-template-columns: 1fr; }
}
"""


async def show(request: Request) -> Response:
    """Return the page; raise Refusal for a browser that may not see it."""
    gateway: Gateway = request.app.state.gateway
    if not gateway.inspection.is_on:
        raise refusal(404, f"Invalid URL (GET {request.url.path})")
    _check_host(gateway.settings, request.headers)
    text = "".join(_page(gateway))
    # A half of a surrogate pair is shown as JSON writes it.
    return HTMLResponse(text.encode("utf-8", "backslashreplace"), headers=_HEADERS)


def _check_host(settings: Settings, headers: Mapping[str, str]) -> None:
    """Refuse another name: a page of another site may have one that leads here."""
    name = headers.get("host", "")
    host = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    if settings.api_key is None and not is_local(host):
        raise refusal(403, "Without --api-key the start page is for this machine only.")


def _page(gateway: Gateway) -> Iterator[str]:
    records = gateway.inspection.records
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<title>Gateway: {len(records)} exchanges</title>\n<style>{_STYLE}</style>\n"
    yield f'</head>\n<body>\n<h1>Gateway</h1>\n<p><a href="{PATH}">Reload</a></p>\n'
    yield from _upstreams(gateway.settings)
    yield "<h2>Last exchanges</h2>\n"
    if not records:
        yield "<p>There are none yet.</p>\n"
    for record in records:
        yield from _exchange(record)
    if len(records) == MOST_RECORDS:
        yield f"<p>Only the last {MOST_RECORDS} exchanges are kept.</p>\n"
    yield "</body>\n</html>\n"


def _upstreams(settings: Settings) -> Iterator[str]:
    yield "<h2>Upstreams</h2>\n<table>\n<tr>"
    yield "".join(f"<th>{name}</th>" for name in ("name", "address", "API", "models", "model"))
    yield "</tr>\n"
    for upstream in settings.upstreams:
        cells = (
            upstream.name,
            without_password(upstream.url),
            upstream.to,
            ", ".join(upstream.models),
            upstream.model or "as the client calls it",
        )
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
    yield "</table>\n"


def _exchange(record: Record) -> Iterator[str]:
    started = datetime.fromtimestamp(record.started).strftime("%H:%M:%S")
    cells = (
        started,
        record.id,
        f"{record.caller} to {record.server} ({record.upstream})",
        record.model,
        record.status,
        _count(record),
    )
    yield "<details><summary>"
    yield "".join(f"<span>{escape(cell)}</span>" for cell in cells)
    yield '</summary>\n<div class="inside">\n<div class="sides">\n'
    for side in SIDES:
        yield f"<div><h3>{side}</h3>\n"
        losses = [loss for of, loss in record.losses if of == side]
        if losses:
            yield '<ul class="losses">'
            yield "".join(_loss(loss) for loss in losses)
            yield "</ul>\n"
        yield f"<pre>{escape(record.sides.get(side, '(none)'), quote=False)}</pre></div>\n"
    yield "</div>\n</div></details>\n"


def _loss(loss: Loss) -> str:
    place = escape(loss.pointer or "(root)")
    text = f"<code>{loss.code}</code> at <code>{place}</code>: {escape(loss.message)}"
    return f'<li><span class="{loss.severity}">{loss.severity}</span> {text}</li>'


def _count(record: Record) -> str:
    counts = Counter(loss.severity for _, loss in record.losses)
    graded = [f"{counts[severity]} {severity}" for severity in SEVERITIES[::-1] if counts[severity]]
    return f"losses: {', '.join(graded)}" if graded else "no losses"
