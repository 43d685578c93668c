"""RPM104: predict_stream takes a request and yields events."""

# ruff: noqa: E501 (sources, a line each)

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate, migrate_unchanged

HEAD = (
    "from typing import Generator\n"
    "from mlflow.pyfunc import ChatAgent\nfrom mlflow.types.agent import ChatAgentChunk\n\n\n"
    "class A(ChatAgent):\n    def predict(self, messages):\n        return ask(messages)\n\n"
)


def migrate_stream(text: str) -> str:
    """Return predict_stream of an agent, migrated."""
    migrated_text = migrate(HEAD + text).text
    start = migrated_text.index("    def predict_stream")
    return migrated_text[start:]


def body(text: str) -> str:
    """Return what became of the body, without the lines at the top."""
    result = migrate_stream(f"    def predict_stream(self, messages):\n{text}")
    return result.partition("answer = StreamedAnswer()\n")[2]


def test_streams_of_other_classes_are_left() -> None:
    migrate_unchanged(
        "from mlflow.types.agent import ChatAgentChunk\n\n\nclass Client:\n"
        "    def predict_stream(self, messages):\n        yield ChatAgentChunk(delta=messages[0])\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ChatAgentChunk(delta=m)", "answer.chunk(delta=m)"),
        ("ChatAgentChunk(**{'delta': m})", "answer.chunk(**{'delta': m})"),
        ("ChatAgentChunk(**chunk)", "answer.chunk(**chunk)"),
        ("ChatAgentChunk(delta=m, usage=None)", "answer.chunk(delta=m, usage=None)"),
        ("self.made(m)", "answer.chunk(self.made(m))"),
        ("m", "answer.chunk(m)"),
        ("from self.more(m)", "answer.chunks(self.more(m))"),
        ("from (c for c in m)", "answer.chunks(c for c in m)"),
        ("a, b", "answer.chunk((a, b))"),
    ],
)
def test_what_is_yielded_becomes_events(old: str, new: str) -> None:
    result = body(f"        for m in messages:\n            yield {old}  # why\n")
    assert result == (
        f"        for m in messages:\n            yield from {new}  # why\n"
        "        yield from answer.close()\n"
    )


def test_a_stream_from_one_thing_is_one_line() -> None:
    assert migrate_stream(
        "    def predict_stream(self, messages):\n        yield from self.ask(messages)\n"
    ) == (
        "    def predict_stream(self, request):\n        messages = messages_of(request)\n"
        "        yield from events_of(self.ask(messages))\n"
    )


def test_a_stream_that_is_returned_is_yielded_from() -> None:
    result = migrate_stream(
        "    def predict_stream(self, messages):\n        if not messages:\n"
        "            return iter(())\n        return self.ask(messages)\n"
    )
    assert result.endswith(
        "        if not messages:\n            yield from events_of(iter(()))\n            return\n"
        "        yield from events_of(self.ask(messages))\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "        if not messages:\n            # nothing\n            return\n        yield m\n",
            "        if not messages:\n            # nothing\n            yield from answer.close()\n"
            "            return\n        yield from answer.chunk(m)\n"
            "        yield from answer.close()\n",
        ),
        (
            "        if not messages: return  # nothing\n        yield m\n        return\n",
            "        if not messages:\n            yield from answer.close()\n            return  # nothing\n"
            "        yield from answer.chunk(m)\n        yield from answer.close()\n        return\n",
        ),
        (
            "        yield m\n        raise ValueError\n",
            "        yield from answer.chunk(m)\n        raise ValueError\n",
        ),
        (
            "        if messages: a(); yield m; return\n        yield m\n",
            "        if messages:\n            a()\n            yield from answer.chunk(m)\n"
            "            yield from answer.close()\n            return\n"
            "        yield from answer.chunk(m)\n        yield from answer.close()\n",
        ),
    ],
)
def test_every_way_out_ends_the_answer(old: str, new: str) -> None:
    assert body(old) == new


def test_yields_of_functions_within_are_left() -> None:
    result = body(
        "        def more():\n            yield ChatAgentChunk(delta=1)\n            return\n"
        "        for c in more():\n            yield c\n"
    )
    assert "            yield ChatAgentChunk(delta=1)\n            return\n" in result


def test_yields_that_are_no_statements_keep_their_method() -> None:
    result = migrate_stream(
        "    def predict_stream(self, messages):\n        sent = yield messages\n"
    )
    assert "yield from events_of(self._chat_chunks(messages_of(request)))" in result
    assert "        sent = yield messages\n" in result


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            " -> Generator[ChatAgentChunk, None, None]",
            "Generator[ResponsesAgentStreamEvent, None, None]",
        ),
        (" -> Iterator[ChatAgentChunk]", "Iterator[ResponsesAgentStreamEvent]"),
        (" -> typing.Iterable[int]", "typing.Iterable[ResponsesAgentStreamEvent]"),
        (" -> Generator", "Generator[ResponsesAgentStreamEvent, None, None]"),
        (" -> ChatAgentChunk", "Generator[ResponsesAgentStreamEvent, None, None]"),
    ],
)
def test_whatever_was_annotated_events_are_now(old: str, new: str) -> None:
    result = migrate_stream(
        f"    def predict_stream(self, messages){old}:\n        yield messages\n"
    )
    assert f") -> {new}:\n" in result


@pytest.mark.parametrize(
    "text",
    [
        "        raise NotImplementedError\n",
        '        """Not yet."""\n        raise NotImplementedError("no stream")\n',
    ],
)
def test_an_agent_that_does_not_stream_is_asked_whole(text: str) -> None:
    result = migrate_stream(f"    def predict_stream(self, messages):\n{text}")
    assert result.endswith("        yield from events_of([self.predict(request)])\n")


def test_comments_of_what_is_not_streamed_stay() -> None:
    assert migrate_stream(
        "    def predict_stream(self, messages):  # one\n        # two\n"
        "        raise NotImplementedError  # three\n"
    ) == (
        "    def predict_stream(self, request):  # one\n        # two\n"
        "        yield from events_of([self.predict(request)])  # three\n"
    )
    result = migrate_stream(
        "    def predict_stream(self, messages): raise NotImplementedError  # one\n"
    )
    assert result.endswith("        yield from events_of([self.predict(request)])  # one\n")


def test_an_agent_without_the_method_gets_one() -> None:
    assert migrate_stream("").rstrip() == (
        "    def predict_stream(self, request):\n"
        "        yield from events_of([self.predict(request)])"
    )


def test_a_name_of_the_body_is_not_hidden() -> None:
    result = migrate_stream(
        "    def predict_stream(self, messages):\n        answer = 1\n        yield answer\n"
    )
    assert "streamed_answer = StreamedAnswer()\n" in result
    assert "        yield from streamed_answer.chunk(answer)\n" in result
