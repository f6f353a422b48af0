"""What the benchmarks share: medians, the machine in a line, and the table in README.md that they rewrite."""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

PAGE = Path(__file__).with_name("README.md")


def seconds(job: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def alternating(jobs: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each job's own figure; the jobs take turns, so that a busy moment strikes all of them."""
    figures: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            figures[name].append(job())
    return {name: statistics.median(values) for name, values in figures.items()}


def machine() -> str:
    """Where the figures come from."""
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    return f"Python {python}, {system}, {os.cpu_count()} cores"


def publish(section: str, rows: list[tuple[str, str, str]]) -> bool:
    """Print the rows (what, figure, limit) and put them between the section's marks in README.md."""
    lines = [f"| {what} | {figure} | {limit} |" for what, figure, limit in rows]
    table = "\n".join([f"*{machine()}*", "", "| what | figure | limit |", "|---|--:|--:|", *lines])
    print(f"\n{section}\n{table}")
    start, end = f"<!-- {section} -->", f"<!-- end {section} -->"
    text = PAGE.read_text(encoding="utf-8")
    if start not in text:
        text += f"\n## {section.capitalize()}\n\n{start}\n{end}\n"
    new = re.sub(f"{start}.*?{end}", lambda _: f"{start}\n{table}\n{end}", text, flags=re.DOTALL)
    PAGE.write_text(new, encoding="utf-8")
    return text != new
