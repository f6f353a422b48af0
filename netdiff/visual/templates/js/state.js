// The one thing that changes: what the reader has chosen. Every control calls change();
// the views then show the new state; undo() goes back one choice; the address keeps it, in random ids.
const blank = () => ({
  off: { color: [], shape: [], layer: [] },
  between: {},
  without: {},
  chosen: null,
  picked: [],
  steps: 1,
  layout: 0,
  time: null,
});
const views = [];
const past = [];
let state = blank();

function change(patch, { remember = true } = {}) {
  const before = state;
  state = { ...state, ...patch };
  if (remember) past.push(before);
  show(before);
}

function undo() {
  if (!past.length) return say("Nothing to undo.");
  const before = state;
  state = past.pop();
  show(before);
}

function show(before) {
  views.forEach((view) => view(state, before));
  byId("undo").disabled = past.length === 0;
  keepInAddress();
}

const toggled = (list, item) => (list.includes(item) ? list.filter((one) => one !== item) : [...list, item]);
const choose = (id) => change({ chosen: id, picked: [] });
const startAgain = () => change({ ...blank(), layout: state.layout });

function keepInAddress() {
  const same = JSON.stringify(state) === JSON.stringify(blank());
  try {
    history.replaceState(null, "", same ? "#" : "#" + btoa(JSON.stringify(state)));
  } catch {
    /* a page inside a notebook has no address of its own */
  }
}

function fromAddress() {
  if (location.hash.length < 2) return state;
  try {
    return accepted(JSON.parse(atob(location.hash.slice(1))));
  } catch {
    return state;
  }
}

// An address may come from anywhere: only what has the right shape and names this page's own ids is taken.
function accepted(wish) {
  const clean = blank();
  const indices = (list) => (Array.isArray(list) ? list.filter(Number.isInteger) : []);
  for (const key of Object.keys(clean.off)) clean.off[key] = indices(wish.off?.[key]);
  page.columns.forEach((_, c) => {
    const range = wish.between?.[c];
    if (Array.isArray(range) && range.length === 2 && range.every(Number.isFinite)) clean.between[c] = range;
    if (wish.without?.[c]) clean.without[c] = indices(wish.without[c]);
  });
  if (nodeOf.has(wish.chosen)) clean.chosen = wish.chosen;
  if (Array.isArray(wish.picked)) clean.picked = wish.picked.filter((id) => nodeOf.has(id));
  if ([0, 1, 2, 3].includes(wish.steps)) clean.steps = wish.steps;
  if (page.layouts[wish.layout]) clean.layout = wish.layout;
  if (page.spread && Number.isFinite(wish.time)) clean.time = wish.time;
  return clean;
}

function say(text) {
  byId("status").textContent = text;
}
