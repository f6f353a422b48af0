"""`draw`: a network as one offline page, on pyvis's data model with a template of our own.

pyvis is imported here and nowhere else. Its `Network` class keeps lists of nodes and edges, options and a template
environment; we fill the lists directly, and put our own autoescaping environment in the place of its own, which
writes what people typed into the page as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from pyvis.network import Network as PyvisNetwork

from netdiff import privacy
from netdiff._random import RngLike
from netdiff.adoption import Adoption, infectiousness
from netdiff.network import Network, check_network
from netdiff.privacy import Audience, Policy
from netdiff.visual.compose import Composed, Wish, composed
from netdiff.visual.page import content_policy, environment, own_text, page_script, vendored
from netdiff.visual.payload import Picture
from netdiff.visual.register import Issue, enter
from netdiff.visual.still import still

__all__ = ["Map", "draw"]

_MANY_LINES = 2000  # beyond this, links are hidden while the map is moved


def _options(lines: int) -> dict[str, Any]:
    """How vis-network is to draw: where we say, without motion of its own, without marks of its own."""
    arrow = {"scaleFactor": 0.45}
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "nodes": {"borderWidth": 1, "chosen": {"node": False, "label": False}},
        "edges": {
            "smooth": {"enabled": False, "type": "curvedCW", "roundness": 0.2},
            "chosen": {"edge": False, "label": False},
            "selectionWidth": 0,
            "arrows": {"to": arrow, "from": arrow},
        },
        "interaction": {
            "hover": True,
            "multiselect": False,
            "selectConnectedEdges": False,
            "keyboard": False,
            "hideEdgesOnDrag": lines > _MANY_LINES,
        },
    }


@dataclass(frozen=True)
class Map:
    """A drawn map: one self-contained HTML page that asks nothing of any network.

    Attributes
    ----------
    html : str
        The whole page.
    audience : {"private", "partners", "public"}
        Whom it is for.
    title : str
    positions : DataFrame
        Columns `x`, `y` by id, to start the next wave's map from (`draw(..., start=map.positions)`).
    svg : str
        The same picture as a still, scriptless SVG, for reports and slides.
    key : DataFrame
        In a map for partners: columns `code` and `id`. It is not in the page; `save_key` writes it on its own.
    issue : Issue
        What a register of exports is to say of it.

    Notes
    -----
    Stability: stable.
    """

    html: str = field(repr=False)
    audience: Audience
    title: str
    positions: pd.DataFrame = field(repr=False, compare=False)
    svg: str = field(repr=False, compare=False)
    key: pd.DataFrame = field(repr=False, compare=False)
    issue: Issue = field(repr=False, compare=False)

    def save(self, path: str | Path = "map.html", *, register: str | Path | None = None) -> Path:
        """Write the page; the file name says whom it is for.

        Parameters
        ----------
        path : str or Path
        register : str or Path, optional
            The register of exports (a CSV) to enter the file in.

        Returns
        -------
        Path
            Where it is, with `PRIVATE-`, `PARTNERS-` or `PUBLIC-` before the name.
        """
        target = privacy.safe_path(path, self.audience)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.html, encoding="utf-8")
        if register is not None:
            enter(register, target, self.issue)
        return target

    def save_key(self, path: str | Path = "map-key.csv") -> Path:
        """Write who stands under which code, as a private file of its own; keep it apart from the map."""
        return privacy.write_csv(self.key, path, "private")

    def show(self) -> Path:
        """Open the page in the browser, from a file in the folder for temporary files."""
        import tempfile
        import webbrowser

        target = self.save(Path(tempfile.mkdtemp(prefix="netdiff-")) / "map.html")
        webbrowser.open(target.as_uri())
        return target

    def _repr_html_(self) -> str:
        """The page in a frame of its own, as notebooks show it; the frame may run only its own script."""
        look = 'width="100%" height="680" style="border:1px solid #ccc;border-radius:6px"'
        rights = 'sandbox="allow-scripts allow-downloads"'
        return f'<iframe title="{escape(self.title)}" {rights} {look} srcdoc="{escape(self.html)}"></iframe>'


class _Page(PyvisNetwork):  # type: ignore[misc]
    """pyvis's network with our template: same lists, nothing fetched, every string escaped."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(directed=True, cdn_resources="in_line", heading="")
        self.nodes = picture.nodes
        self.edges = picture.edges
        self.options = _options(len(picture.edges))
        self.path = "map.html"
        self.templateEnv = environment(**_shared(picture))


def _shared(picture: Picture) -> dict[str, Any]:
    from netdiff import __version__

    style = own_text("base.css") + own_text("map.css")
    library, script = vendored("vis-network"), page_script()
    policy = content_policy(scripts=(library, script), styles=(style,))
    return {
        "page": picture.page, "style": style, "library": library, "script": script,
        "policy": policy, "version": __version__,
    }  # fmt: skip


@singledispatch
def draw(  # noqa: PLR0913  a front door: flat options, as people like them
    net: Network | Adoption,
    *,
    color: str | pd.Series | None = "group",
    size: str | pd.Series | None = None,
    shape: str | pd.Series | None = None,
    layers: Sequence[str] | None = None,
    highlight: Any = None,
    spread: Any = None,
    columns: Sequence[str] = (),
    audience: Audience = "private",
    purpose: str = "",
    owner: str = "",
    delete_after: str = "",
    preset: str | None = None,
    title: str = "Map of the network",
    start: pd.DataFrame | None = None,
    positions: pd.DataFrame | None = None,
    individuals: bool = False,
    rng: RngLike = 0,
) -> Map:
    """Draw the network as a map that opens anywhere, with no network and nothing to install.

    Parameters
    ----------
    net : Network or Adoption
        Of an Adoption, people are the larger the more of those around them adopted soon after them, and the times of
        adoption can be played; every option may be given otherwise.
    color, shape : str or Series, optional
        A column of `net.nodes`, or a Series over its ids. Shape follows colour unless given, so that no reader
        depends on colours alone.
    size : str or Series, optional
        A number per person, e.g. `metrics.betweenness(net)`; areas follow it.
    layers : list of str, optional
        The layers to draw; all by default.
    highlight : Plan or list of ids, optional
        Whom to light: recruits get a ring with their number, reserves a dotted ring.
    spread : Spread or Series, optional
        How it would spread: times of adoption to play over the map. A person counts as reached at the round by which
        at least half of the simulated runs had reached them.
    columns : list of str
        Further columns of `net.nodes` that the side panel may tell. Nothing else leaves the data.
    audience : {"private", "partners", "public"}
        `"private"` names people. `"partners"` shows codes, and names only of those who agreed. `"public"` draws no
        person at all: groups by place, small numbers hidden.
    purpose, owner, delete_after : str
        What the file is for, who keeps it, when it is to be deleted; printed in it.
    preset : {None, "nhs"}
        For partners and the public: 1 to 7 shown as 5, the rest rounded to 5, averages only from 8 people on.
    title : str
    start : DataFrame, optional
        Positions of an earlier map: people begin where readers know them, and move as far as the new links pull.
    positions : DataFrame, optional
        Columns `x`, `y` by id: where everybody is to stand, exactly; no layout is made.
    individuals : bool
        Whether an arrangement by support and influence may show single people. Only in a private file with a
        stated purpose; otherwise only organisations stand in it.
    rng : int, numpy.random.Generator or None
        For the layout: the same number gives the same picture.

    Returns
    -------
    Map
        With `.save(path)`, `.show()`, and shown as it is in a notebook.

    Raises
    ------
    DataError
        When a column does not exist, or may not be shown to the audience.
    UnknownNodeError
        When someone to light is not in the network.

    Notes
    -----
    Closeness on the map is a help to the eye and no measure; arrows run the way influence runs.

    Stability: stable.

    References
    ----------
    T. M. J. Fruchterman and E. M. Reingold, Software: Practice and Experience 21 (1991) 1129-1164.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> people = pd.DataFrame({"group": ["user", "clinician", "user"]}, index=["Ann", "Ben", "Cem"])
    >>> ties = pd.DataFrame({"source": ["Ann", "Cem"], "target": ["Ben", "Ann"]})
    >>> net = Network.from_frames(people, ties, means="turns_to")
    >>> page = draw(net, highlight=["Ben"]).html
    >>> "default-src 'none'" in page
    True
    """
    net = check_network(net)
    wish = Wish(
        color=color,
        size=size,
        shape=shape,
        layers=layers,
        highlight=highlight,
        spread=spread,
        columns=tuple(columns),
        policy=Policy(audience, purpose=purpose, owner=owner, delete_after=delete_after, preset=preset),
        title=title,
        start=start,
        positions=positions,
        individuals=individuals,
        rng=rng,
    )
    return _finished(composed(net, wish, audience))


@draw.register
def _(history: Adoption, **options: Any) -> Map:
    """The map of a history: who adopted when, people larger after whom others around adopted (infectiousness)."""
    net = history.net if history.layer is None else history.net.layer(history.layer)
    soon = infectiousness(history, normalised=False).fillna(0.0).rename("Others around who adopted next")
    usual = {"size": soon, "spread": history.toa, "title": "Who had adopted when; larger: others around adopted next"}
    return draw(net, **(usual | options))


def _finished(made: Composed) -> Map:
    page = made.picture.page
    where = pd.DataFrame(made.arrangement.positions, index=made.index, columns=["x", "y"])
    html = _Page(made.picture).generate_html()
    return Map(html, page["audience"], page["title"], where, still(made.picture), made.key, made.issue)
