"""Set netdiff up in a virtual environment of its own and run it. Nothing but Python 3.11 or later is needed.

    python3 start.py              the main job: a fictional region, from files to a report, a map and a list
    python3 start.py run ...      the netdiff command with what you write after it, e.g. run report survey.csv
    python3 start.py test         the tests
    python3 start.py check        style, types, and which file may import which
    python3 start.py slow         the tests that take long
    python3 start.py browser      the tests that drive a real browser
    python3 start.py notebooks    every notebook, run from top to bottom
    python3 start.py benchmarks   the speed figures

The first call downloads the packages (about 1 GB on disk) into the folder .venv beside this file; later calls
work without a network. The environment variable NETDIFF_VENV puts that folder elsewhere. On Windows, write py
for python3.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("NETDIFF_VENV") or ROOT / ".venv").resolve()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "netdiff-installed.json"
LOG = VENV / "netdiff-install.log"

PYTEST = ["-m", "pytest"]
JOBS: dict[str, list[list[str]]] = {
    "report": [["-m", "netdiff", "report", "--sample", "region", "--out", "netdiff-output"]],
    "test": [[*PYTEST, "-n", "2", "--dist", "worksteal", "--cov", "--cov-report", "term"]],
    "slow": [[*PYTEST, "-m", "slow and not browser"]],
    "browser": [[*PYTEST, "-m", "browser"]],
    "notebooks": [[*PYTEST, "-o", "addopts=", "--nbmake", "--nbmake-timeout=600", "notebooks"]],
    "check": [
        ["-m", "ruff", "check"],
        ["-m", "ruff", "format", "--check"],
        ["-m", "mypy"],
        ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    ],
    "benchmarks": [[str(script)] for script in sorted((ROOT / "benchmarks").glob("[!_]*.py"))],
}
NEEDS_ONLY_THE_PACKAGE = ("report", "run")


class SetupError(Exception):
    """Something outside netdiff stands in the way; the text says what to do."""


def main(words: list[str]) -> int:
    """Install what is missing, then run the job that `words` names."""
    job, rest = (words[0], words[1:]) if words else ("report", [])
    if job in ("-h", "--help", "help") or job not in (*JOBS, "run"):
        say(__doc__ or "")
        return 0 if job in ("-h", "--help", "help") else 2
    try:
        check_python()
        install(with_tools=job not in NEEDS_ONLY_THE_PACKAGE)
    except SetupError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on from here.")
        return 130
    if job == "run":
        return run(["-m", "netdiff", *rest], Path.cwd())
    return max(run([*command, *rest], ROOT) for command in JOBS[job])


def say(text: str) -> None:
    """One message, shown at once."""
    print(text, flush=True)


def check_python() -> None:
    """Refuse a Python that is too old, and name a newer one where the machine has it."""
    if sys.version_info >= OLDEST:
        return
    have = ".".join(map(str, sys.version_info[:3]))
    newer = next(
        (name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)),
        None,
    )
    cure = f"This machine has one: {newer} start.py" if newer else "It is free at https://www.python.org/downloads/."
    text = f"netdiff needs Python 3.11 or later; this is Python {have}. {cure}"
    raise SetupError(text)


def run(words: list[str], folder: Path) -> int:
    """Run Python with these words, with bytecode written so that the next start is quick."""
    try:
        return subprocess.call([str(PYTHON), *words], cwd=folder, env=environment())
    except KeyboardInterrupt:
        return 130


def environment() -> dict[str, str]:
    """The environment for everything started from here: netdiff's own packages, nothing from outside."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME")}
    return {**kept, "VIRTUAL_ENV": str(VENV), "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")])}


def install(*, with_tools: bool) -> None:
    """Make the virtual environment and fill it, unless that was done for these very files."""
    wanted = fingerprint()
    done = installed()
    if done.get("of") == wanted and (done.get("tools") or not with_tools):
        return
    tools = with_tools or bool(done.get("tools"))
    what = "netdiff and the tools that test it" if tools else "netdiff"
    say(f"Setting up {what} in {VENV} (once; a few minutes, depending on the network).")
    make_venv()
    STAMP.unlink(missing_ok=True)
    project = f"{ROOT}[dev]" if tools else str(ROOT)
    words = ["install", "--upgrade", "--editable", project]
    failure = pip([*words, "--constraint", str(ROOT / "constraints.txt")])
    if lacks_versions(failure):
        say("  Not all of the tested versions are on offer here. Trying the nearest others ...")
        failure = pip(words)
    if failure:
        raise SetupError(explain_failure(failure))
    STAMP.write_text(json.dumps({"of": wanted, "tools": tools}), encoding="utf-8")
    say("Set up. From now on this works without a network.\n")


def fingerprint() -> str:
    """What an installation depends on: the two files, this folder, this Python."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    place = f"{ROOT} {sys.version_info[:2]}".encode()
    return hashlib.sha256(b"\0".join([*parts, place])).hexdigest()


def installed() -> dict[str, object]:
    """What the stamp says was installed; nothing where the environment is missing or broken."""
    if not (PYTHON.exists() and STAMP.exists()):
        return {}
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_venv() -> None:
    """An empty virtual environment with pip, also on systems that ship Python without `ensurepip`."""
    if PYTHON.exists() and quietly([str(PYTHON), "-m", "pip", "--version"]):
        return
    own = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if quietly(own):
        return
    bare = [*own[:-1], "--without-pip", str(VENV)]
    lend = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "pip"]
    if quietly(bare) and quietly(lend):
        return
    text = (
        "Python could not make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv. "
        f"Elsewhere: install Python from python.org. Also check that {VENV.parent} may be written to."
    )
    raise SetupError(text)


def quietly(command: list[str]) -> bool:
    """Whether a command whose words nobody needs went well."""
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def pip(words: list[str]) -> list[str]:
    """Run pip, show what it is at, keep its words in a file; what it said where it failed, else nothing."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    lines: list[str] = []
    with subprocess.Popen(command, env=environment(), errors="replace", **pipes) as ran:
        for line in ran.stdout or ():
            lines.append(line.rstrip())
            show_step(lines[-1])
    LOG.write_text("\n".join(lines), encoding="utf-8")
    return lines if ran.returncode else []


def lacks_versions(said: list[str]) -> bool:
    """Whether pip failed because the index here does not have the versions that were asked for."""
    signs = ("ResolutionImpossible", "No matching distribution", "Could not find a version")
    return any(sign in line for line in said for sign in signs)


def show_step(line: str) -> None:
    """One of pip's lines as progress: on a terminal the package that it is at, elsewhere the two stages."""
    words = line.split()
    if words[:1] == ["Collecting"] and sys.stdout.isatty():
        sys.stdout.write(f"\r  fetching {words[1][:60]:<60}")
        sys.stdout.flush()
    elif words[:2] == ["Installing", "collected"]:
        end = f"\r{'':<72}\r" if sys.stdout.isatty() else ""
        say(f"{end}  All packages are fetched. Installing them ...")


def explain_failure(lines: list[str]) -> str:
    """The likely cause of pip's failure in a sentence, and where the rest can be read."""
    said = "\n".join(lines)
    network = (
        "NewConnectionError",
        "Failed to establish",
        "name resolution",
        "Max retries",
        "ProxyError",
        "timed out",
    )
    if any(sign in said for sign in network):
        cause = "The packages could not be fetched: check the internet connection, or pip's proxy."
    elif "No space left" in said:
        cause = "The disk is full. About 1 GB is needed."
    elif lacks_versions(lines):
        cause = f"A package has no version for this Python ({sys.version.split()[0]}) or could not be fetched."
    else:
        cause = "pip could not install the packages."
    last = "\n".join(f"  {line}" for line in lines if "ERROR" in line)[-2000:]
    return f"{cause}\n{last}\nAll that pip said is in {LOG}. The same command tries again."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
