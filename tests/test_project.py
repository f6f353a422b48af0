"""The project's own promises: one version, licences, commands that exist, nothing of any machine."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = {
    ".cfg",
    ".css",
    ".csv",
    ".html",
    ".ipynb",
    ".js",
    ".json",
    ".md",
    ".py",
    ".svg",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    "",
}


def tracked() -> list[Path]:
    """Every file under version control; all but what a run leaves behind where there is no git."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    left_behind = {".venv", "netdiff-output", "__pycache__", "dist", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and left_behind.isdisjoint(path.parts)]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.suffix in TEXT else ""


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_one_version_everywhere() -> None:
    import netdiff as nd

    assert nd.__version__ == project()["version"] == metadata.version("netdiffusion")
    assert f"## {nd.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# Written in pieces, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a path of one machine": re.compile(
        "|".join(
            [
                "/" + "home/[a-z]",
                "/" + "root/",
                "/" + "work/",
                "C:" + r"\\+Users",
                "/" + "Users/[a-z]",
                "/" + "tmp/",
            ]
        )
    ),
    "a folder beside the checkout": re.compile(r"\.\./" + "shared"),
    "a package index": re.compile(r"https?://[^/\s]*(pypi|simple)[^\s]*/" + "simple"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_files_name_no(what: str) -> None:
    guilty = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if "vendor" not in path.parts and (match := FORBIDDEN[what].search(text_of(path)))
    ]
    assert guilty == []


def test_every_command_in_the_readme_exists() -> None:
    import start

    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    readme = "".join(page.read_text(encoding="utf-8") for page in pages)
    jobs = set(re.findall(r"start\.py[ ]+([a-z]+)", readme))
    assert {"test", "run"} <= jobs <= {*start.JOBS, "run"}
    words = set(re.findall(r"start\.py run ([a-z]+)", readme)) | set(re.findall(r"`netdiff ([a-z]+)", readme))
    assert {"report", "check", "doctor"} <= words <= set(commands())


def commands() -> list[str]:
    import typer

    from netdiff.cli import app

    return list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "page", [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.md") if ".venv" not in path.parts]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("index", ["docs/index.md", "docs/decisions/README.md"])
def test_every_page_stands_in_its_index(index: str) -> None:
    home = (ROOT / index).parent
    pages = {path.name for path in home.glob("*.md")} - {Path(index).name}
    listed = set(re.findall(r"\]\(([^)/#]+\.md)", (ROOT / index).read_text(encoding="utf-8")))
    assert pages <= listed


def test_constraints_meet_the_bounds_for_every_python_we_support() -> None:
    from packaging.markers import default_environment
    from packaging.requirements import Requirement

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    extras = project()["optional-dependencies"]["dev"]
    wanted = [
        Requirement(line) for line in [*project()["dependencies"], *extras] if not line.startswith("netdiffusion")
    ]
    for python in ("3.11.0", "3.11.9", "3.12.0", "3.13.0"):
        minor = python.rpartition(".")[0]
        here = {**default_environment(), "python_version": minor, "python_full_version": python}
        pinned = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(here)]
        versions = {pin.name.lower(): next(iter(pin.specifier)).version for pin in pinned}
        assert len(versions) == len(pinned), "a package is pinned twice"
        for need in wanted:
            assert need.specifier.contains(versions[need.name.lower()]), need


VENDOR = ROOT / "netdiff" / "visual" / "vendor"
MANIFESTS = sorted(VENDOR.rglob("manifest.json"))
PERMISSIVE = {"MIT", "Apache-2.0", "Apache-2.0 OR MIT", "BSD-3-Clause", "ISC"}


def test_every_vendored_script_is_in_a_manifest() -> None:
    named = {path.parent / json.loads(path.read_text(encoding="utf-8"))["file"] for path in MANIFESTS}
    scripts = {path for path in VENDOR.rglob("*") if path.suffix in (".js", ".css", ".mjs")}
    assert named == scripts != set()


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parent.name)
def test_a_vendored_script_keeps_its_bytes_version_and_licence(manifest: Path) -> None:
    about = json.loads(manifest.read_text(encoding="utf-8"))
    script = (manifest.parent / about["file"]).read_bytes()
    assert hashlib.sha256(script).hexdigest() == about["sha256"]
    assert about["version"].encode() in script
    assert about["licence"] in PERMISSIVE
    assert about["licence_files"]
    assert all((manifest.parent / name).stat().st_size > 500 for name in about["licence_files"])


def test_every_sample_goes_into_the_wheel() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = config["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = {f"sample_networks/{path.name}" for path in (ROOT / "sample_networks").iterdir() if path.is_dir()}
    assert {folder for folder in folders if "__pycache__" not in folder} == set(taken)
    assert all(inside == f"netdiff/{outside}" for outside, inside in taken.items())


@pytest.mark.slow
def test_the_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert len(found[1].strip().splitlines()) <= 13
    monkeypatch.chdir(tmp_path)
    exec(compile(found[1], "README.md", "exec"), {})  # noqa: S102 - our own example
    assert {path.name for path in tmp_path.iterdir()} == {"PRIVATE-map.html", "PRIVATE-report.html"}
