"""Speed of the loaders: edge lists, wide nominations, contact logs, attendance, beside the bare work of others."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import scipy.sparse as sp
from _report import alternating, publish

import netdiff as nd

TIES, PEOPLE = 1_000_000, 200_000
RESPONDENTS, COLUMNS = 100_000, 10
CONTACTS, BADGES, DAYS = 10_000_000, 2_000, 30
ATTENDANCES, MEMBERS, EVENTS = 1_000_000, 100_000, 20_000
Job = Callable[[], object]


def seconds(job: Job) -> float:
    """Seconds of this process's own computing: other work on the machine hardly counts."""
    gc.collect()
    began = time.process_time()
    job()
    return time.process_time() - began


def people(count: int) -> np.ndarray:
    """Ids as text."""
    return np.array([f"person-{number:06d}" for number in range(count)], dtype=object)


def edge_list(rng: np.random.Generator) -> dict[str, Job]:
    """A million rows of text ids to a network, and to the graphs of two others."""
    ids = people(PEOPLE)
    table = pd.DataFrame({end: ids[rng.integers(0, PEOPLE, TIES)] for end in ("source", "target")})
    return {
        "ours": lambda: nd.Network.from_frames(None, table, means="turns_to"),
        "read_graph": lambda: nd.read_graph(table, means="turns_to"),
        "networkx": lambda: nx.from_pandas_edgelist(table, "source", "target"),
        "igraph": lambda: igraph.Graph.TupleList(table.itertuples(index=False), directed=True),
    }


def nominations(rng: np.random.Generator) -> dict[str, Job]:
    """A hundred thousand respondents with ten naming columns."""
    ids = people(RESPONDENTS)
    table = pd.DataFrame(
        {"id": ids} | {f"ask_{k}": ids[rng.integers(0, RESPONDENTS, RESPONDENTS)] for k in range(COLUMNS)}
    )
    return {
        "ours": lambda: nd.read_survey(table, ego="id", alters="ask_", means="turns_to"),
        "melt": lambda: table.melt("id"),
        "by hand": lambda: by_hand(table),
        "melt to graph": lambda: nx.from_pandas_edgelist(table.melt("id"), "id", "value", create_using=nx.DiGraph),
    }


def by_hand(table: pd.DataFrame) -> object:
    """What an analyst writes around `melt` to get to ties and to who was never asked; no names, no receipt."""
    long = table.melt("id", value_name="alter").drop(columns="variable")
    long["alter"] = long["alter"].str.strip()
    long = long[(long["alter"] != "") & (long["alter"] != long["id"])].drop_duplicates()
    codes, ids = pd.factorize(pd.concat([table["id"], long["id"], long["alter"]]))
    asked = np.zeros(len(ids), dtype=bool)
    asked[codes[: len(table)]] = True
    return codes[len(table) :].reshape(2, -1), ids, asked


def contact_log(rng: np.random.Generator) -> pd.DataFrame:
    """Contacts of badges over a month, seconds from the start."""
    start = np.sort(rng.integers(0, DAYS * 86_400, CONTACTS))
    return pd.DataFrame(
        {
            "a": rng.integers(0, BADGES, CONTACTS),
            "b": rng.integers(0, BADGES, CONTACTS),
            "start": start,
            "end": start + rng.integers(20, 600, CONTACTS),
        }
    )


def daily(log: pd.DataFrame) -> object:
    """The log as one dated network, then its ties day by day."""
    return [len(window.ties) for window in nd.read_contacts(log).windows(86_400)]


def bare_group_by(log: pd.DataFrame) -> object:
    """The same counting, without ids, merging or a receipt."""
    return log.groupby([log["start"] // 86_400, "a", "b"], sort=False)["end"].size()


def peak(job: Job) -> tuple[float, float]:
    """Seconds, and the most memory held, in megabytes."""
    tracemalloc.start()
    took = seconds(job)
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return took, most


def attendance(rng: np.random.Generator) -> pd.DataFrame:
    """People and the events they came to."""
    names, events = people(MEMBERS), np.array([f"event {k}" for k in range(EVENTS)], dtype=object)
    return pd.DataFrame(
        {"person": names[rng.integers(0, MEMBERS, ATTENDANCES)], "event": events[rng.integers(0, EVENTS, ATTENDANCES)]}
    )


def bare_product(table: pd.DataFrame) -> object:
    """The same projection by hand: factorise, one sparse product, no network."""
    person, event = (pd.factorize(table[name])[0] for name in ("person", "event"))
    went = sp.csr_array((np.ones(len(table)), (person, event)))
    went.data[:] = 1.0
    return went @ went.T


def measured(jobs: dict[str, Job], rounds: int = 3) -> dict[str, float]:
    """Median seconds of each job."""
    return alternating({name: partial(seconds, job) for name, job in jobs.items()}, rounds)


def main() -> None:
    """Run all, and write the table."""
    rng = np.random.default_rng(7)
    links, wide = measured(edge_list(rng)), measured(nominations(rng))
    log = contact_log(rng)
    ours, group = seconds(lambda: daily(log)), seconds(lambda: bare_group_by(log))
    small = log.head(CONTACTS // 10)
    memory, bare_memory = peak(lambda: daily(small))[1], peak(lambda: bare_group_by(small))[1]
    went = attendance(rng)
    net = nd.read_affiliations(went)
    sparse = measured({"ours": net.project, "bare": lambda: bare_product(went)})
    publish(
        "loading",
        [
            ("`Network.from_frames`, 1,000,000 rows of text ids", f"{links['ours']:.2f} s CPU", ""),
            (
                "`networkx.from_pandas_edgelist`, times as long",
                f"{links['networkx'] / links['ours']:.1f}",
                "at least 5",
            ),
            ("`igraph.Graph.TupleList`, times as long", f"{links['igraph'] / links['ours']:.1f}", "at least 3"),
            ("`nd.read_graph` of the same table, with receipt", f"{links['read_graph']:.2f} s CPU", ""),
            ("`nd.read_survey`, 100,000 respondents × 10 columns", f"{wide['ours']:.2f} s CPU", ""),
            ("bare `pandas.melt` of it: no ids, no ties, no network", f"{wide['melt']:.2f} s CPU", "4 × ours: missed"),
            ("`pandas.melt` and what it takes to get to ties by hand", f"{wide['by hand']:.2f} s CPU", ""),
            ("`pandas.melt` into a networkx graph", f"{wide['melt to graph']:.2f} s CPU", ""),
            ("10,000,000 contacts into a network and daily windows", f"{ours:.1f} s CPU", ""),
            ("bare group-by of them", f"{group:.1f} s CPU", ""),
            ("most memory held for 1,000,000 contacts", f"{memory:,.0f} MB", ""),
            ("the same, bare group-by", f"{bare_memory:,.0f} MB", ""),
            ("1,000,000 attendances projected onto 100,000 people", f"{sparse['ours']:.1f} s CPU", ""),
            ("bare sparse product of them, factorised by hand", f"{sparse['bare']:.1f} s CPU", ""),
        ],
    )


if __name__ == "__main__":
    main()
