"""The page for people who come from netdiffuseR names every function of it, and only names of ours that exist."""

from __future__ import annotations

import re
from pathlib import Path

import netdiff as nd
from netdiff.network import Network

PAGE = (Path(__file__).parents[2] / "docs" / "coming-from-netdiffuser.md").read_text()
THEIRS = re.findall(
    r"\S+",
    """
survey_to_diffnet edgelist_to_diffnet edgelist_to_adjmat adjmat_to_edgelist as_diffnet new_diffnet diffnet_to_igraph
igraph_to_diffnet diffnet_to_network network_to_diffnet diffnet_to_networkDynamic networkDynamic_to_diffnet read_pajek
read_ml read_ucinet read_ucinet_head collapse_timeframes as_dgCMatrix as_spmat recode diag_expand classify_graph
diffnet.attrs diffnet.toa diffnet_check_attr_class graph_power as.array as.data.frame diffnetLapply split_behaviors
nnodes nvertices nlinks nedges nslices nodes is_self is_multiple is_valued is_undirected isolated drop_isolated
toa_mat toa_diff cumulative_adopt_count hazard_rate plot_hazard exposure threshold classify_adopters classify
infection susceptibility moran summary.diffnet struct_equiv dgr egonet_attrs select_egoalter adopt_changes fitbass
bass_F bass_f bass_dF degree_adoption_diagnostic vertex_covariate_dist vertex_mahalanobis_dist
vertex_covariate_compare matrix_compare ego_variance weighted_var approx_geodesic mentor_matching leader_matching
struct_test struct_test_asymp bootnet resample_graph diffreg netmatch netmatch_prepare permute_graph rewire_graph
rewire_qap transformGraphBy rgraph_er rgraph_ba rgraph_ws ring_lattice rdiffnet rdiffnet_multiple plot_diffnet
plot_diffnet2 diffusionMap diffmap plot_threshold plot_infectsuscep plot_adopters plot.diffnet_bass
plot.diffnet_mentor plot.diffnet_degSeq drawColorKey edges_coords grid_distribution pretty_within round_to_seq
rescale_vertex_igraph
""",
)


def test_every_function_of_netdiffuser_is_on_the_page() -> None:
    named = set(re.findall(r"[A-Za-z_][A-Za-z0-9_.]*", PAGE))
    assert [name for name in THEIRS if name not in named] == []


def test_every_name_of_ours_on_the_page_is_there() -> None:
    columns = [line.split("|")[2] for line in PAGE.splitlines() if line.startswith(("| `", "| …"))]
    for name in re.findall(r"`nd\.([a-z_.A-Z]+)", "".join(columns)):
        here = nd
        for part in name.split("."):
            here = getattr(here, part)
    for name in re.findall(r"`(?:net|Network)\.([a-z_]+)", "".join(columns)):
        assert hasattr(Network, name), name
    ours = re.findall(r"`([a-z_]+)\(", "".join(columns))
    assert len(ours) > 25
    assert [name for name in ours if not hasattr(nd.adoption, name) and name != "len"] == []
