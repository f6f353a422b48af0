"""A questionnaire before anybody has answered it: read it, put it into plain words, fill it in with inventions.

A survey fails most often where its columns meet the program that reads them. `rehearse` fills a questionnaire in
with made-up answers and gives the text of the export that Qualtrics, Microsoft Forms or Google Forms would
write, so that the whole road can be walked before the first real person is asked.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from netdiff._check import check_choice, check_columns
from netdiff._random import RngLike, generator
from netdiff.errors import DataError
from netdiff.loaders._limits import Limits
from netdiff.loaders._table import source_bytes
from netdiff.loaders._text import decode
from netdiff.loaders.synthetic import draw_mess, garble, pick, shuffled

__all__ = ["Question", "plain_form", "read_questionnaire", "rehearse"]

TAG = re.compile(r"\[\[(?P<word>\w+)(?::(?P<rest>[^\]]*))?\]\]")
DAY = "2031-03-02"
_Rng = np.random.Generator


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    name : str
        Its column, or what its columns begin with.
    kind : {"text", "names", "choice", "ratings"}
        A line of text, several boxes for names, one choice, or a list rated row by row.
    text : str
        Its wording.
    rows : list of str
        Boxes to fill, or what is rated.
    scale : list of str
        The choices, or the steps of the rating.
    """

    name: str
    kind: str
    text: str = ""
    rows: list[str] = field(default_factory=list)
    scale: list[str] = field(default_factory=list)


def read_questionnaire(source: str | Path) -> list[Question]:
    """Read a questionnaire in Qualtrics' advanced text format.

    Parameters
    ----------
    source : path, or the text itself

    Returns
    -------
    list of Question

    Raises
    ------
    DataError
        For a question without a name or wording, a kind that netdiff doesn't know, or a text without questions.

    Examples
    --------
    >>> text = "[[AdvancedFormat]] [[Question:TE:SingleLine]] [[ID:name]] Your name"
    >>> read_questionnaire(text.replace(" [[", chr(10) + "[[").replace("]] Y", "]]" + chr(10) + "Y"))
    [Question(name='name', kind='text', text='Your name', rows=[], scale=[])]

    Stability: experimental.
    """
    found = [_question(part) for part in re.split(r"(?=\[\[Question:)", _text_of(source))[1:]]
    if not found:
        raise DataError("the questionnaire holds no question", cure="Each begins with a line such as [[Question:TE]].")
    return found


def plain_form(questions: list[Question]) -> str:
    """The questionnaire as plain text, to be pasted into a form or printed.

    Parameters
    ----------
    questions : list of Question

    Returns
    -------
    str

    Examples
    --------
    >>> print(plain_form([Question("need", "choice", "Do you need it?", scale=["Yes", "No"])]))
    1. Do you need it?
       ( ) Yes
       ( ) No

    Stability: experimental.
    """
    parts = [f"{number}. {question.text}{_answers_in_words(question)}" for number, question in enumerate(questions, 1)]
    return "\n\n".join(parts)


def rehearse(
    questionnaire: str | Path | list[Question],
    people: pd.DataFrame,
    *,
    tool: str = "qualtrics",
    silent: float = 0.3,
    rng: RngLike = None,
) -> str:
    """Fill a questionnaire in with made-up answers, and write them as a survey tool would export them.

    Parameters
    ----------
    questionnaire : path, text or list of Question
    people : DataFrame
        The list of people, with a column `name`; they name each other, in the spellings of hurried people.
    tool : {"qualtrics", "forms", "google"}
        Whose export: Qualtrics (three header rows), Microsoft Forms or Google Forms (named by the question's words).
    silent : float
        Share of people, 0 to 1, who don't answer.
    rng : int, numpy.random.Generator or None
        Randomness.

    Returns
    -------
    str
        The text of a CSV file.

    Raises
    ------
    DataError
        Where the list of people has no names, or the questionnaire can't be read.

    Notes
    -----
    The answers are noise: they show that a file can be read, never what anybody thinks.

    Examples
    --------
    >>> people = pd.DataFrame({"name": ["Ann Lee", "Bo Day", "Cy Orr"]})
    >>> ask = [Question("name", "text", "Your name"), Question("turn_to", "names", "Whom do you turn to?", ["1", "2"])]
    >>> print(rehearse(ask, people, tool="google", silent=0, rng=3).splitlines()[0])
    Timestamp,Your name,Whom do you turn to?

    Stability: experimental.
    """
    check_choice(tool, "tool", _TOOLS)
    check_columns(["name"], people.columns)
    questions = questionnaire if isinstance(questionnaire, list) else read_questionnaire(questionnaire)
    random, names = generator(rng), people["name"].astype(str).tolist()
    answering = shuffled(names, random)[: len(names) - round(silent * len(names))]
    answers = [[_answer(question, name, names, random) for question in questions] for name in answering]
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(_TOOLS[tool](questions, answers))
    return written.getvalue()


# reading --------------------------------------------------------------------------------------------------


def _text_of(source: str | Path) -> str:
    if isinstance(source, str) and "[[" in source:
        return source
    data, name = source_bytes(source, Limits())
    return decode(data, None, file=name)[0]


def _question(part: str) -> Question:
    kind, name, lines = "", "", {"text": [], "Choices": [], "Answers": []}  # type: tuple[str, str, dict[str, list[str]]]
    here = "text"
    for line in filter(None, map(str.strip, part.splitlines())):
        tag = TAG.fullmatch(line)
        if tag is None:
            lines[here].append(line)
        elif tag["word"] == "Question":
            kind = _kind(tag["rest"] or "")
        elif tag["word"] == "ID":
            name = tag["rest"] or ""
        elif tag["word"] in ("Choices", "Answers"):
            here = tag["word"]
    if not name or not lines["text"]:
        raise DataError("a question has no name or no words", cure="Write [[ID:...]] and the wording.", value=part[:60])
    rows, scale = lines["Choices"], lines["Answers"]
    if (kind != "text" and not rows) or (kind == "ratings" and not scale):
        cure = "List them below [[Choices]], and the steps of a rating below [[Answers]]."
        raise DataError("a question has nothing to choose from", cure=cure, value=name)
    return Question(name, kind, " ".join(lines["text"]), *((rows, scale) if kind != "choice" else ([], rows)))


def _kind(told: str) -> str:
    kinds = {"TE:Form": "names", "TE": "text", "MC": "choice", "Matrix": "ratings"}
    found = next((kinds[start] for start in kinds if told == start or told.startswith(f"{start}:")), None)
    if found is None:
        raise DataError(
            "a kind of question that netdiff can't rehearse", cure=f"It knows {', '.join(kinds)}.", value=told
        )
    return found


def _answers_in_words(question: Question) -> str:
    if question.kind == "names":
        return f"\n   (long answer; one name per line, up to {len(question.rows)})"
    if question.kind == "ratings":
        head = f"\n   (one row each, answers {', '.join(question.scale)})"
        return head + "".join(f"\n   {row}" for row in question.rows)
    return "".join(f"\n   ( ) {choice}" for choice in question.scale)


# answering ------------------------------------------------------------------------------------------------


def _answer(question: Question, who: str, names: list[str], rng: _Rng) -> list[str]:
    """One person's cells for one question."""
    if question.kind == "names":
        others = [name for name in shuffled(names, rng) if name != who]
        named = others[: int(rng.random() * (len(question.rows) + 1))]
        return [garble(name, draw_mess(name, rng), rng) for name in named] + [""] * (len(question.rows) - len(named))
    if question.kind == "ratings":
        return [pick([*question.scale, ""], rng) for _ in question.rows]
    return [pick(question.scale, rng) if question.kind == "choice" else who]


# writing --------------------------------------------------------------------------------------------------


def _qualtrics(questions: list[Question], answers: list[list[list[str]]]) -> list[list[str]]:
    meta = ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "DistributionChannel"]
    columns = [(name, text) for question in questions for name, text in _boxes(question)]
    ids = [json.dumps({"ImportId": name}) for name in [*meta, *(name for name, _ in columns)]]
    heads = [[*meta, *(name for name, _ in columns)], [*meta, *(text for _, text in columns)], ids]
    rows = [[*_meta(number), *(cell for cells in row for cell in cells)] for number, row in enumerate(answers)]
    return [*heads, *rows]


def _boxes(question: Question) -> list[tuple[str, str]]:
    if question.kind in ("names", "ratings"):
        return [(f"{question.name}_{i}", f"{question.text} - {row}") for i, row in enumerate(question.rows, 1)]
    return [(question.name, question.text)]


def _meta(number: int) -> list[str]:
    start, end = (f"{DAY} {9 + number // 60 % 12:02d}:{number % 60:02d}:{second}" for second in ("00", "50"))
    return [start, end, "IP Address", "100", "True", f"R_{number:04d}", "anonymous"]


def _forms(questions: list[Question], answers: list[list[list[str]]]) -> list[list[str]]:
    meta = ["ID", "Start time", "Completion time", "Email", "Name"]
    heads = [meta + [text for question in questions for text in _words(question, "{text} - {row}")]]
    times = [f"02/03/2031 {9 + i // 60 % 12:02d}:{i % 60:02d}:00" for i in range(len(answers))]
    rows = [[str(i), times[i - 1], times[i - 1], "anonymous", ""] for i in range(1, len(answers) + 1)]
    return [*heads, *(row + _cells(questions, told, "\n") for row, told in zip(rows, answers, strict=True))]


def _google(questions: list[Question], answers: list[list[list[str]]]) -> list[list[str]]:
    heads = [["Timestamp", *(text for question in questions for text in _words(question, "{text} [{row}]"))]]
    times = [f"2031/03/02 {9 + i // 60 % 12}:{i % 60:02d}:00 am GMT" for i in range(len(answers))]
    return [*heads, *([time, *_cells(questions, told, "\n")] for time, told in zip(times, answers, strict=True))]


def _words(question: Question, shape: str) -> list[str]:
    """Column heads made of the question's own words; names share one long answer."""
    if question.kind != "ratings":
        return [question.text]
    return [shape.format(text=question.text, row=row) for row in question.rows]


def _cells(questions: list[Question], told: list[list[str]], between: str) -> list[str]:
    joined = [
        [between.join(filter(None, cells))] if question.kind == "names" else cells
        for question, cells in zip(questions, told, strict=True)
    ]
    return [cell for cells in joined for cell in cells]


_TOOLS: dict[str, Callable[[list[Question], list[list[list[str]]]], list[list[str]]]] = {
    "qualtrics": _qualtrics,
    "forms": _forms,
    "google": _google,
}
