"""Bytes of a text file → a grid of text cells, saying which encoding and which separator were found."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._limits import Limits

__all__ = ["TextLayout", "decode", "grid_of_text", "sniff"]

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "spaces"}
SAMPLE = 65_536
SMALL = 4_000_000
NO_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class TextLayout:
    """What a text file was found to be written in."""

    encoding: str
    separator: str

    @property
    def sentence(self) -> str:
        """The layout in words."""
        word = SEPARATORS.get(self.separator)
        return f"Read as {self.encoding} text" + (f", cells parted by {word}." if word else ", one cell a line.")


def decode(data: bytes, encoding: str | None, *, file: str | None) -> tuple[str, str]:
    """The text and the encoding it was written in."""
    chosen = encoding or _encoding_of(data, file)
    try:
        text = data.decode("utf-8-sig" if chosen.casefold() in ("utf-8", "utf8") else chosen)
    except (UnicodeDecodeError, LookupError) as error:
        raise DataError(
            f"the file is not {chosen} text",
            cure="Leave encoding= out to have it detected, or save the file as UTF-8 CSV.",
            file=file,
        ) from error
    return text.removeprefix("\ufeff"), chosen


def _encoding_of(data: bytes, file: str | None) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in data[:SAMPLE]:
        raise DataError(
            "this is not a text file nor a workbook netdiff knows",
            cure="Export the table as CSV (UTF-8) or xlsx and try again.",
            file=file,
        )
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte_encoding(data)
    return "utf-8"


def _one_byte_encoding(data: bytes) -> str:
    """cp1252 where its extra signs (curly quotes, dashes) occur, latin-1 otherwise."""
    if re.search(rb"[\x80-\x9f]", data) and not re.search(rb"[\x81\x8d\x8f\x90\x9d]", data):
        return "cp1252"
    return "latin-1"


def sniff(text: str) -> str:
    """The separator that parts most lines into the same number of cells."""
    sample = _whole_lines(text)
    scored = {sep: _evenness(sample, sep) for sep in SEPARATORS if sep != " " and sep in sample}
    best = max(scored, key=lambda sep: scored[sep], default="")
    if best and scored[best][0] >= 0.5:
        return best
    if _even_words(sample):
        return " "
    return best if best and scored[best][0] > 0 else NO_SEPARATOR


def _whole_lines(text: str) -> str:
    sample = text[:SAMPLE].replace("\r\n", "\n").replace("\r", "\n")
    return sample if len(text) <= SAMPLE else sample.rpartition("\n")[0] or sample


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    """Share of the filled lines that have the commonest number of cells, and that number."""
    try:
        records = [row for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)]
    except csv.Error:
        return 0.0, 0
    widths = Counter(len(row) for row in records)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return 0.0, 0
    count, width = max(wide)
    return round(count / len(records), 2), width


def _even_words(sample: str) -> bool:
    lines = [line for line in sample.split("\n") if line.strip() and line.lstrip()[0] not in "#%!"]
    widths = {len(line.split()) for line in lines}
    return len(widths) == 1 and widths.pop() > 1


def grid_of_text(
    data: bytes, *, encoding: str | None, separator: str | None, limits: Limits, file: str | None
) -> tuple[pd.DataFrame, TextLayout]:
    """A frame of text cells, one row per line of the table as a spreadsheet would number them."""
    text, found = decode(data, encoding, file=file)
    layout = TextLayout(found, separator or sniff(text))
    if layout.separator == " ":
        grid = _framed([line.split() for line in text.splitlines()])
    elif len(text) > SMALL:
        grid = _parse_fast(text, layout.separator, file)
    else:
        grid = _parse_patiently(text, layout.separator, file)
    limits.check_shape(*grid.shape, file=file)
    return grid, layout


def _parse_fast(text: str, separator: str, file: str | None) -> pd.DataFrame:
    """Pandas' C parser; a ragged file falls back to the patient one."""
    rows = csv.reader(io.StringIO(_whole_lines(text)), delimiter=separator)
    width = max((len(row) for row in rows), default=1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            grid = pd.read_csv(
                io.StringIO(text),
                sep=separator,
                header=None,
                names=range(width),
                index_col=False,
                dtype=str,
                na_filter=False,
                skip_blank_lines=False,
                low_memory=False,
            )
    except (ValueError, Warning):
        return _parse_patiently(text, separator, file)
    return grid.fillna("") if grid.iloc[:, -1].isna().any() else grid


def _parse_patiently(text: str, separator: str, file: str | None) -> pd.DataFrame:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        if "new-line" in str(error):
            return _parse_patiently(text.replace("\r\n", "\n").replace("\r", "\n"), separator, file)
        raise DataError(
            f"the text cannot be parted into cells ({error})",
            cure="Look for a quotation mark that is opened and never closed.",
            file=file,
        ) from error
    _refuse_open_quote(text, records, file)
    return _framed(records)


def _refuse_open_quote(text: str, records: list[list[str]], file: str | None) -> None:
    last = next((row for row in reversed(records) if row), [])
    if text.count('"') % 2 and any("\n" in cell or "\r" in cell for cell in last):
        raise DataError(
            "a quotation mark is opened and never closed, so the rest of the file would be one cell",
            cure="Close it, or delete it.",
            file=file,
            rows=[len(records)],
        )


def _framed(records: list[list[str]]) -> pd.DataFrame:
    width = max((len(row) for row in records), default=0)
    padded = [row + [""] * (width - len(row)) for row in records]
    return pd.DataFrame(padded, columns=range(width), dtype=str)
