"""The tables. Values are JSON texts, which come back as they were written."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()
ID = String(128)
OWNER = String(32)

# the items of one turn of a Responses server, and the keys of the turn
TURNS = Table(
    "turns",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("owner", OWNER, nullable=False),
    Column("created", Float, nullable=False),
    Column("message", String(64), nullable=False),
    Column("items", Text, nullable=False),
)
TURN_KEYS = Table(
    "turn_keys",
    METADATA,
    Column("owner", OWNER, primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("turn", ID, ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
)
# answers, each with the items that it was given besides those of the answers before it
ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("owner", OWNER, nullable=False),
    Column("touched", Float, nullable=False),  # when somebody worked on it
    Column("previous", ID),
    Column("response", Text, nullable=False),
    Column("input", Text, nullable=False),
)
# the events of an answer that was made in the background
EVENTS = Table(
    "events",
    METADATA,
    Column("answer", ID, ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("events", Text, nullable=False),
)
# in which answer, or in the input of which, an item stands
ITEMS = Table(
    "items",
    METADATA,
    Column("owner", OWNER, primary_key=True),
    Column("id", ID, primary_key=True),
    Column("answer", ID, ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
)
CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("owner", OWNER, nullable=False),
    Column("created", Integer, nullable=False),
    Column("metadata", Text, nullable=False),
)
CONVERSATION_ITEMS = Table(
    "conversation_items",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("conversation", ID, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("id", ID, nullable=False),
    Column("item", Text, nullable=False),
    Index("conversation_items_of", "conversation", "number"),
)
