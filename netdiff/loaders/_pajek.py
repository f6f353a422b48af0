"""Pajek's text files (.net, .paj, .clu, .vec): read line by line, every network of a project on its own."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from netdiff.errors import DataError

__all__ = ["PajekFile", "PajekNetwork", "parse_pajek"]

MISSING_CLASS = "9999998"
RELATION = re.compile(r":\s*(\d+)(?:\s+\"?([^\"]*)\"?)?")
MOST_VERTICES = 5_000_000


@dataclass
class PajekNetwork:
    """One network: labels, the size of the first mode, ties (source, target, weight, relation, directed, line)."""

    name: str
    labels: list[str] = field(default_factory=list)
    first_mode: int | None = None
    ties: list[tuple[int, int, float, str, bool, int]] = field(default_factory=list)
    spans: dict[int, str] = field(default_factory=dict)


@dataclass
class PajekFile:
    """Everything in a file; partitions and vectors by name, one value per vertex."""

    networks: list[PajekNetwork] = field(default_factory=list)
    partitions: dict[str, list[float]] = field(default_factory=dict)
    vectors: dict[str, list[float]] = field(default_factory=dict)
    received: int = 0
    odd: list[int] = field(default_factory=list)


class _Reader:
    """Goes through the lines; each `*Word` says how the following ones are read."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.found = PajekFile()
        self.mode = ""
        self.values: list[float] | None = None
        self.relation = ""
        self.relations: dict[str, str] = {}
        self.row = 0

    def line(self, number: int, text: str) -> None:
        if not text or text.startswith("%"):
            return
        if text.startswith("*"):
            self._section(number, text)
        elif self.values is not None and self.mode in ("vertices", ""):
            self.values.append(_number(text))
        else:
            getattr(self, f"_{self.mode or 'nothing'}")(number, text)

    def _section(self, number: int, text: str) -> None:
        word, _, rest = text[1:].partition(" ")
        name = word.casefold().partition(":")[0].rstrip("s") or ""
        rest = rest.strip()
        if name in ("partition", "vector"):
            store = self.found.partitions if name == "partition" else self.found.vectors
            self.values, self.mode = store.setdefault(rest or name, []), ""
        elif name == "network":
            self.found.networks.append(PajekNetwork(rest or f"network {len(self.found.networks) + 1}"))
            self.values, self.mode, self.relations = None, "", {}
        elif name == "vertice":
            self._begin_vertices(number, rest)
        elif name in ("arc", "edge", "arcslist", "arclist", "edgeslist", "edgelist", "matrix", "matrice"):
            self.mode = {"arcslist": "arclist", "edgeslist": "edgelist", "matrice": "matrix"}.get(name, name)
            self.row = 0
            self._name_relation(text)
        else:
            self.mode = "skipped"

    def _begin_vertices(self, number: int, rest: str) -> None:
        sizes = re.findall(r"\d+", rest)
        if not sizes or int(sizes[0]) > MOST_VERTICES:
            raise DataError("*Vertices must say how many there are", cure="Write for example *Vertices 12.",
                            file=self.file, rows=[number], value=rest)  # fmt: skip
        self.mode = "vertices"
        if self.values is not None:
            return
        if not self.found.networks or self.found.networks[-1].labels:
            self.found.networks.append(PajekNetwork(f"network {len(self.found.networks) + 1}"))
        network = self.found.networks[-1]
        network.labels = [str(k + 1) for k in range(int(sizes[0]))]
        network.first_mode = int(sizes[1]) if len(sizes) > 1 else None

    def _name_relation(self, text: str) -> None:
        said = RELATION.search(text)
        if said is None:
            self.relation = self.found.networks[-1].name if self.found.networks else ""
            return
        if said[2]:
            self.relations[said[1]] = said[2].strip()
        self.relation = self.relations.get(said[1], f"relation {said[1]}")

    def _vertices(self, number: int, text: str) -> None:
        words = _words(text)
        network = self.found.networks[-1]
        if words[0].isdigit() and 1 <= int(words[0]) <= len(network.labels):
            if len(words) > 1:
                network.labels[int(words[0]) - 1] = words[1]
            span = re.search(r"\[[\d\-, *]+\]", text)
            if span:
                network.spans[int(words[0]) - 1] = span[0]
        else:
            self.found.odd.append(number)

    def _arc(self, number: int, text: str) -> None:
        self._pair(number, text, directed=True)

    def _edge(self, number: int, text: str) -> None:
        self._pair(number, text, directed=False)

    def _pair(self, number: int, text: str, *, directed: bool) -> None:
        self.found.received += 1
        words = text.replace(":", " : ").split()
        relation = self.relation
        if len(words) > 2 and words[1] == ":":
            relation = self.relations.get(words[0], f"relation {words[0]}")
            words = words[2:]
        ends = self._ends(words[:2])
        if ends is None:
            self.found.odd.append(number)
            return
        weight = _maybe(words[2]) if len(words) > 2 else None
        self._add(number, ends, 1.0 if weight is None else weight, relation, directed=directed)

    def _arclist(self, number: int, text: str) -> None:
        self._list(number, text, directed=True)

    def _edgelist(self, number: int, text: str) -> None:
        self._list(number, text, directed=False)

    def _list(self, number: int, text: str, *, directed: bool) -> None:
        words = text.split()
        self.found.received += len(words) - 1
        for other in words[1:]:
            ends = self._ends([words[0], other.lstrip("-")])
            if ends is None:
                self.found.odd.append(number)
            else:
                self._add(number, ends, 1.0, self.relation, directed=directed)

    def _matrix(self, number: int, text: str) -> None:
        network, cells = self.found.networks[-1], text.split()
        row, shift = self.row, network.first_mode or 0
        self.row += 1
        two_mode = network.first_mode is not None and len(cells) == len(network.labels) - shift
        for column, cell in enumerate(cells):
            weight = _maybe(cell)
            target = column + (shift if two_mode else 0)
            if weight and row < len(network.labels) and target < len(network.labels):
                self.found.received += 1
                self._add(number, (row, target), weight, self.relation, directed=not two_mode)
            elif weight is None:
                self.found.received += 1
                self.found.odd.append(number)

    def _skipped(self, _number: int, _text: str) -> None:
        """Lines of a section netdiff doesn't use."""

    def _nothing(self, number: int, _text: str) -> None:
        self.found.odd.append(number)

    def _ends(self, words: list[str]) -> tuple[int, int] | None:
        size = len(self.found.networks[-1].labels) if self.found.networks else 0
        if len(words) == 2 and all(word.isdigit() and 1 <= int(word) <= size for word in words):
            return int(words[0]) - 1, int(words[1]) - 1
        return None

    def _add(self, number: int, ends: tuple[int, int], weight: float, relation: str, *, directed: bool) -> None:
        self.found.networks[-1].ties.append((*ends, weight, relation, directed, number))


def parse_pajek(lines: Iterable[str], file: str | None) -> PajekFile:
    """Read the lines of a Pajek file."""
    reader = _Reader(file)
    for number, line in enumerate(lines, start=1):
        reader.line(number, line.strip())
    for network in reader.found.networks:
        network.labels = _unique(network.labels)
    return reader.found


def _unique(labels: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def _words(text: str) -> list[str]:
    """Words of a line; a quoted label keeps its spaces, a doubled quote inside it is one."""
    quoted = re.match(r'\s*(\S+)\s+"((?:[^"]|"")*)"(.*)', text)
    if quoted:
        return [quoted[1], quoted[2].replace('""', '"'), *quoted[3].split()]
    try:
        return shlex.split(text, posix=True) or [""]
    except ValueError:
        return text.split() or [""]


def _maybe(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _number(text: str) -> float:
    word = text.split(maxsplit=1)[0]
    value = None if word == MISSING_CLASS else _maybe(word)
    return float("nan") if value is None else value


def values_of(values: list[float], labels: list[str], name: str) -> pd.Series:
    """A partition or vector as a column of the people it is about."""
    padded = (values + [float("nan")] * len(labels))[: len(labels)]
    return pd.Series(padded, index=pd.Index(labels, dtype="str"), name=name)
