// The picture itself: vis-network draws; we decide what is there, what is faded and where things stand.
const faint = 0.12;
const theme = { paper: "#ffffff", ink: "#1b1f24", soft: "#5b6470" };
let hidden = new Set();
let faded = new Set();

function inkAndPaper() {
  const style = getComputedStyle(document.documentElement);
  theme.paper = style.getPropertyValue("--paper").trim();
  theme.ink = style.getPropertyValue("--ink").trim();
  theme.soft = style.getPropertyValue("--soft").trim();
}
inkAndPaper();

const adopted = (node, time) => time === null || (node.t !== null && node.t <= time);
const filled = (node) => ({ background: node.color, border: theme.paper });
const hollow = (node) => ({ background: theme.paper, border: node.color });
const reachedNow = (node) => ({ background: node.color, border: node.color });
const look = (node, time) =>
  time === null ? filled(node) : adopted(node, time) ? reachedNow(node) : hollow(node);

function lineLook(edge) {
  const layer = page.layers[edge.l];
  return {
    ...edge,
    color: { color: layer.color, opacity: layer.opacity, inherit: false },
    dashes: layer.dashes ?? false,
  };
}

const dots = new vis.DataSet(
  nodes.map(({ id, x, y, shape, size, color }) => ({ id, x, y, shape, size, color: filled({ color }) })),
);
const lines = new vis.DataSet(edges.map(lineLook));
const network = new vis.Network(byId("canvas"), { nodes: dots, edges: lines }, JSON.parse(given.options));
const drawn = network.body; // vis-network is vendored at one version: its own node objects may be read and coloured

function isShown(node, s) {
  if (s.off.color.includes(node.c) || s.off.shape.includes(node.s)) return false;
  const inside = ([column, [low, high]]) =>
    node.v[column] !== null && node.v[column] >= low && node.v[column] <= high;
  const kept = ([column, values]) =>
    !values.includes(page.columns[column].values.indexOf(node.v[column] ?? "not known"));
  return Object.entries(s.between).every(inside) && Object.entries(s.without).every(kept);
}

const lineShown = (edge, s) =>
  !s.off.layer.includes(edge.l) && !hidden.has(edge.from) && !hidden.has(edge.to);

function withinSteps(starts, steps, s) {
  const reached = new Set(starts);
  let edge = [...starts];
  for (let step = 0; step < steps; step += 1) {
    edge = edge.flatMap((id) =>
      edgesOf
        .get(id)
        .filter((line) => lineShown(line, s))
        .map((line) => other(line, id)),
    );
    edge = edge.filter((id) => !reached.has(id) && reached.add(id));
  }
  return reached;
}

const starts = (s) => (s.chosen ? [s.chosen, ...s.picked] : s.picked);

function hideAndShow(s) {
  const now = new Set(nodes.filter((node) => !isShown(node, s)).map((node) => node.id));
  const changedNodes = nodes.filter((node) => now.has(node.id) !== hidden.has(node.id));
  hidden = now;
  dots.update(changedNodes.map((node) => ({ id: node.id, hidden: now.has(node.id) })));
  const changedLines = edges.filter((edge) => Boolean(lines.get(edge.id).hidden) === lineShown(edge, s));
  lines.update(changedLines.map((edge) => ({ id: edge.id, hidden: !lineShown(edge, s) })));
}

function fade(s) {
  const focus = starts(s).length && s.steps > 0 ? withinSteps(starts(s), s.steps, s) : null;
  faded = new Set(focus ? nodes.map((node) => node.id).filter((id) => !focus.has(id)) : []);
  nodes.forEach(({ id }) => {
    drawn.nodes[id].options.opacity = faded.has(id) ? faint : undefined;
  });
  edges.forEach((edge) => {
    const away = faded.has(edge.from) || faded.has(edge.to);
    const options = drawn.edges[edge.id].options;
    options.color = {
      ...options.color,
      opacity: away ? faint / 2 : page.layers[edge.l].opacity * (focus ? 1.6 : 1),
    };
  });
}

function arrange(index) {
  page.layouts[index].positions.forEach(([x, y], place) =>
    Object.assign(drawn.nodes[nodes[place].id], { x, y }),
  );
  network.redraw();
  network.fit({ animation: false });
}

function restyle(changed, time) {
  changed.forEach((node) => {
    const options = drawn.nodes[node.id].options;
    options.color = { ...options.color, ...look(node, time) };
    options.borderWidth = time === null ? 1 : adopted(node, time) ? 3 : 1.2;
  });
}

// What stands where, written on the paper beneath the picture.
function drawSigns(ctx) {
  ctx.font = `600 ${14 / Math.min(1, Math.max(0.3, network.getScale()))}px system-ui, sans-serif`;
  ctx.fillStyle = theme.soft;
  ctx.textBaseline = "bottom";
  page.layouts[state.layout].signs.forEach(({ x, y, text: words, at }) => {
    ctx.textAlign = at;
    ctx.fillText(shorten(words), x, y);
  });
}
network.on("beforeDrawing", drawSigns);

const sameFilter = (a, b) => a.off === b.off && a.between === b.between && a.without === b.without;
const sameFocus = (a, b) => a.chosen === b.chosen && a.picked === b.picked && a.steps === b.steps;

views.push((s, before) => {
  if (!sameFilter(s, before)) hideAndShow(s);
  if (s.layout !== before.layout) arrange(s.layout);
  if (!sameFilter(s, before) || !sameFocus(s, before)) {
    fade(s);
    network.redraw();
    say(`${count(nodes.length - hidden.size)} of ${count(nodes.length)} ${page.noun} shown.`);
  }
});

network.on("click", ({ nodes: [id], event }) => {
  const several =
    event.srcEvent && (event.srcEvent.ctrlKey || event.srcEvent.metaKey || event.srcEvent.shiftKey);
  if (id && several && state.chosen) change({ picked: toggled(state.picked, id) });
  else if (id || state.chosen) choose(id ?? null);
});

function goTo(id) {
  choose(id);
  if (id)
    network.focus(id, {
      scale: Math.max(network.getScale(), 1),
      animation: calm() ? false : { duration: 300 },
    });
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor });
}

function pan(dx, dy) {
  const { x, y } = network.getViewPosition();
  network.moveTo({ position: { x: x + dx / network.getScale(), y: y + dy / network.getScale() } });
}
