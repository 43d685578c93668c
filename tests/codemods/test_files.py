"""A file as a whole: where imports go, which cells go together, what is said of what is left."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from responses_protocol._codemods.engine import default_codes
from responses_protocol._codemods.files import agents_of, concerns, migrate_file
from responses_protocol._codemods.known import KnownAgents

AGENT = """\
from mlflow.pyfunc import ChatAgent


class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return {"messages": [{"role": "assistant", "content": "Hi", "id": "m"}]}


AGENT = Agent()
"""
CALL = 'AGENT.predict({"input": x}).messages\n'
READ = 'chat_answer(AGENT.predict({"input": x})).messages\n'
IMPORT = "from responses_protocol.integrations.mlflow.calls import chat_answer\n"
BORDER = "\n# COMMAND ----------\n\n"


def notebook(*cells: str) -> bytes:
    return ("# Databricks notebook source\n" + BORDER.join(cells)).encode()


def known(select: frozenset[str] | None = None) -> KnownAgents:
    return agents_of("src/agent.py", AGENT.encode(), default_codes() if select is None else select)


def cells_of(raw: bytes) -> list[str]:
    result = migrate_file("book.py", raw, select=default_codes(), known=known())
    return result.after.decode().removeprefix("# Databricks notebook source\n").split(BORDER)


def test_agents_are_known_by_module_and_name() -> None:
    names = frozenset({"agent.Agent", "agent.AGENT"})
    classes = frozenset({"agent.Agent"})
    assert known() == KnownAgents(
        classes,
        frozenset({"agent.AGENT"}),
        package_users=names,
        migrating_agents=names,
        bases=classes,
        with_predict=classes,
    )
    unmigrated = known(frozenset({"RPM311"}))
    assert unmigrated == KnownAgents(migrates_agents=False, bases=classes, with_predict=classes)
    for text in ("class A(ChatAgent:\n", "# ChatAgent \xe9", "x = 1\n"):
        assert agents_of("agent.py", text.encode("latin-1"), default_codes()) == KnownAgents()


def test_an_import_goes_into_the_cell_that_needs_it() -> None:
    imports = "import mlflow\nfrom agent import AGENT\n"
    after_magic = "%pip install x\nfrom agent import AGENT\n"
    restart = "dbutils.library.restartPython()\n"
    assert cells_of(notebook(imports, restart, "from agent import AGENT\n" + CALL))[2] == (
        f"from agent import AGENT\n{IMPORT}{READ}"
    )
    assert cells_of(notebook("x = 1\n", after_magic + CALL))[1] == (f"{after_magic}{IMPORT}{READ}")
    assert cells_of(notebook(imports, "x = 1\n", CALL))[0] == (
        f"import mlflow\n{IMPORT}from agent import AGENT\n"
    )


def test_a_cell_that_is_written_to_a_file_has_imports_of_its_own() -> None:
    written = "".join(f"# MAGIC {line}\n" for line in ["%%writefile agent.py", *AGENT.split("\n")])
    agent, driver = cells_of(notebook(written, "from agent import AGENT\n" + CALL))
    assert "# MAGIC from responses_protocol.integrations.mlflow.migrated import" in agent
    assert "calls import" not in agent
    assert driver == f"from agent import AGENT\n{IMPORT}{READ}"


def test_a_fault_of_a_fixer_is_reported_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: object, **options: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("responses_protocol._codemods.files.migrate_texts", failing)
    result = migrate_file("agent.py", AGENT.encode(), select=default_codes())
    assert result.after == result.before
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("RPM100", "error")
    assert "KeyError" in finding.message
    assert "secret" not in finding.message


def test_what_the_encoding_cannot_hold_is_reported() -> None:
    text = "# coding: ascii\n" + AGENT
    result = migrate_file("agent.py", text.encode(), select=default_codes())
    assert result.after != result.before
    result.after.decode("ascii")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", False),
        ("model.predict(frame)", False),
        ("mlflow.sklearn.log_model(model)", False),
        ("class A(ChatAgent): ...", True),
        ('a.predict({"messages": []})', True),
        ("log_model(python_model=a)", True),
        ("client.chat.completions.create()", True),
    ],
)
def test_what_is_looked_at_at_all(text: str, expected: bool) -> None:
    assert concerns(text.encode()) is expected
