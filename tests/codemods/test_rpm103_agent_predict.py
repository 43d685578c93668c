"""RPM103: predict takes a request and returns a response."""

# ruff: noqa: E501 (sources, a line each)

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate, migrate_unchanged

HEAD = (
    "from mlflow.pyfunc import ChatAgent\nfrom mlflow.types.agent import ChatAgentResponse\n\n\n"
    "class A(ChatAgent):\n"
)


def migrate_predict(text: str) -> str:
    """Return the methods of an agent with this predict, migrated."""
    migrated_text = migrate(HEAD + text).text
    return migrated_text.partition("(ResponsesAgent):\n")[2].partition("\n    def predict_stream")[
        0
    ]


def test_predict_of_other_classes_is_left() -> None:
    text = (
        "from mlflow.types.agent import ChatAgentChunk\n\n\nclass Model:\n"
        "    def predict(self, X):\n        return ChatAgentResponse(X)\n"
    )
    migrate_unchanged(text)


def test_only_what_the_body_uses_is_taken_from_the_request() -> None:
    assert migrate_predict(
        "    def predict(self, messages, context=None, custom_inputs=None):\n"
        "        return ask(custom_inputs, self.context, messages=1)\n"
    ) == (
        "    def predict(self, request):\n"
        "        custom_inputs = request.custom_inputs\n"
        "        return response_of(ask(custom_inputs, self.context, messages=1))\n"
    )


@pytest.mark.parametrize(
    ("parameters", "taken"),
    [
        ("messages, context={}, custom_inputs=1, loud=1", ["context = request.context"]),
        ("custom_inputs, messages", ["messages = messages_of(request)"]),
        ("messages, *, context", ["context = request.context"]),
        ("messages, context={}", ["context = request.context"]),
    ],
)
def test_parameters_get_the_values_that_the_adapter_passes(
    parameters: str, expected_lines: list[str]
) -> None:
    names = parameters.replace("*, ", "").replace("={}", "").replace("=1", "")
    result = migrate_predict(f"    def predict(self, {parameters}):\n        return ask({names})\n")
    for line in expected_lines:
        assert f"        {line}\n" in result


def test_parameters_of_their_own_stay() -> None:
    result = migrate_predict(
        "    def predict(self, messages: list, params: dict = None, *, loud=False):\n"
        "        return ask(messages, params, loud)\n"
    )
    assert "request: ResponsesAgentRequest, params: dict = None, loud=False" in result


def test_docstrings_comments_and_rebindings_stay() -> None:
    assert migrate_predict(
        "    def predict(\n        self,\n        messages,  # what was said\n    ):\n"
        '        """Say."""\n        # first\n        request = dump(messages)\n'
        "        messages = []  # anew\n        return ChatAgentResponse(messages=messages)\n"
    ) == (
        "    def predict(self, request):\n"
        '        """Say."""\n        # what was said\n        messages = messages_of(request)\n'
        "        # first\n        request = dump(messages)\n"
        "        messages = []  # anew\n        return response_of(messages=messages)\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ChatAgentResponse(**out)", "new_response_of(request, **out)"),
        ("ChatAgentResponse(messages=m, usage=u)", "response_of(messages=m, usage=u)"),
        ("ChatAgentResponse.model_validate(d)", "response_of(ChatAgentResponse.model_validate(d))"),
        ("out", "response_of(out)"),
        ("a if b else c", "response_of(a if b else c)"),
        ("a, b", "response_of((a, b))"),
        ("await_it()", "response_of(await_it())"),
        ("(\n            out\n        )", "response_of((\n            out\n        ))"),
    ],
)
def test_what_is_returned_becomes_a_response(old: str, new: str) -> None:
    result = migrate_predict(f"    def predict(self, messages):\n        return {old}\n")
    assert result.endswith(f"        return {new}\n")


def test_returns_of_functions_within_are_left() -> None:
    result = migrate_predict(
        "    def predict(self, messages):\n        def inner():\n            return 1\n"
        "        key = lambda: 2\n        if not messages:\n            return\n"
        "        return ask(inner, key)\n"
    )
    assert "            return 1\n" in result
    assert "            return\n" in result
    assert "        return response_of(ask(inner, key))\n" in result


def test_a_method_on_one_line_gets_lines() -> None:
    assert migrate_predict("    def predict(self, messages): return ask(messages)\n") == (
        "    def predict(self, request):\n        messages = messages_of(request)\n"
        "        return response_of(ask(messages))\n"
    )


def test_a_request_from_outside_is_not_hidden() -> None:
    result = migrate_predict(
        "    def predict(self, messages):\n        return ask(request.headers)\n"
    )
    assert result.startswith("    def predict(self, agent_request):\n")


def test_names_of_the_text_are_not_hidden() -> None:
    result = migrate(
        HEAD + "    def predict(self, messages):\n        messages_of = messages\n"
        "        return ask(messages_of)\n"
    ).text
    assert "messages_of as agent_messages_of" in result
    assert "        messages = agent_messages_of(request)\n" in result


@pytest.mark.parametrize("decorator", ["@retry(3)", "@staticmethods.of(mine)", "@cached"])
def test_a_decorator_goes_with_the_code_that_it_was_written_for(decorator: str) -> None:
    assert migrate_predict(
        f"    {decorator}\n    def predict(self, messages, context=None):\n        return ask(messages)\n"
    ) == (
        "    def predict(self, request):\n"
        "        return response_of(self._chat_answer(messages_of(request), request.context))\n\n"
        f"    {decorator}\n    def _chat_answer(self, messages, context=None):\n"
        "        return ask(messages)\n"
    )


def test_override_says_nothing_about_arguments() -> None:
    result = migrate_predict(
        "    @override\n    def predict(self, messages):\n        return ask(messages)\n"
    )
    assert result.startswith("    @override\n    def predict(self, request):\n")


@pytest.mark.parametrize("parameters", ["*args", "messages, **kwargs", "messages, *more, **kw"])
def test_what_takes_everything_is_asked_as_before(parameters: str) -> None:
    result = migrate_predict(
        f"    def predict(self, {parameters}):\n        return ask(messages)\n"
    )
    assert "return response_of(" in result
    assert f"    def _chat_answer(self, {parameters}):\n        return ask(messages)\n" in result


def test_annotations_come_only_where_some_were() -> None:
    result = migrate_predict(
        "    def predict(self, messages) -> ChatAgentResponse:\n        return ask(messages)\n"
    )
    assert "(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:" in result


@pytest.mark.parametrize(
    ("parameters", "passed"),
    [
        ("msgs, ctx, inputs", "messages_of(request), request.context, request.custom_inputs"),
        (
            "messages, ctx=None, inputs=None",
            "messages_of(request), request.context, request.custom_inputs",
        ),
        ("messages, ctx=None", "messages_of(request), request.context"),
        (
            "messages, context=None, params=None",
            "messages_of(request), request.context, request.custom_inputs",
        ),
        (
            "messages, loud=1, ctx=None, inputs=None",
            "messages_of(request), request.context, request.custom_inputs",
        ),
        (
            "ctx, model_input, params=None",
            "messages_of(request), request.context, request.custom_inputs",
        ),
    ],
)
def test_parameters_of_other_names_get_what_mlflow_passes_to_their_places(
    parameters: str, passed: str
) -> None:
    result = migrate_predict(
        f"    def predict(self, {parameters}):\n        return ask({parameters[:3]})\n"
    )
    assert passed in " ".join(result.split()).replace("( ", "(").replace(" )", ")")
    assert f"def _chat_answer(self, {parameters}):" in result


def test_a_request_that_is_bound_in_a_branch_is_told_from_the_parameter() -> None:
    body = (
        "        if context:\n            request = {'messages': messages}\n"
        "        return ask(request)\n"
    )
    result = migrate_predict(f"    def predict(self, messages, context=None):\n{body}")
    assert "def predict(self, agent_request):" in result
    assert "messages = messages_of(agent_request)" in result
    plain = migrate_predict(
        "    def predict(self, messages):\n        request = {'messages': messages}\n"
        "        return ask(request)\n"
    )
    assert "def predict(self, request):" in plain
