"""Members of content parts: shared ones, refused ones, and the pointers of losses."""

from __future__ import annotations

from typing import Any

from table import (
    EMPTY_ID,
    C,
    Case,
    Payload,
    R,
    answer,
    assistant,
    call,
    calling,
    losses,
    prompt,
    result,
    text,
    tool,
    user,
)

from responses_protocol import Options

URL = "https://example.com/a.png"
DATA = "data:application/pdf;base64,JVBERi0="
MARK: Payload = {"prompt_cache_breakpoint": {"mode": "explicit", "ttl": "12h"}}
VIDEO = {"type": "video_url", "video_url": {"url": "https://example.com/a.mp4"}}


def image(url: str = URL, **more: Any) -> Payload:
    return {"type": "input_image", "image_url": url, "detail": "auto", **more}


def chat_image(url: str = URL, **more: Any) -> Payload:
    return {"type": "image_url", "image_url": {"url": url}, **more}


def file(**more: Any) -> Payload:
    return {"type": "input_file", **more}


def chat_file(**more: Any) -> Payload:
    return {"type": "file", "file": more}


def input_text(words: str = "Hello", **more: Any) -> Payload:
    return {"type": "input_text", "text": words, **more}


def chat_text(words: str = "Hello", **more: Any) -> Payload:
    return {"type": "text", "text": words, **more}


BY_ID = {"type": "input_image", "file_id": "file-1", "detail": "auto"}
OTHER = "https://example.com/b.png"
FULL = {"file_data": DATA, "filename": "a.pdf"}

CASES = [
    Case(
        16,
        "the default detail, which only one of them writes",
        C,
        [user([{"type": "image_url", "image_url": {"url": URL, "detail": "auto"}}])],
        [prompt([image()])],
        losses(("default_value", "/0/content/0/image_url/detail")),
    ),
    Case(
        16,
        "an image as its address alone",
        C,
        [user([{"type": "image_url", "image_url": URL}])],
        [prompt([image()])],
        losses(("content_form", "/0/content/0/image_url")),
    ),
    Case(
        17,
        "the image that can't be said, of two",
        R,
        [prompt([BY_ID, image()])],
        [user([chat_image()])],
        losses(("image_file_id", "/0/content/0")),
    ),
    Case(
        17,
        "the image that can't be said, in the middle of three with other losses",
        R,
        [prompt([image(), {**BY_ID, "x": 1}, image(OTHER, x=1)])],
        [user([chat_image(), chat_image(OTHER)])],
        losses(("image_file_id", "/0/content/1"), ("part_member", "/0/content/2/x")),
    ),
    Case(
        17,
        "an image by file id beside its address",
        R,
        [prompt([image(file_id="file-1")])],
        [user([chat_image()])],
        losses(("image_file_id", "/0/content/0/file_id")),
    ),
    Case(
        18,
        "the file that can't be said, of three",
        R,
        [prompt([file(file_url=URL), file(file_id="file-1"), file(**FULL)])],
        [user([chat_file(file_id="file-1"), chat_file(**FULL)])],
        losses(("file_url", "/0/content/0")),
    ),
    Case(
        18,
        "a file with its data and an address",
        R,
        [prompt([file(**FULL, file_url=URL)])],
        [user([chat_file(**FULL)])],
        losses(("file_url", "/0/content/0/file_url")),
    ),
    Case(
        18,
        "how closely to look at a file",
        R,
        [prompt([file(**FULL, detail="low"), file(file_id="file-1", detail="auto")])],
        [user([chat_file(**FULL), chat_file(file_id="file-1")])],
        losses(("image_detail", "/0/content/0/detail"), ("default_value", "/0/content/1/detail")),
    ),
    Case(
        18,
        "data without a name, and data that is none",
        C,
        [user([chat_file(file_data=DATA), chat_file(file_data=URL, filename="a.pdf")])],
        [prompt([file(file_data=DATA), file(file_data=URL, filename="a.pdf")])],
        notices=losses(("file_data", "/0/content/0"), ("file_data", "/0/content/1")),
    ),
    Case(
        18,
        "the same from Responses",
        R,
        [prompt([file(file_data="JVBERi0=", filename="a.pdf"), file(**FULL)])],
        [user([chat_file(file_data="JVBERi0=", filename="a.pdf"), chat_file(**FULL)])],
        notices=losses(("file_data", "/0/content/0")),
    ),
    Case(
        18,
        "the same for a server that wants no name",
        R,
        [prompt([file(file_data=DATA), file(file_id="file-1")])],
        [user([chat_file(file_data=DATA), chat_file(file_id="file-1")])],
        options=Options(server="vllm"),
    ),
    Case(
        18,
        "a file by url, for a server that takes an address for data",
        R,
        [prompt([file(file_url=URL), file(file_url=OTHER, filename="b.pdf")])],
        [user([chat_file(file_data=URL), chat_file(file_data=OTHER, filename="b.pdf")])],
        options=Options(server="openrouter"),
    ),
    Case(
        18,
        "the same from Chat",
        C,
        [user([chat_file(file_data=URL, filename="a.pdf"), chat_file(file_data=DATA)])],
        [prompt([file(file_url=URL, filename="a.pdf"), file(file_data=DATA)])],
        options=Options(server="openrouter"),
        notices=losses(("file_data", "/0/content/1")),
    ),
    Case(
        21,
        "the end of a prompt that is to be kept in the cache",
        R,
        [
            prompt([input_text(**MARK)], role="system"),
            prompt([input_text("a"), image(**MARK), file(**FULL, **MARK)]),
            call(),
            result(output=[input_text("b", **MARK)]),
        ],
        [
            {"role": "system", "content": [chat_text(**MARK)]},
            user([chat_text("a"), chat_image(**MARK), {**chat_file(**FULL), **MARK}]),
            calling(),
            tool(content=[chat_text("b", **MARK)]),
        ],
    ),
    Case(
        21,
        "the same from Chat, where it may stand in what the model said",
        C,
        [user([chat_text(**MARK)]), assistant([chat_text("Hi.", **MARK)])],
        [prompt([input_text(**MARK)]), answer()],
        losses(
            ("part_member", "/1/content/0/prompt_cache_breakpoint"),
        ),
    ),
    Case(
        21,
        "an end of it without a mode, which neither API takes",
        C,
        [user([chat_text(prompt_cache_breakpoint={})])],
        [prompt()],
        losses(("content_form", "/0/content")),
    ),
    Case(
        21,
        "no end of it",
        R,
        [prompt([input_text(prompt_cache_breakpoint=None)])],
        [user()],
        losses(("content_form", "/0/content")),
    ),
    Case(
        25,
        "a part that nobody knows is not said, even if it has a text",
        C,
        [assistant([{"type": "aside", "text": "no"}, chat_text("Hi.")])],
        [answer()],
        losses(("unknown_part", "/0/content/0")),
    ),
    Case(
        25,
        "the same from Responses",
        R,
        [
            answer({"type": "aside", "text": "no"}, text()),
            prompt([{**input_text(), "type": "aside"}]),
        ],
        [assistant(), user("")],
        losses(("unknown_part", "/0/content/0"), ("unknown_part", "/1/content/0")),
    ),
    Case(
        25,
        "the part that can't be said, of two of a kind and a text that they have",
        C,
        [user([VIDEO, chat_text("https://example.com/a.mp4"), chat_text("x"), VIDEO])],
        [prompt([input_text("https://example.com/a.mp4"), input_text("x")])],
        losses(("unknown_part", "/0/content/0"), ("unknown_part", "/0/content/3")),
    ),
    Case(
        9,
        "texts of the other dialect, which no Chat server takes",
        C,
        [
            user([input_text()]),
            assistant([{"type": "output_text", "text": "Hi."}]),
            calling(),
            tool(content=[input_text("sunny")]),
        ],
        [prompt(""), answer(text(""), item_id=EMPTY_ID), call(), result(output="")],
        losses(
            ("unknown_part", "/0/content/0"),
            ("unknown_part", "/1/content/0"),
            ("unknown_part", "/3/content/0"),
        ),
    ),
    Case(
        9,
        "a part that no model says, alone in its message",
        R,
        [answer(image(), item_id=EMPTY_ID), answer({"type": "summary_text", "text": "no"})],
        [assistant(""), assistant("")],
        losses(
            ("unknown_part", "/0/content/0"),
            ("unknown_part", "/1/content/0"),
            ("item_id", "/1/id"),
        ),
    ),
]
