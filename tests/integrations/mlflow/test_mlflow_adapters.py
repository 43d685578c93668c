"""One class of agents served as the other one: by MLflow's own classes, before and after saving."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (people write agents without annotations)

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
import mlflow
from mlflow.pyfunc import ChatAgent, ResponsesAgent
from mlflow.types.agent import (
    ChatAgentChunk,
    ChatAgentMessage,
    ChatAgentResponse,
)
from mlflow.types.responses import (
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol import ConversionError, agents
from responses_protocol._agents.agent_chunks import join_agent_chunks
from responses_protocol.integrations.mlflow import (
    ChatAgentAdapter,
    ResponsesAgentAdapter,
    _media,
    output_to_responses_items_stream,
    to_chat_completions_input,
)
from responses_protocol.streams import AnswerError

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
QUESTION = {"role": "user", "content": "2 + 2?"}
CALL: Object = {"id": "c", "type": "function", "function": {"name": "add", "arguments": "{}"}}
OTHER: Object = {"id": "d", "type": "function", "function": {"name": "sub", "arguments": "{}"}}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


def message(content: str, own: str | None = "m", **members: Any) -> Any:
    return ChatAgentMessage(role="assistant", content=content, id=own, **members)


def result(content: str, call_id: str = "c", **members: Any) -> Any:
    members_of_message = {
        "role": "tool",
        "content": content,
        "name": "add",
        "tool_call_id": call_id,
    }
    return ChatAgentMessage(**{**members_of_message, "id": f"t-{call_id}", **members})


def plain(answered: Any) -> Object:
    dump: Object = answered.model_dump(exclude_none=True)
    return dump


def texts(items: list[Object]) -> list[str]:
    return [item["content"][0]["text"] for item in items if item["type"] == "message"]


def finished_items(agent: Any, request: Object) -> list[Object]:
    events = [plain(event) for event in agent.predict_stream(request)]
    return [event["item"] for event in events if event["type"] == "response.output_item.done"]


# --- ChatAgents as they are ----------------------------------------------------------------------


class OnlyMessages(ChatAgent):
    def predict(self, messages):
        return ChatAgentResponse(messages=[message(f"{len(messages)}")])


class Renamed(ChatAgent):
    def predict(self, msgs, ctx=None, extra=None):
        return {"messages": [{"role": "assistant", "content": f"{len(msgs)}", "id": "m"}]}


class Reordered(ChatAgent):
    def predict(self, messages, custom_inputs=None, context=None):
        assert custom_inputs is None or custom_inputs == {"a": 1}
        return ChatAgentResponse(messages=[message(f"{len(messages)}")])


class AppendedWithoutId(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        response = ChatAgentResponse(messages=[])
        response.messages.append(message(f"{len(messages)}", None))
        return response


class StreamsAnswers(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return next(self.predict_stream(messages))

    def predict_stream(self, messages, context=None, custom_inputs=None):
        yield ChatAgentResponse(messages=[message(f"{len(messages)}")])


class StreamsDicts(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[message(f"{len(messages)}")])

    def predict_stream(self, messages, context=None, custom_inputs=None):
        yield {"delta": {"role": "assistant", "content": f"{len(messages)}", "id": "m"}}


class Echoes(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        for index, item in enumerate(messages):
            item.id = f"u{index}"
        return ChatAgentResponse(messages=[*messages, message(f"{len(messages)}", "z")])


@pytest.mark.parametrize(
    "kind",
    [
        OnlyMessages,
        Renamed,
        Reordered,
        AppendedWithoutId,
        StreamsAnswers,
        StreamsDicts,
        Echoes,
    ],
)
@pytest.mark.parametrize("as_class", [True, False])
def test_agents_are_called_as_they_can_be(kind: Any, as_class: bool, tmp_path: Path) -> None:
    agent = ChatAgentAdapter(kind if as_class else kind())
    request = {"input": [QUESTION], "custom_inputs": {"a": 1}, "context": {"user_id": "u"}}
    assert texts(plain(agent.predict(request))["output"]) == ["1"]
    assert texts(finished_items(agent, request)) == ["1"]


class Rich(ChatAgent):
    def load_context(self, context: Any) -> None:
        self.artifacts = context.artifacts

    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(
            messages=[
                message("Let me add.", "a", tool_calls=[CALL, OTHER]),
                result("4", attachments={"table": "x"}),
                result("0", "d", name="sub"),
                message(
                    ",".join(
                        str(message.attachments) for message in messages if message.attachments
                    ),
                    "b",
                ),
            ],
            finish_reason="length",
            usage=USAGE,
            custom_outputs={"seen": custom_inputs},
        )

    def predict_stream(self, messages, context=None, custom_inputs=None):
        response = self.predict(messages, context, custom_inputs)
        for sent_message in response.messages[:-1]:
            yield ChatAgentChunk(delta=sent_message)
        yield ChatAgentChunk(delta=message("Fo", "b"))
        yield ChatAgentChunk(
            delta=message("ur", "b"),
            finish_reason="length",
            usage=USAGE,
            custom_outputs={"seen": custom_inputs},
        )


def test_an_answer_keeps_all_that_mlflow_has_a_place_for() -> None:
    answered = plain(
        ChatAgentAdapter(Rich).predict({"input": [QUESTION], "custom_inputs": {"a": 1}})
    )
    assert [item["type"] for item in answered["output"]] == [
        "message",
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "message",
    ]
    assert (answered["status"], answered["incomplete_details"]) == (
        "incomplete",
        {"reason": "max_output_tokens"},
    )
    assert answered["usage"]["input_tokens"] == 3
    assert answered["custom_outputs"] == {"seen": {"a": 1}}


def test_attachments_of_results_come_back_in_the_next_turn() -> None:
    agent = ChatAgentAdapter(Rich)
    first = plain(agent.predict({"input": [QUESTION]}))["output"]
    assert first[3]["attachments"] == {"table": "x"}
    second = plain(agent.predict({"input": [QUESTION, *first, QUESTION]}))["output"]
    assert texts(second)[-1] == "{'table': 'x'}"


class Looks(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        views = [[message.role, message.content, message.attachments] for message in messages]
        return ChatAgentResponse(messages=[message("seen", "a")], custom_outputs={"seen": views})


def views_of_agent(*items: Object) -> list[Any]:
    views: list[Any] = (
        ChatAgentAdapter(Looks).predict({"input": list(items)}).custom_outputs["seen"]
    )
    return views


IMAGE = {"type": "input_image", "image_url": "https://example.org/i", "detail": "auto"}
DATA = {"type": "input_image", "image_url": "data:image/png;base64,aGk=", "detail": "auto"}
FILE = {"type": "input_file", "filename": "a.txt", "file_url": "https://example.org/a"}


def make_question(*parts: Object) -> Object:
    return {"type": "message", "role": "user", "content": list(parts)}


@pytest.mark.filterwarnings("error:a ChatAgent does not get")
def test_images_and_files_are_attachments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_media, "_warned_codes", set())
    text = {"type": "input_text", "text": "What is it?"}
    call = {"type": "function_call", "call_id": "c", "name": "see", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c", "output": [text, IMAGE]}
    views = views_of_agent(
        make_question(text, IMAGE, DATA, FILE), QUESTION, make_question(IMAGE), call, output
    )
    assert [view for view in views if view[0] != "assistant"] == [
        [
            "user",
            "What is it?",
            {"image": IMAGE["image_url"], "image_2": DATA["image_url"], "a.txt": FILE["file_url"]},
        ],
        ["user", QUESTION["content"], None],
        ["user", "", {"image": IMAGE["image_url"]}],
        ["tool", "What is it?", {"image": IMAGE["image_url"]}],
    ]


def test_a_loss_in_the_input_of_an_agent_gives_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_media, "_warned_codes", set())
    summary = [{"type": "summary_text", "text": "Hm."}]
    thought = {"type": "reasoning", "id": "rs_a", "summary": summary}
    with pytest.warns(UserWarning, match="reasoning at /input/1"):
        views_of_agent(QUESTION, thought, QUESTION)
    with warnings.catch_warnings(record=True) as further_warnings:
        warnings.simplefilter("always")
        views_of_agent(QUESTION, QUESTION, thought, QUESTION)
    assert not [warning for warning in further_warnings if "ChatAgent" in str(warning.message)]


def test_a_stream_ends_with_the_whole_answer() -> None:
    events = [
        plain(event) for event in ChatAgentAdapter(Rich).predict_stream({"input": [QUESTION]})
    ]
    *before, last = events
    items = [
        message["item"] for message in before if message["type"] == "response.output_item.done"
    ]
    assert last["type"] == "response.incomplete"
    assert last["response"]["output"] == items
    assert last["response"]["usage"]["total_tokens"] == 5
    assert last["custom_outputs"] == {"seen": None}
    assert texts(items)[-1] == "Four"
    answered = plain(ChatAgentAdapter(Rich).predict({"input": [QUESTION]}))["output"]
    assert [item.get("id") for item in items] == [item.get("id") for item in answered]


def test_adapters_are_saved_with_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "model"
    artifact = tmp_path / "note.txt"
    artifact.write_text("note", encoding="utf-8")
    mlflow.pyfunc.save_model(
        path,
        python_model=ChatAgentAdapter(Rich()),
        artifacts={"note": artifact.as_uri()},
        pip_requirements=["responses-protocol"],
    )
    loaded = mlflow.pyfunc.load_model(str(path))
    assert loaded.metadata.metadata["task"] == "agent/v1/responses"
    assert "note" in loaded._model_impl.get_raw_model().agent.artifacts
    answered = loaded.predict({"input": [QUESTION]})
    second_answer = loaded.predict({"input": [QUESTION, *answered["output"], QUESTION]})
    assert len(second_answer["output"]) == 6
    streamed = list(loaded.predict_stream({"input": [QUESTION]}))
    assert streamed[-1]["type"] == "response.incomplete"


class Dumps(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        have_content = {
            "content" in message for message in self._convert_messages_to_dict(messages)
        }
        return ChatAgentResponse(messages=[message(str(have_content))])


def test_dumps_of_messages_have_content() -> None:
    call = agents.create_function_call_item("f", "c", "add", "{}")
    output = agents.create_function_call_output_item("c", "4")
    request = {"input": [QUESTION, call, output]}
    assert texts(plain(ChatAgentAdapter(Dumps).predict(request))["output"]) == ["{True}"]


class Nothing(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return None


def test_a_value_that_is_not_an_answer_is_refused() -> None:
    with pytest.raises(ConversionError):
        ChatAgentAdapter(Nothing).predict({"input": [QUESTION]})


# --- ResponsesAgents as ChatAgents ---------------------------------------------------------------

ITEMS: list[Object] = [
    agents.create_reasoning_item("r", "2 + 2"),
    agents.create_text_output_item("Let me add.", "a"),
    agents.create_function_call_item("f", "c", "add", "{}"),
    agents.create_function_call_item("g", "d", "sub", "{}"),
    agents.create_function_call_output_item("c", "4"),
    agents.create_function_call_output_item("d", "0"),
    agents.create_text_output_item("4", "b"),
]


class Modern(ResponsesAgent):
    def predict(self, request):
        usage = {
            "input_tokens": 3,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 2,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 5,
        }
        context = request.context.user_id if request.context else None
        return ResponsesAgentResponse(
            output=ITEMS, usage=usage, custom_outputs={"in": request.custom_inputs, "who": context}
        )


class ModernStream(Modern):
    def predict_stream(self, request):
        for item in ITEMS:
            if item["type"] == "message":
                for letter in item["content"][0]["text"]:
                    delta = agents.create_text_delta(letter, item["id"])
                    yield ResponsesAgentStreamEvent(**delta)
            yield ResponsesAgentStreamEvent(type="response.output_item.done", item=item)
        yield ResponsesAgentStreamEvent(
            type="response.completed", response=plain(self.predict(request))
        )


MESSAGES = [
    {"role": "assistant", "content": "Let me add.", "id": "a", "tool_calls": [CALL, OTHER]},
    {"role": "tool", "content": "4", "name": "add", "tool_call_id": "c"},
    {"role": "tool", "content": "0", "name": "sub", "tool_call_id": "d"},
    {"role": "assistant", "content": "4", "id": "b"},
]


def without_ids_of_tool_messages(messages: list[Object]) -> list[Object]:
    return [
        {
            name: value
            for name, value in message.items()
            if message["role"] != "tool" or name != "id"
        }
        for message in messages
    ]


@pytest.mark.parametrize("kind", [Modern, ModernStream])
def test_a_responses_agent_is_a_chat_agent(kind: Any, tmp_path: Path) -> None:
    agent: Any = ResponsesAgentAdapter(kind)
    request = {"messages": [QUESTION], "custom_inputs": {"a": 1}, "context": {"user_id": "u"}}
    answered = plain(agent.predict(request))
    assert without_ids_of_tool_messages(answered["messages"]) == MESSAGES
    assert answered["custom_outputs"] == {"in": {"a": 1}, "who": "u"}
    assert answered["usage"]["prompt_tokens"] == 3
    assert answered["finish_reason"] == "stop"
    chunks = [plain(event) for event in agent.predict_stream(request)]
    joined = join_agent_chunks(chunks)
    assert without_ids_of_tool_messages(joined["messages"]) == MESSAGES
    path = tmp_path / "model"
    mlflow.pyfunc.save_model(path, python_model=agent, pip_requirements=["responses-protocol"])
    loaded = mlflow.pyfunc.load_model(str(path))
    assert loaded.metadata.metadata["task"] == "agent/v2/chat"
    assert loaded.predict(request)["messages"] == answered["messages"]
    second_request = {"messages": [QUESTION, *answered["messages"], QUESTION]}
    assert len(loaded.predict(second_request)["messages"]) == 4


class YieldsItsAnswer(Modern):
    def predict_stream(self, request):
        yield self.predict(request)


class AnswersInDicts(Modern):
    def predict(self, request):
        return plain(super().predict(request))

    def predict_stream(self, request):
        for item in ITEMS:
            yield {"type": "response.output_item.done", "item": item}


@pytest.mark.parametrize("kind", [YieldsItsAnswer, AnswersInDicts])
def test_answers_in_other_forms_are_read(kind: Any) -> None:
    agent: Any = ResponsesAgentAdapter(kind)
    request = {"messages": [QUESTION]}
    assert without_ids_of_tool_messages(plain(agent.predict(request))["messages"]) == MESSAGES
    chunks = [plain(event) for event in agent.predict_stream(request)]
    assert without_ids_of_tool_messages(join_agent_chunks(chunks)["messages"]) == MESSAGES


class Silent(ResponsesAgent):
    def predict(self, request):
        return None

    def predict_stream(self, request):
        yield None


def test_a_value_that_is_not_an_answer_of_a_responses_agent_is_refused() -> None:
    agent: Any = ResponsesAgentAdapter(Silent)
    for ask in (agent.predict, lambda request: list(agent.predict_stream(request))):
        with pytest.raises(ConversionError):
            ask({"messages": [QUESTION]})


class Resumed(ResponsesAgent):
    def predict(self, request):
        return ResponsesAgentResponse(output=[agents.create_function_call_output_item("c", "4")])


def test_a_result_is_named_by_a_call_of_the_history() -> None:
    call_message = {"role": "assistant", "content": "", "tool_calls": [CALL], "id": "x"}
    agent: Any = ResponsesAgentAdapter(Resumed)
    answered = plain(agent.predict({"messages": [QUESTION, call_message]}))
    assert answered["messages"][0]["name"] == "add"


class Failing(ResponsesAgent):
    def predict(self, request):
        error = {"code": "server_error", "message": "overloaded"}
        return ResponsesAgentResponse(output=[], status="failed", error=error)


def test_a_failure_is_no_answer() -> None:
    agent: Any = ResponsesAgentAdapter(Failing)
    with pytest.raises(AnswerError):
        agent.predict({"messages": [QUESTION]})


# --- helpers -------------------------------------------------------------------------------------

PAIRS = [
    pytest.param(
        {"role": "assistant", "content": "4", "id": "msg_1"},
        {
            "type": "message",
            "id": "msg_1",
            "content": [{"annotations": [], "text": "4", "type": "output_text"}],
            "role": "assistant",
            "status": "completed",
        },
        id="text",
    ),
    pytest.param(
        {"role": "assistant", "content": "", "id": "fc_1", "tool_calls": [CALL]},
        {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "add", "arguments": "{}"},
        id="tool call",
    ),
    pytest.param(
        {"role": "tool", "content": "12", "tool_call_id": "c", "name": "add", "id": "t"},
        {"type": "function_call_output", "call_id": "c", "output": "12"},
        id="tool result",
    ),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_documented_pairs(old: Object, new: Object) -> None:
    (event,) = output_to_responses_items_stream([ChatAgentMessage(**old)])
    assert event.item == new
    call: Any = PAIRS[1].values[1]
    calls = [call] if new["type"] == "function_call_output" else []
    *_, back = to_chat_completions_input(ResponsesAgentResponse(output=[*calls, new]).output)
    expected = {name: value for name, value in old.items() if name not in ("id", "name")}
    assert {**back, "content": back["content"] or ""} == expected


def test_the_documented_pair_of_tool_definitions() -> None:
    import responses_protocol as rp

    body = {"name": "add", "description": "Add.", "parameters": {"type": "object"}, "strict": True}
    old, new = {"type": "function", "function": body}, {"type": "function", **body}
    conversion = rp.convert([old], "responses", source="chat_completions", kind="tools")
    back = rp.convert([new], "chat_completions", source="responses", kind="tools")
    assert (conversion.value, conversion.losses) == ([new], ())
    assert (back.value, back.losses) == ([old], ())


def test_input_is_read_as_mlflow_has_it() -> None:
    from mlflow.types.responses import ResponsesAgentRequest

    request = ResponsesAgentRequest(input=[QUESTION, *ITEMS])
    messages = to_chat_completions_input(request.input)
    assert [message["role"] for message in messages] == [
        "user",
        "assistant",
        "tool",
        "tool",
        "assistant",
    ]
    assert messages == to_chat_completions_input([item.model_dump() for item in request.input])
    assert messages == to_chat_completions_input([QUESTION, *ITEMS])


def test_where_mlflow_loses_nothing_the_events_are_its_own() -> None:
    from mlflow.types import responses

    def stream() -> list[Object]:
        deltas = [{"content": "Hel"}, {"content": "lo"}, {"tool_calls": [{"index": 0, **CALL}]}]
        return [{"id": "x", "choices": [{"index": 0, "delta": delta}]} for delta in deltas]

    theirs_listed: list[Object] = []
    ours_listed: list[Object] = []
    theirs = list(responses.output_to_responses_items_stream(iter(stream()), theirs_listed))
    ours = list(output_to_responses_items_stream(iter(stream()), ours_listed))
    assert [event.type for event in ours] == [event.type for event in theirs]
    assert [type(event) for event in ours] == [type(event) for event in theirs]
    for our_item, their_item in zip(ours_listed, theirs_listed, strict=True):
        assert set(their_item) <= set(our_item)
        assert {**our_item, "id": "x", "content": 0} == {
            **our_item,
            **their_item,
            "id": "x",
            "content": 0,
        }
    assert ours_listed[0]["content"][0]["text"] == theirs_listed[0]["content"][0]["text"]


def test_one_message_alone_and_none() -> None:
    (event,) = output_to_responses_items_stream(message("4"))
    assert event.item["id"] == "msg_m"
    assert list(output_to_responses_items_stream({"role": "assistant", "content": "4"}))
    assert list(output_to_responses_items_stream([])) == []
