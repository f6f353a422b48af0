// The legend says what colour, shape, size, lines and rings mean; a click leaves a kind out or brings it back.
const icon = (shape, color, size = 7) =>
  drawing("svg", { width: 20, height: 20, viewBox: "-10 -10 20 20", "aria-hidden": "true" }, [
    drawing("path", { d: page.shapes[shape], transform: `scale(${size})`, fill: color }),
  ]);

const lineIcon = (layer) =>
  drawing("svg", { width: 30, height: 20, viewBox: "0 0 30 20", "aria-hidden": "true" }, [
    drawing("line", {
      x1: 1,
      y1: 10,
      x2: 26,
      y2: 10,
      stroke: layer.color,
      "stroke-width": 2.5,
      "stroke-dasharray": layer.dashes ? layer.dashes.join(" ") : "none",
    }),
    ...(layer.arrows ? [drawing("path", { d: "M29 10 L22 6 L22 14 Z", fill: layer.color })] : []),
  ]);

const ringIcon = (dashed) =>
  drawing("svg", { width: 20, height: 20, viewBox: "-10 -10 20 20", "aria-hidden": "true" }, [
    drawing("circle", { r: 4.5, fill: "#9AA0A6" }),
    drawing("circle", {
      r: 8,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": dashed ? 1.6 : 2.4,
      "stroke-dasharray": dashed ? "2 2.4" : "none",
    }),
  ]);

function switchFor(kind, index, item, picture) {
  const flip = () => change({ off: { ...state.off, [kind]: toggled(state.off[kind], index) } });
  const button = make("button", {
    type: "button",
    class: "key",
    "aria-pressed": "true",
    on: { click: flip },
    children: [
      picture,
      make("span", { class: "key-name", children: [name(item.name)] }),
      make("span", { class: "key-count", text: count(item.count) }),
    ],
  });
  views.push((s) => button.setAttribute("aria-pressed", String(!s.off[kind].includes(index))));
  return make("li", { children: [button] });
}

const section = (title, children, note) =>
  make("section", {
    class: "legend-part",
    children: [
      make("h3", { children: [name(title)] }),
      ...children,
      ...(note ? [make("p", { class: "note", text: note })] : []),
    ],
  });

const keys = (kind, items, picture) =>
  make("ul", {
    class: "keys",
    children: items.map((item, index) => switchFor(kind, index, item, picture(item))),
  });

function sizeKey({ title, stops }) {
  const dot = ({ size, text }) =>
    make("span", {
      class: "size-stop",
      children: [icon("dot", "#9AA0A6", Math.min(9, size / 2)), make("span", { text })],
    });
  return section("Size: " + title, [make("p", { class: "stops", children: stops.map(dot) })]);
}

function markKey() {
  const rows = [];
  if (page.recruits.length)
    rows.push(
      make("li", {
        class: "mark",
        children: [ringIcon(false), make("span", { text: "Ring with a number: recruit, in order" })],
      }),
    );
  if (page.reserves.length)
    rows.push(
      make("li", {
        class: "mark",
        children: [ringIcon(true), make("span", { text: "Dotted ring: reserve" })],
      }),
    );
  return section("Rings", [make("ul", { class: "keys", children: rows })]);
}

function fillLegend() {
  const parts = [];
  if (page.color)
    parts.push(
      section(page.color.title, [keys("color", page.color.items, (item) => icon(item.shape, item.color))]),
    );
  if (page.shape)
    parts.push(
      section("Shape: " + page.shape.title, [
        keys("shape", page.shape.items, (item) => icon(item.shape, "#6b7280")),
      ]),
    );
  if (page.size) parts.push(sizeKey(page.size));
  if (page.layers.length)
    parts.push(
      section("Links", [
        keys("layer", page.layers, lineIcon),
        ...page.layers.map((layer) => make("p", { class: "note", children: [name(layer.words)] })),
      ]),
    );
  if (ranked.length) parts.push(markKey());
  byId("legend").append(...parts);
}
fillLegend();
