"""What fails of the agents of MLflow's introduction as they are printed, and our test of it.

The numbers are those of the examples there: 1 asks by Chat, 2 by Responses, 3 runs a graph, 4 calls
tools. A row names the test that fails if ours did the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2]
EXAMPLES = "integrations/mlflow/test_mlflow_examples.py"
INTRODUCTION = "integrations/mlflow/test_mlflow_introduction.py"
HISTORIES = "integrations/mlflow/test_mlflow_losses.py"
STREAMS = "integrations/mlflow/test_mlflow_stream_losses.py"
GRAPHS = "integrations/langchain/test_langgraph_graphs.py"
WILD = "integrations/mlflow/test_mlflow_agents_in_the_wild.py"
PAIRS = "agents/test_migration_pairs.py"
TESTS = {
    "snippets need imports that are not shown": (
        INTRODUCTION,
        "test_a_sequence_with_custom_outputs",
    ),
    "snippets that only stream are abstract": (INTRODUCTION, "test_a_text_in_pieces_adds_up"),
    "deltas are not the text of the item": (INTRODUCTION, "test_a_text_in_pieces_adds_up"),
    "a trace by hand loses the items": (INTRODUCTION, "test_the_trace_of_a_stream_has_its_items"),
    "1: a refusal is an empty output": (EXAMPLES, "test_a_chat_model"),
    "1: reasoning is dropped": (EXAMPLES, "test_a_chat_model"),
    "1: parallel calls are refused in the next turn": (EXAMPLES, "test_a_chat_model"),
    "1: a refusal or an image in the history": (
        EXAMPLES,
        "test_a_refusal_and_an_image_in_the_history",
    ),
    "1: a file in the history": (HISTORIES, "B9 a file"),
    "1: usage and the end are dropped": (STREAMS, "D14 usage and a limit"),
    "1: citations are dropped": (STREAMS, "D5 citations"),
    "2: only the input is passed on": (
        EXAMPLES,
        "test_what_callers_choose_reaches_a_responses_model",
    ),
    "2: instructions that are a list": (
        EXAMPLES,
        "test_what_callers_choose_reaches_a_responses_model",
    ),
    "2: usage without details": (EXAMPLES, "test_parallel_calls_of_a_responses_model"),
    "2: a choice of a hosted tool": (EXAMPLES, "test_a_responses_model"),
    "2: item types that MLflow does not know": (EXAMPLES, "test_a_responses_model"),
    "2: citations that MLflow does not know": (EXAMPLES, "test_a_responses_model"),
    "2: a refusal": (EXAMPLES, "test_a_refusal_of_a_responses_model"),
    "3: there is no graph": (EXAMPLES, "test_a_graph_answers_and_goes_on"),
    "3: content in parts": (EXAMPLES, "test_a_graph_answers_and_goes_on"),
    "3: a node without messages, one that writes nothing, a single message": (
        GRAPHS,
        "test_nodes_that_write_something_else",
    ),
    "3: a graph that waits": (GRAPHS, "test_a_graph_that_waits"),
    "3: the state of a ChatAgent is an empty output": (
        WILD,
        "test_the_state_of_a_chat_agent_is_read_by_the_helper_as_well",
    ),
    "4: the second parallel call is lost": (EXAMPLES, "test_tool_calling"),
    "4: a reasoning model is asked ten times": (EXAMPLES, "test_tool_calling"),
    "4: a history that ends with the agent": (EXAMPLES, "test_a_history_that_ends_with_the_agent"),
    "4: null on the wire": (EXAMPLES, "test_a_history_that_ends_with_the_agent"),
    "4: the key of the environment is overwritten": (EXAMPLES, "test_the_key_is_left_alone"),
    "testing: the agent behind a loaded model": (
        INTRODUCTION,
        "test_the_agent_behind_a_loaded_model",
    ),
    "migrating: messages that MLflow itself refuses": (
        PAIRS,
        "test_the_messages_as_they_are_printed",
    ),
}


@pytest.mark.parametrize("failure", TESTS)
def test_each_failure_has_its_test(failure: str) -> None:
    path, name = TESTS[failure]
    text = (FOLDER / path).read_text(encoding="utf-8")
    assert f"def {name}(" in text or f'"{name}"' in text
