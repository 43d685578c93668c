"""The pre-commit hook and the action, run for real: installed from a clone, without an index.

Nothing is fetched: pip finds the build backend and all dependencies among the installed packages,
by ``PYTHONPATH``, and is told to ask no index.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from responses_protocol._reporting.formats import FORMATS

yaml = pytest.importorskip("yaml", reason="the action is read with PyYAML")
pytest.importorskip("hatchling", reason="builds need hatchling")
zstandard = pytest.importorskip("zstandard", reason="the action reads what is compressed")

ROOT = Path(__file__).parents[2]
PROJECT = (
    *("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"),
    *(".pre-commit-hooks.yaml", "src", "schemas"),
)
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="a clone needs git")


def offline(home: Path, **more: str) -> dict[str, str]:
    """The environment for an installation that fetches nothing."""
    names = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
    return {
        **{key: os.environ[key] for key in names if key in os.environ},
        "HOME": str(home),
        "PYTHONPATH": sysconfig.get_paths()["purelib"],
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # to pip, this says that there is no isolation
        "PIP_CONFIG_FILE": os.devnull,
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        **more,
    }


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def git(where: Path, *arguments: str) -> str:
    plain = {"PATH": os.environ["PATH"], "HOME": str(where), "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    done = run("git", *who, *arguments, cwd=where, env=plain)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds what is installed of this project."""
    folder = tmp_path_factory.mktemp("clone")
    for name in PROJECT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
            )
        else:
            shutil.copy(source, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As it is")
    return folder


def asked(*items: dict[str, str]) -> str:
    return json.dumps({"model": "gpt-5-mini", "input": items}, indent=2)


@pytest.fixture
def payloads(tmp_path: Path) -> Path:
    """A folder with a request that is right, and one that has a call without its output."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    (folder / "right.json").write_text(asked(CALL, OUTPUT), encoding="utf-8")
    (folder / "wrong.json").write_text(asked(CALL), encoding="utf-8")
    return folder


@needs_git
@pytest.mark.installs
@pytest.mark.skipif(find_spec("pre_commit") is None, reason="the hook is run by pre-commit")
def test_the_hook(clone: Path, payloads: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    work = payloads.parent
    hook: dict[str, Any] = {
        "id": "responses-protocol-validate",
        "files": r"^fixtures/.*\.(json|jsonl|ndjson|sse)(\.gz)?$",
    }
    repo = {"repo": str(clone), "rev": git(clone, "rev-parse", "HEAD"), "hooks": [hook]}
    config = work / ".pre-commit-config.yaml"
    config.write_text(yaml.safe_dump({"repos": [repo]}), encoding="utf-8")
    (work / "package.json").write_text("{}", encoding="utf-8")
    (payloads / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for name in ("README.md", "conftest.py", "settings.yaml"):  # what else such a folder has
        (payloads / name).write_text("# none of ours\n", encoding="utf-8")
    git(work, "init", "--quiet")
    git(work, "add", "--all")
    env = offline(work, PRE_COMMIT_HOME=str(tmp_path_factory.mktemp("hooks")))
    command = (sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose")
    result = run(*command, cwd=work, env=env)
    assert result.returncode == 1, result.stdout + result.stderr
    (line,) = (line for line in result.stdout.splitlines() if "RP" in line)
    assert line.startswith("fixtures/wrong.json:4:5: error RP203 input[0]: No tool output found")

    (payloads / "wrong.json").unlink()
    git(work, "add", "--all")
    result = run(*command, cwd=work, env=env)
    assert result.returncode == 0, result.stdout + result.stderr

    # with YAML, as the page says: of payloads, and the settings are none
    hook |= {
        "files": r"^fixtures/.*\.(json|jsonl|ndjson|sse|ya?ml)(\.gz)?$",
        "additional_dependencies": ["pyyaml"],
        "args": ["--exclude=settings.yaml"],
    }
    config.write_text(yaml.safe_dump({"repos": [repo]}), encoding="utf-8")
    (payloads / "wrong.yaml").write_text(asked(CALL), encoding="utf-8")
    git(work, "add", "--all")
    result = run(*command, cwd=work, env=env)
    assert result.returncode == 1, result.stdout + result.stderr
    (line,) = (line for line in result.stdout.splitlines() if "RP" in line)
    assert line.startswith("fixtures/wrong.yaml:4:5: error RP203 input[0]: ")


def steps(inputs: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The scripts of the action, and the variables that they are given."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs_with_defaults = {
        name: inputs.get(name, setting.get("default")) for name, setting in action["inputs"].items()
    }
    required = [name for name, setting in action["inputs"].items() if setting.get("required")]
    assert set(required) <= inputs.keys() <= inputs_with_defaults.keys()
    return [
        (step["run"], variables(step["env"], inputs_with_defaults))
        for step in action["runs"]["steps"]
    ]


def variables(expressions: dict[str, str], inputs: dict[str, Any]) -> dict[str, str]:
    values = {f"${{{{ inputs.{name} }}}}": value for name, value in inputs.items()}
    return {name: values[expression] for name, expression in expressions.items()}


def run_action(inputs: dict[str, str], work: Path, temporary: Path, clone: Path) -> tuple[int, str]:
    """Run the steps as the runner does, up to the first that fails."""
    exported = temporary / "exported"
    exported.touch()
    env = offline(
        work,
        RUNNER_TEMP=str(temporary),
        GITHUB_ACTION_PATH=str(clone),
        GITHUB_ENV=str(exported),
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(temporary / "summary.md"),
    )
    for script, own in steps(inputs):
        lines = exported.read_text(encoding="utf-8").splitlines()
        env |= dict(line.split("=", 1) for line in lines)
        result = run(
            "bash",
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            script,
            cwd=work,
            env=env | own,
        )
        if result.returncode:
            break
    return result.returncode, result.stdout + result.stderr


@needs_git
@pytest.mark.installs
@pytest.mark.skipif(shutil.which("bash") is None, reason="the steps are written for bash")
def test_the_action(clone: Path, payloads: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    work, temporary = payloads.parent, tmp_path_factory.mktemp("runner")
    (payloads / "two words.json").write_text(asked(CALL), encoding="utf-8")
    paths = {"paths": "fixtures/wrong.json\nfixtures/two words.json\n", "python": sys.executable}
    status, output = run_action(paths, work, temporary, clone)
    assert status == 1, output
    annotations = [line for line in output.splitlines() if line.startswith("::error ")]
    assert sorted(line.partition(",")[0] for line in annotations) == [
        "::error file=fixtures/two words.json",
        "::error file=fixtures/wrong.json",
    ]
    assert all(",title=RP203 unanswered-call::input[0]: " in line for line in annotations)

    assert [line for line in output.splitlines() if line.startswith("::")] == annotations
    summary = (temporary / "summary.md").read_text(encoding="utf-8")
    assert "<code>RP203</code>" in summary

    (payloads / "more.yaml").write_text(asked(CALL, OUTPUT), encoding="utf-8")
    (payloads / "packed.json.zst").write_bytes(zstandard.compress(asked(CALL, OUTPUT).encode()))
    (payloads / "README.md").write_text("# none of ours\n", encoding="utf-8")
    clean = {**paths, "paths": "fixtures", "arguments": "--ignore=RP203"}
    status, output = run_action(clean, work, temporary, clone)
    assert status == 0, output
    assert "validate: 5 files, 5 records (responses request 5); no problems" in output


def test_inputs_of_the_action_are_never_part_of_a_script() -> None:
    for script, _ in steps({"paths": "x"}):
        assert "${{" not in script


def test_the_page_shows_what_there_is() -> None:
    """Hooks, inputs and formats that ``docs/ci.md`` names are those that there are."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    hook, step, _ = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["repos"][0]["hooks"][0]["id"] in [hook["id"] for hook in hooks]
    assert step[0]["with"].keys() <= action["inputs"].keys()
    rows = re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)
    assert rows == [*action["inputs"], *FORMATS]
