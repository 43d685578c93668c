"""Call sites of Chat Completions."""

from __future__ import annotations

CLIENT = "from openai import OpenAI\n\nclient = OpenAI()\n"
CODES = ("RPM501", "RPM502", "RPM503", "RPM504", "RPM505")
MESSAGES = 'messages=[{"role": "user", "content": "Hi"}]'
INPUT = MESSAGES.replace("messages", "input")


def chat(arguments: str = MESSAGES, client: str = "client") -> str:
    return f'{client}.chat.completions.create(model="m", {arguments})'


def responses(arguments: str = INPUT, client: str = "client") -> str:
    return f'{client}.responses.create(model="m", {arguments}, store=False)'
