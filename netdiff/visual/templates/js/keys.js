// Everything works from the keyboard; a key typed into a field stays in the field.
function stepThrough(by) {
  if (!ranked.length) return;
  const at = ranked.findIndex(({ id }) => id === state.chosen);
  goTo(ranked[(at + by + ranked.length) % ranked.length].id);
}

const keyboard = {
  "/": () => box.focus(),
  Escape: () => choose(null),
  u: undo,
  "+": () => zoom(1.25),
  "=": () => zoom(1.25),
  "-": () => zoom(0.8),
  ArrowLeft: () => pan(-60, 0),
  ArrowRight: () => pan(60, 0),
  ArrowUp: () => pan(0, -60),
  ArrowDown: () => pan(0, 60),
  n: () => stepThrough(1),
  p: () => stepThrough(-1),
  f: () => network.fit(),
  0: () => change({ steps: 0 }),
  1: () => change({ steps: 1 }),
  2: () => change({ steps: 2 }),
  3: () => change({ steps: 3 }),
  d: () => darken(),
};

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "z" && (event.ctrlKey || event.metaKey)) return event.preventDefault() || undo();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const action = keyboard[event.key];
  if (action && !(event.key.startsWith("Arrow") && event.target.closest("#panel, #twin"))) {
    event.preventDefault();
    action();
  }
});
