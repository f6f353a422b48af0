// The same map as a table, for screen readers and for those who like tables; made when it is first opened.
const twin = byId("twin");
let order = { column: 0, up: true };

const headings = [
  "Name",
  ...(page.color ? [page.color.title] : []),
  ...page.columns.map((column) => column.title),
  ...(ranked.length ? ["Recruit"] : []),
];

function cells(node) {
  const mark = markOf.get(node.id);
  const last = mark ? [mark.reserve ? "reserve" : mark.rank] : [""];
  return [
    node.label,
    ...(page.color ? [page.color.items[node.c].name] : []),
    ...node.v,
    ...(ranked.length ? last : []),
  ];
}

function compare(a, b) {
  const blankLast = (value) => value === null || value === "";
  if (blankLast(a) || blankLast(b)) return blankLast(a) - blankLast(b);
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

function bodyRow(node, values) {
  const first = make("th", { scope: "row", children: [personButton(node.id)] });
  const rest = values
    .slice(1)
    .map((value) =>
      make("td", { children: [name(typeof value === "number" ? sensible(value) : (value ?? "not known"))] }),
    );
  return make("tr", { children: [first, ...rest] });
}

function fillTable() {
  const rows = nodes.filter((node) => seen(node.id)).map((node) => [node, cells(node)]);
  rows.sort(([, a], [, b]) => (order.up ? 1 : -1) * compare(a[order.column], b[order.column]));
  const sortBy = (column) => {
    order = { column, up: order.column === column ? !order.up : true };
    fillTable();
  };
  const head = headings.map((title, c) =>
    make("th", {
      scope: "col",
      "aria-sort": c !== order.column ? "none" : order.up ? "ascending" : "descending",
      children: [make("button", { type: "button", on: { click: () => sortBy(c) }, children: [name(title)] })],
    }),
  );
  const table = make("table", {
    children: [
      make("caption", { text: `${count(rows.length)} ${page.noun} shown on the map` }),
      make("thead", { children: [make("tr", { children: head })] }),
      make("tbody", { children: rows.map(([node, values]) => bodyRow(node, values)) }),
    ],
  });
  byId("table").replaceChildren(table);
}

twin.addEventListener("toggle", () => {
  if (twin.open) fillTable();
});
views.push((s, before) => {
  if (twin.open && !sameFilter(s, before)) fillTable();
});
