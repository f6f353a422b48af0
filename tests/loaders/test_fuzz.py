"""Whatever bytes or mess come in: a network whose receipt adds up, or an error of ours, in bounded time."""

from __future__ import annotations

import io
import os
import warnings

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from netdiff.errors import NetdiffError
from netdiff.loaders._limits import Limits
from netdiff.loaders.acts import read_acts
from netdiff.loaders.adoption import read_adoption
from netdiff.loaders.affiliations import read_affiliations
from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.graphfiles import read_graph
from netdiff.loaders.people import read_people
from netdiff.loaders.recognise import recognise
from netdiff.loaders.roster import read_roster
from netdiff.loaders.survey import read_survey
from netdiff.network import Network

EXAMPLES = int(os.environ.get("NETDIFF_FUZZ", "30"))
FEW = settings(max_examples=EXAMPLES, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
SMALL = Limits(file_bytes=100_000, unpacked_bytes=1_000_000, cells=50_000, columns=500)

WORDS = """
|Ann Lee|ann  lee|Lee, Ann|Dr Bo Day|Bo\u00a0Day|Bo Dya|n/a|none|everyone|P-1|p1|P-1 |88|99|-99|0|1|3,5|x|X|=1+1
|'|"|;|,|
Ann Lee; Bo Day|Ann Lee, Bo Day|Cy and Di|a\nb|\u202e|\U0001f600|5/1/2031|2031-01-05|2031-01-05 09:00|1938168300|never|
2031-13-45|00:20:00|30 min|9999999999999999999999999|1e400|-inf|nan|I think it depends on the day and the question
"""
HEADERS = """name|id|ask_1|ask_2|ask_3|close_1|age|toa|Status|Finished|RecordedDate|Progress|from|to|start|end|
duration|time|
weight|event|group|consent||Total|Ann Lee|P-1"""
words = st.sampled_from(WORDS.replace("|\n", "|").strip("\n").split("|"))
cells = st.one_of(words, st.text(max_size=8))
headers = st.sampled_from(HEADERS.replace("\n", "").split("|"))


@st.composite
def tables(draw: st.DrawFn, *, least: int = 1) -> pd.DataFrame:
    names = draw(st.lists(headers, min_size=least, max_size=7))
    rows = draw(st.lists(st.lists(cells, min_size=len(names), max_size=len(names)), max_size=8))
    return pd.DataFrame(rows, columns=names)


def fine(read, *args, **kwargs) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = read(*args, **kwargs)
        except NetdiffError as error:
            found = error
    assert str(found)
    if isinstance(found, Network):
        assert found.receipt.adds_up, str(found.receipt)
        assert str(found)
        assert len(found.answers) == len(found)


READERS = {
    "survey": lambda source: read_survey(source, means="turns_to", limits=SMALL),
    "survey, named": lambda source: read_survey(source, ego="name", alters="ask_", means="rates", limits=SMALL),
    "contacts": lambda source: read_contacts(source, limits=SMALL),
    "contacts, zoned": lambda source: read_contacts(source, tz="Europe/London", day_first=True, limits=SMALL),
    "graph": lambda source: read_graph(source, means="meets", limits=SMALL),
    "roster": lambda source: read_roster(source, means="turns_to", missing=[88, 99], limits=SMALL),
    "affiliations": lambda source: read_affiliations(source, limits=SMALL),
    "adoption": lambda source: read_adoption(source, limits=SMALL),
    "adoption, dropped": lambda source: read_adoption(source, who="name", adopted="toa", dropped="end", limits=SMALL),
    "acts": read_acts,
    "survey, with strengths": lambda source: read_survey(
        source, ego="name", alters=["ask_1"], weights=["close_1"], opt_out="consent", means="tells", limits=SMALL
    ),
    "survey, rated": lambda source: read_survey(source, ego="name", roster="ask_", means="rates", limits=SMALL),
    "people": read_people,
    "recognise": lambda source: recognise(source, limits=SMALL),
}


@pytest.mark.parametrize("reader", READERS)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))))
@example(data=b"*Vertices 3\n1 a\n*Arcs\n1 9\nx y\n*Matrix\n0 1\n")
@example(data=b"*Vertices 99999999999\n")
@example(data=b"*Arcs\n1 2\n")
@example(data=b"<graphml><graph edgedefault='directed'><node id='a'/></graph>")
@example(data=b'graph [\n node [ id 0 label "a" ]\n]')
@example(data=b"PK\x03\x04\x00")
@example(data=b"\xff\xfe\x00")
@FEW
def test_any_bytes(reader: str, data: bytes) -> None:
    fine(READERS[reader], io.BytesIO(data))


@pytest.mark.parametrize("reader", READERS)
@given(table=tables())
@FEW
def test_any_table_as_a_frame(reader: str, table: pd.DataFrame) -> None:
    fine(READERS[reader], table)


@pytest.mark.parametrize("reader", READERS)
@given(
    table=tables(),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@FEW
def test_any_table_as_a_file(reader: str, table: pd.DataFrame, separator: str, encoding: str) -> None:
    text = table.to_csv(index=False, sep=separator)
    fine(READERS[reader], io.BytesIO(text.encode(encoding, "ignore")))


@given(answers=tables(least=2), people=tables(least=2))
@FEW
def test_a_survey_with_any_people_sheet(answers: pd.DataFrame, people: pd.DataFrame) -> None:
    fine(read_survey, answers, means="turns_to", people=people, missing={"*": [88]}, limits=SMALL)
    fine(read_contacts, answers, people=people, everybody=True, limits=SMALL)


def good_rows(ask: list[str]) -> pd.DataFrame:
    egos = ["Ann Lee", "Bo Day", "Cy Roe", "Di Fox"]
    rows = [(egos[k % 4], text, egos[(k + 1) % 4], str(k)) for k, text in enumerate(ask)]
    return pd.DataFrame(rows, columns=["name", "ask_1", "ask_2", "toa"])


@given(ask=st.lists(cells, max_size=12))
@FEW
def test_free_text_never_loses_a_mention_unseen(ask: list[str]) -> None:
    """Names in = kept + merged + set aside, and every tie kept stands in the network."""
    table = good_rows(ask)
    net = read_survey(
        table, ego="name", alters=["ask_1", "ask_2"], means="turns_to", relation=None, adopted="toa", never=[]
    )
    balance = net.receipt.balance().set_index("subject")
    assert net.receipt.adds_up
    assert int(balance.loc["ties", "kept"]) == len(net.ties) if "ties" in balance.index else True
    assert balance.loc["rows", "received"] == len(table)
