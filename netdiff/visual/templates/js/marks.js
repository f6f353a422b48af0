// Rings, numbers and names are drawn over the picture, at one size on the screen whatever the zoom.
const ranked = [...page.recruits, ...page.reserves];
const markOf = new Map(ranked.map((mark) => [mark.id, mark]));
const largest = page.size ? [...nodes].sort((a, b) => b.size - a.size).slice(0, page.named) : [];
let hovered = null;

const px = (length) => length / network.getScale();
const reach = (id) => drawn.nodes[id].options.size * 1.15;
const seen = (id) => !hidden.has(id);

function ring(ctx, id, gap, width, color, dash = []) {
  const { x, y } = drawn.nodes[id];
  ctx.beginPath();
  ctx.setLineDash(dash.map(px));
  ctx.lineWidth = px(width);
  ctx.strokeStyle = color;
  ctx.arc(x, y, reach(id) + px(gap), 0, 2 * Math.PI);
  ctx.stroke();
  ctx.setLineDash([]);
}

// The number stands at the corner of its ring that no other number has taken.
const corners = [
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
];

function badgeSpot(id, taken) {
  const { x, y } = drawn.nodes[id];
  const away = (reach(id) + px(4)) * Math.SQRT1_2;
  const spots = corners.map(([right, down]) => ({ x: x + right * away, y: y + down * away }));
  const free = ({ x: ax, y: ay }) => taken.every((other) => Math.hypot(other.x - ax, other.y - ay) > px(13));
  return spots.find(free) ?? spots[0];
}

function badge(ctx, { x, y }, text) {
  ctx.beginPath();
  ctx.arc(x, y, px(7.5), 0, 2 * Math.PI);
  ctx.fillStyle = theme.ink;
  ctx.fill();
  ctx.fillStyle = theme.paper;
  ctx.font = `700 ${px(10)}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y + px(0.5));
}

function drawRings(ctx) {
  const visible = ranked.filter(({ id }) => seen(id));
  visible.forEach((mark) => {
    ctx.globalAlpha = faded.has(mark.id) ? 0.3 : 1;
    ring(ctx, mark.id, 2.5, mark.reserve ? 1.6 : 2.4, theme.ink, mark.reserve ? [2.5, 2.5] : []);
  });
  const taken = [];
  visible
    .filter((mark) => !mark.reserve)
    .forEach((mark) => {
      ctx.globalAlpha = faded.has(mark.id) ? 0.3 : 1;
      taken.push(badgeSpot(mark.id, taken));
      badge(ctx, taken.at(-1), String(mark.rank));
    });
  ctx.globalAlpha = 1;
  starts(state)
    .filter(seen)
    .forEach((id) => ring(ctx, id, 6, 3, "#D55E00"));
}

// Who may be named, the most important first; a name that would cover another is left out.
function toName() {
  const around = starts(state).length ? nodes.filter(({ id }) => !faded.has(id)).slice(0, 40) : [];
  const first = [...starts(state), hovered, ...page.recruits.map(({ id }) => id)].filter(Boolean);
  const ids = [
    ...first,
    ...around.map(({ id }) => id),
    ...largest.map(({ id }) => id),
    ...page.reserves.map(({ id }) => id),
  ];
  return [...new Set(ids)].filter((id) => seen(id) && (!faded.has(id) || id === hovered));
}

function nameBox(ctx, id) {
  const text = shorten(nodeOf.get(id).label);
  const { x, y } = network.canvasToDOM(drawn.nodes[id]);
  const width = ctx.measureText(text).width / px(1);
  const top = y + reach(id) / px(1) + 6;
  return { id, text, left: x - width / 2 - 2, right: x + width / 2 + 2, top, bottom: top + 15 };
}

function markBoxOf(id) {
  const { x, y } = network.canvasToDOM(drawn.nodes[id]);
  const far = reach(id) / px(1) + 4;
  return { id, left: x - far, right: x + far + 9, top: y - far - 8, bottom: y + far };
}

const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;

function drawNames(ctx) {
  ctx.font = `600 ${px(12)}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  const placed = page.recruits.filter(({ id }) => seen(id) && !faded.has(id)).map(({ id }) => markBoxOf(id));
  for (const box of toName().map((id) => nameBox(ctx, id))) {
    const fits = (tried) => placed.every((earlier) => earlier.id === box.id || apart(tried, earlier));
    const spot = [box, ...beside(box)].find(fits);
    if (spot) placed.push(spot) && writeName(ctx, spot);
  }
}

// If there is no room below, perhaps above, to the right or to the left.
function beside({ id, text, left, right, top, bottom }) {
  const far = 2 * (reach(id) / px(1)) + 25 + (markOf.has(id) ? 9 : 0); // above the number of a ring
  const wide = (right - left) / 2 + reach(id) / px(1) + 8;
  const lift = reach(id) / px(1) + 12;
  const moved = (dx, dy) => ({
    id,
    text,
    left: left + dx,
    right: right + dx,
    top: top + dy,
    bottom: bottom + dy,
  });
  return [moved(0, -far), moved(wide, -lift), moved(-wide, -lift)];
}

function writeName(ctx, { text, left, right, top }) {
  const { x, y } = network.DOMtoCanvas({ x: (left + right) / 2, y: top });
  ctx.lineWidth = px(3.5);
  ctx.strokeStyle = theme.paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = theme.ink;
  ctx.fillText(text, x, y);
}

network.on("afterDrawing", (ctx) => {
  drawRings(ctx);
  drawNames(ctx);
});
network.on("hoverNode", ({ node }) => {
  hovered = node;
});
network.on("blurNode", () => {
  hovered = null;
});
