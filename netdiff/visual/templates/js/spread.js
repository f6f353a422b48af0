// How it would spread, round by round. A step repaints only those whose state changed.
const slider = byId("time");
let playing = null;

const reachedBy = (time) => nodes.filter((node) => node.t !== null && node.t <= time).length;
const changedBetween = (from, to) => nodes.filter((node) => adopted(node, from) !== adopted(node, to));

function repaint(changed) {
  const ctx = byId("canvas").querySelector("canvas").getContext("2d");
  const { x, y } = drawn.view.translation;
  ctx.save();
  network.canvas.setTransform();
  ctx.translate(x, y);
  ctx.scale(drawn.view.scale, drawn.view.scale);
  changed.filter(({ id }) => seen(id)).forEach(({ id }) => drawn.nodes[id].draw(ctx));
  drawRings(ctx);
  drawNames(ctx);
  ctx.restore();
}

function tellTime(time) {
  slider.value = time ?? page.spread.last;
  const reached =
    time === null
      ? ""
      : ` about ${count(reachedBy(time))} of ${count(nodes.length)} (${share(reachedBy(time), nodes.length)})`;
  byId("when").textContent =
    time === null
      ? page.spread.words
      : `After ${page.spread.unit} ${time}:${reached}. Filled: reached. Hollow: not yet.`;
}

function play() {
  if (playing) return stop();
  byId("play").textContent = "Stop";
  if (state.time === null || state.time >= page.spread.last) change({ time: 0 });
  playing = setInterval(
    () => (state.time >= page.spread.last ? stop() : change({ time: state.time + 1 }, { remember: false })),
    calm() ? 1500 : 700,
  );
}

function stop() {
  clearInterval(playing);
  playing = null;
  byId("play").textContent = "Play";
}

if (page.spread) {
  byId("spread").hidden = false;
  slider.max = page.spread.last;
  slider.addEventListener("input", () => change({ time: Number(slider.value) }, { remember: false }));
  byId("play").addEventListener("click", play);
  byId("no-time").addEventListener("click", () => {
    stop();
    change({ time: null });
  });
  tellTime(null);
  views.push((s, before) => {
    if (s.time === before.time) return;
    const whole = s.time === null || before.time === null || s.time < before.time; // what was filled must be wiped
    const changed = whole ? nodes : changedBetween(before.time, s.time);
    restyle(changed, s.time);
    if (whole) network.redraw();
    else repaint(changed);
    tellTime(s.time);
  });
}
