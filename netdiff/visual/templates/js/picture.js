// Take it with you: the view as SVG or PNG with its legend, the people shown as CSV. All is made in the page.
const inView = () => nodes.filter(({ id }) => seen(id));
const inHand = () => inView().filter(({ id }) => !faded.has(id));

function keep(file, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: page.file + file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`${page.file + file} saved.`);
}

const text = (x, y, words, more = {}) => {
  const element = drawing("text", {
    x,
    y,
    "font-family": "system-ui, sans-serif",
    "font-size": 12,
    fill: theme.ink,
    ...more,
  });
  element.textContent = words;
  return element;
};

function svgLine(edge) {
  const [a, b] = [drawn.nodes[edge.from], drawn.nodes[edge.to]];
  const layer = page.layers[edge.l];
  const away = faded.has(edge.from) || faded.has(edge.to);
  return drawing("line", {
    x1: a.x,
    y1: a.y,
    x2: b.x,
    y2: b.y,
    stroke: layer.color,
    "stroke-width": edge.width,
    "stroke-opacity": away ? faint / 2 : layer.opacity,
    "stroke-dasharray": layer.dashes ? layer.dashes.join(" ") : "none",
  });
}

function svgDot(node) {
  const { x, y, options } = drawn.nodes[node.id];
  const paint = look(node, state.time);
  return drawing("path", {
    d: page.shapes[node.shape],
    transform: `translate(${x} ${y}) scale(${options.size})`,
    fill: paint.background,
    stroke: paint.border,
    "stroke-width": 1.5 / options.size,
    opacity: faded.has(node.id) ? faint : 1,
  });
}

function svgMark(mark) {
  const { x, y } = drawn.nodes[mark.id];
  const r = reach(mark.id) + 4;
  const circle = drawing("circle", {
    cx: x,
    cy: y,
    r,
    fill: "none",
    stroke: theme.ink,
    "stroke-width": mark.reserve ? 2 : 3.5,
    "stroke-dasharray": mark.reserve ? "3 3" : "none",
  });
  const label = mark.reserve ? "" : mark.rank + ". ";
  const words = text(x, y + r + 14, label + shorten(nodeOf.get(mark.id).label), {
    "text-anchor": "middle",
    "font-weight": 600,
    stroke: theme.paper,
    "stroke-width": 4,
    "paint-order": "stroke",
  });
  return [circle, words];
}

function svgLegend(x, y, unit) {
  const items = page.color ? page.color.items.filter((_, c) => !state.off.color.includes(c)) : [];
  const rows = items.flatMap((item, row) => [
    drawing("path", {
      d: page.shapes[item.shape],
      transform: `translate(8 ${36 + 20 * row}) scale(6)`,
      fill: item.color,
    }),
    text(22, 40 + 20 * row, item.name),
  ]);
  const foot = 50 + 20 * items.length;
  const arrows = page.layers.map((layer, l) =>
    text(0, foot + 16 * l, shorten(layer.words, 90), { "font-size": 11 }),
  );
  return drawing("g", { transform: `translate(${x} ${y}) scale(${unit})` }, [
    text(0, 16, page.title, { "font-size": 18, "font-weight": 700 }),
    ...rows,
    ...arrows,
    text(0, foot + 16 * page.layers.length, page.banner, { "font-size": 11 }),
  ]);
}

function frame() {
  const spots = inView().map(({ id }) => drawn.nodes[id]);
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs, 0) - 60, Math.min(...ys, 0) - 60];
  const [width, height] = [Math.max(...xs, 1) + 60 - left, Math.max(...ys, 1) + 60 - top];
  return { left, top, width, height, unit: width / 1000 };
}

function asSvg() {
  const { left, top, width, height, unit } = frame();
  const room = unit * (90 + 20 * (page.color?.items.length ?? 0) + 16 * page.layers.length);
  const paper = drawing("rect", { x: left, y: top, width, height: height + room, fill: theme.paper });
  const shownLines = edges.filter((edge) => lineShown(edge, state)).map(svgLine);
  const marks = ranked.filter(({ id }) => seen(id)).flatMap(svgMark);
  const root = drawing("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `${left} ${top} ${width} ${height + room}`,
    width: 1200,
    height: Math.round((1200 * (height + room)) / width),
  });
  root.append(
    paper,
    ...shownLines,
    ...inView().map(svgDot),
    ...marks,
    svgLegend(left + 20 * unit, top + height, unit),
  );
  return new XMLSerializer().serializeToString(root);
}

function savePng() {
  const picture = new Image();
  picture.onload = () => {
    const canvas = make("canvas", { width: picture.width * 2, height: picture.height * 2 });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => keep(".png", blob));
  };
  picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(asSvg());
}

// A cell that a spreadsheet would take for a formula is given a leading apostrophe.
function csvCell(value) {
  const raw = value === null ? "" : String(value);
  const safe = typeof value !== "number" && /^[\s]*[=+\-@\t\r]/.test(raw) ? "'" + raw : raw;
  return '"' + safe.replaceAll('"', '""') + '"';
}

function asCsv() {
  return [headings, ...inHand().map(cells)].map((row) => row.map(csvCell).join(",")).join("\r\n");
}

byId("svg").addEventListener("click", () => keep(".svg", new Blob([asSvg()], { type: "image/svg+xml" })));
byId("png").addEventListener("click", savePng);
byId("csv").addEventListener("click", () =>
  keep(".csv", new Blob(["\ufeff" + asCsv()], { type: "text/csv" })),
);
byId("print").addEventListener("click", () => window.print());
