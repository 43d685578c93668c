"""``responses-protocol rule``: what a rule of ``validate`` says, and why."""

from __future__ import annotations

import click

from responses_protocol.cli.report import write_out


@click.command()
@click.argument("codes", metavar="[CODE]...", nargs=-1)
def rule(codes: tuple[str, ...]) -> None:
    """Explain rules of `validate`, with a wrong and a right example; without CODE list them all."""
    from responses_protocol.checks.catalogue import catalogue

    entries = catalogue()
    wanted = [code.upper() for code in codes]
    for code in wanted:
        if code not in entries:
            raise click.UsageError(f"no rule is called {code}; `rule` alone lists them all")
    if wanted:
        write_out("\n".join(_explained(code) for code in wanted))
        return
    for entry in entries.values():
        write_out(f"{entry.code}  {entry.severity:7}  {entry.summary}\n")


def _explained(code: str) -> str:
    from responses_protocol.checks.catalogue import catalogue

    entry = catalogue()[code]
    heading = f"{entry.code} {entry.name} ({entry.severity})"
    enforced = f"Enforced by: {', '.join(entry.targets)}.\n" if entry.targets else ""
    return (
        f"{heading}\n\n{entry.summary}\n{enforced}\n"
        f"Wrong:\n\n{_indented(entry.wrong)}\n\nRight:\n\n{_indented(entry.right)}\n\n"
        f"Source: {entry.source}\n"
    )


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
