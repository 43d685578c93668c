"""RPM306: files beside rewritten code that install what it needs in a version that is too old."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_commands import run

pytest.importorskip("libcst", reason="LibCST is not installed")

APPLICATION = """\
from openai import OpenAI

client = OpenAI()
answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
print(answer.choices[0].message.content)
"""
AGENT = """\
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse


class Echo(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        said = ChatAgentMessage(role="assistant", content=messages[-1].content, id="m")
        return ChatAgentResponse(messages=[said])
"""


def list_findings(folder: Path, code: str, requirements: str, *choices: str) -> list[str]:
    (folder / "app.py").write_text(code, encoding="utf-8")
    (folder / "requirements.txt").write_text(requirements, encoding="utf-8")
    lines = run("migrate", str(folder), *choices).stdout.splitlines()
    return [line.split("RPM306 ")[1] for line in lines if "RPM306" in line]


@pytest.mark.parametrize(
    ("pin", "lowest"),
    [
        ("openai==1.40.0", "openai>=1.66"),
        ("openai<1.66", "openai>=1.66"),
        ("openai[datalib]<=1.50", "openai>=1.66"),
        ("langchain-openai==0.3.8", "langchain-openai>=0.3.9"),
        ("langchain_openai~=0.2.0", "langchain-openai>=0.3.9"),
        ("openai==1.66.0", None),
        ("openai<2", None),
        ("openai==1.*", None),
        ("openai>=1.0", None),
        ("mlflow==2.0", None),
        ("my-openai==0.1", None),
    ],
)
def test_an_application_needs_a_client_with_the_responses_api(
    tmp_path: Path, pin: str, lowest: str | None
) -> None:
    findings = list_findings(tmp_path, APPLICATION, f"{pin}\n", "--select", "RPM5")
    reason = f"code that calls the Responses API needs {lowest}, but this pins {pin}"
    assert [line.partition("  hint")[0] for line in findings] == (
        [] if lowest is None else [reason]
    )


def test_an_agent_needs_mlflow_and_this_package(tmp_path: Path) -> None:
    findings = list_findings(tmp_path, AGENT, "mlflow==3.9.0\nopenai==1.0\n")
    assert [line.partition("  hint")[0] for line in findings] == [
        "a migrated agent needs mlflow>=3.10, but this pins mlflow==3.9.0",
        "a migrated agent needs responses-protocol, which this does not install",
    ]
