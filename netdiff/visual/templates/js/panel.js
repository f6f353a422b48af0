// The side panel: who this is, why recruited, how they compare, and whom they are linked with, in plain words.
const panel = byId("panel");

function compared(column, c, value, node) {
  if (column.kind !== "number" || typeof value !== "number") return "";
  const all = mean(nodes.map((one) => one.v[c]));
  if (!page.color) return `everyone: ${sensible(all)} on average`;
  const own = mean(nodes.filter((one) => one.c === node.c).map((one) => one.v[c]));
  return `${page.color.items[node.c].name}: ${sensible(own)} on average; everyone: ${sensible(all)}`;
}

function factRow(column, c, node) {
  const value = node.v[c];
  const text = column.kind === "number" ? sensible(value) : (value ?? "not known");
  const note = compared(column, c, value, node);
  const cells = [
    name(text),
    ...(note ? [make("span", { class: "note", children: [name("compared with " + note)] })] : []),
  ];
  return [make("dt", { children: [name(column.title)] }), make("dd", { children: cells })];
}

const personButton = (id) =>
  make("button", {
    type: "button",
    class: "person",
    on: { click: () => goTo(id) },
    children: [name(shorten(nodeOf.get(id).label, 48))],
  });

function linkList(title, ids) {
  const rows = ids.slice(0, 60).map((id) => make("li", { children: [personButton(id)] }));
  const more =
    ids.length > rows.length ? [make("li", { text: `and ${count(ids.length - rows.length)} more` })] : [];
  return make("section", {
    children: [
      make("h4", { children: [name(`${title} (${count(ids.length)})`)] }),
      make("ul", { class: "people", children: [...rows, ...more] }),
    ],
  });
}

function linkLists(node) {
  const lists = page.layers.flatMap((layer, l) => {
    const own = edgesOf.get(node.id).filter((edge) => edge.l === l);
    const ends = (keep) => own.filter((edge) => keep(edge, node.id)).map((edge) => other(edge, node.id));
    if (!layer.arrows) return [[layer.leaving, ends(() => true)]];
    return [
      [layer.arriving, ends(arrivesAt)],
      [layer.leaving, ends(leaves)],
    ];
  });
  const full = lists.filter(([, ids]) => ids.length).map(([title, ids]) => linkList(title, ids));
  return full.length ? full : [make("p", { text: "No links on this map." })];
}

function markBox(mark) {
  const head = mark.reserve ? "Reserve" : `Recruit ${mark.rank}`;
  return make("div", {
    class: "reason",
    children: [make("strong", { text: head }), make("p", { children: [name(mark.reason)] })],
  });
}

function kindLine(node) {
  if (!page.color) return [];
  const item = page.color.items[node.c];
  return [make("p", { class: "kind", children: [icon(item.shape, item.color), name(item.name)] })];
}

function personPanel(node) {
  const mark = markOf.get(node.id);
  return [
    make("h2", { class: "person-name", tabindex: "-1", children: [name(node.label)] }),
    ...kindLine(node),
    ...(mark ? [markBox(mark)] : []),
    make("dl", { children: page.columns.flatMap((column, c) => factRow(column, c, node)) }),
    ...linkLists(node),
  ];
}

function recruitRow(mark) {
  const head = mark.reserve ? "reserve" : String(mark.rank);
  return make("li", {
    children: [
      make("span", { class: "rank", text: head }),
      personButton(mark.id),
      make("span", { class: "note", children: [name(mark.reason)] }),
    ],
  });
}

function overview() {
  const parts = [make("h2", { text: page.recruits.length ? "Whom to recruit" : "This map" })];
  if (!ranked.length) parts.push(make("p", { text: page.summary }));
  if (page.recruits.length)
    parts.push(make("ol", { class: "recruits", children: page.recruits.map(recruitRow) }));
  if (page.reserves.length)
    parts.push(
      make("h3", { text: "Reserves, if somebody says no" }),
      make("ul", { class: "recruits", children: page.reserves.map(recruitRow) }),
    );
  parts.push(make("p", { class: "note", text: "Click any mark on the map, or search by name." }));
  return parts;
}

function fillPanel(s) {
  panel.replaceChildren(...(s.chosen ? personPanel(nodeOf.get(s.chosen)) : overview()));
  panel.scrollTop = 0;
}

views.push((s, before) => {
  if (s.chosen !== before.chosen) fillPanel(s);
});
