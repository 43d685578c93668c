"""Content parts."""

from __future__ import annotations

from typing import Any

from table import EMPTY_ID, Case, Dialect, answer, assistant, losses, prompt, text, user

R: Dialect = "responses"
C: Dialect = "chat_completions"
URL = "https://example.com/a.png"
DATA = "data:application/pdf;base64,JVBERi0="


def image(**more: Any) -> dict[str, Any]:
    return {"type": "input_image", **more}


def chat_image(**more: Any) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": URL, **more}}


def file(**more: Any) -> dict[str, Any]:
    return {"type": "input_file", **more}


AUDIO = {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}
CITATION = {"type": "url_citation", "url": URL, "title": "", "start_index": 0, "end_index": 2}
FILE_CITATION = {"type": "file_citation", "file_id": "file-1", "filename": "a", "index": 0}
CHAT_CITATION = {
    "type": "url_citation",
    "url_citation": {"url": URL, "title": "", "start_index": 0, "end_index": 2},
}
NO = {"type": "refusal", "refusal": "I can't."}
NO_ID = EMPTY_ID  # it is derived from no text

CASES = [
    Case(
        16,
        "a missing detail is the default",
        R,
        [prompt([image(image_url=URL), image(image_url=URL, detail="low")])],
        [user([chat_image(), chat_image(detail="low")])],
        losses(("absent_member", "/0/content/0")),
    ),
    Case(
        16,
        "the same from Chat",
        C,
        [user([chat_image(), chat_image(detail="low")])],
        [prompt([image(image_url=URL, detail="auto"), image(image_url=URL, detail="low")])],
    ),
    Case(
        16,
        "every detail passes",
        R,
        [prompt([image(image_url=URL, detail="original"), image(image_url=URL, detail="high")])],
        [user([chat_image(detail="original"), chat_image(detail="high")])],
    ),
    Case(
        17,
        "an image by file id",
        R,
        [prompt([image(file_id="file-1", detail="auto"), {"type": "input_text", "text": "Hello"}])],
        [user()],
        losses(("image_file_id", "/0/content/0")),
    ),
    Case(
        18,
        "a file by id, and with its data",
        R,
        [prompt([file(file_id="file-1"), file(file_data=DATA, filename="a.pdf")])],
        [
            user(
                [
                    {"type": "file", "file": {"file_id": "file-1"}},
                    {"type": "file", "file": {"file_data": DATA, "filename": "a.pdf"}},
                ]
            )
        ],
    ),
    Case(
        18,
        "the same from Chat",
        C,
        [user([{"type": "file", "file": {"file_data": DATA, "filename": "a.pdf"}}])],
        [prompt([file(file_data=DATA, filename="a.pdf")])],
    ),
    Case(
        18,
        "a file by url",
        R,
        [prompt([{"type": "input_text", "text": "Read this:"}, file(file_url=URL)])],
        [user("Read this:")],
        losses(("file_url", "/0/content/1")),
    ),
    Case(
        19,
        "audio of the user",
        C,
        [user([AUDIO])],
        [prompt([AUDIO])],
        notices=losses(("audio_input", "/0/content/0")),
    ),
    Case(19, "the same from Responses", R, [prompt([AUDIO])], [user([AUDIO])]),
    Case(20, "a refusal", R, [answer(NO, item_id=NO_ID)], [assistant(None, refusal="I can't.")]),
    Case(
        20,
        "the same from Chat",
        C,
        [assistant(None, refusal="I can't.")],
        [answer(NO, item_id=NO_ID)],
    ),
    Case(
        20,
        "a refusal as a part",
        C,
        [assistant([NO])],
        [answer(NO, item_id=NO_ID)],
        losses(("content_form", "/0/content"), ("absent_member", "/0")),
    ),
    Case(
        20,
        "a refusal that is null says nothing",
        C,
        [assistant(refusal=None)],
        [answer()],
        losses(("empty_member", "/0/refusal")),
    ),
    Case(21, "text and refusal", R, [answer(text(), NO)], [assistant(refusal="I can't.")]),
    Case(
        21,
        "refusal and text",
        R,
        [answer(NO, text())],
        [assistant(refusal="I can't.")],
        losses(("order", "/0/content/0")),
    ),
    Case(
        21,
        "two refusals",
        R,
        [answer(text(), NO, {**NO, "refusal": "Nor that."})],
        [assistant(refusal="I can't.")],
        losses(("refusal", "/0/content/2")),
    ),
    Case(
        22,
        "a citation",
        R,
        [answer(text(annotations=[CITATION]))],
        [assistant()],
        losses(("annotations", "/0/content/0/annotations/0")),
    ),
    Case(
        22,
        "the same from Chat",
        C,
        [assistant(annotations=[CHAT_CITATION])],
        [answer()],
        losses(("annotations", "/0/annotations")),
    ),
    Case(
        22,
        "no citations, said or not",
        C,
        [assistant(annotations=[])],
        [answer()],
        losses(("empty_member", "/0/annotations")),
    ),
    Case(
        23,
        "a citation of a file",
        R,
        [answer(text(annotations=[FILE_CITATION]))],
        [assistant()],
        losses(("annotations", "/0/content/0/annotations/0")),
    ),
    Case(
        24,
        "texts with citations are not joined, so that no offset shifts",
        R,
        [answer(text(), text(annotations=[CITATION]))],
        [assistant([{"type": "text", "text": "Hi."}, {"type": "text", "text": "Hi."}])],
        losses(("annotations", "/0/content/1/annotations/0")),
    ),
    Case(
        25,
        "audio of the assistant",
        C,
        [assistant("Hi.", audio={"id": "audio_1"})],
        [answer()],
        losses(("audio", "/0/audio")),
    ),
    Case(
        26,
        "a part that nobody documents",
        C,
        [user([{"type": "text", "text": "Hello"}, {"type": "document_url", "document_url": URL}])],
        [prompt()],
        losses(("unknown_part", "/0/content/1")),
    ),
    Case(
        26,
        "the same from Responses, of the model",
        R,
        [answer(text(), {"type": "hologram"})],
        [assistant()],
        losses(("unknown_part", "/0/content/1")),
    ),
    Case(
        26,
        "a member that nobody documents",
        C,
        [
            user(
                [
                    {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}},
                    {"type": "text", "text": "b"},
                ]
            )
        ],
        [prompt([{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}])],
        losses(("part_member", "/0/content/0/cache_control")),
    ),
]
