// Find somebody by name: matches at the start of a word come first; Enter takes the first of them.
const index = nodes.map((node) => ({
  id: node.id,
  label: node.label,
  key: fold(node.label + " " + (node.ref ?? "")),
}));
const box = byId("search");
const found = byId("found");

function matches(text) {
  const key = fold(text.trim());
  if (!key) return [];
  const hits = index.filter((entry) => entry.key.includes(key));
  const early = (entry) => (entry.key.startsWith(key) ? 0 : entry.key.includes(" " + key) ? 1 : 2);
  return hits.sort((a, b) => early(a) - early(b) || a.label.localeCompare(b.label));
}

function take(id) {
  box.value = "";
  found.replaceChildren();
  goTo(id);
  panel.querySelector("h2").focus(); // so that a screen reader reads on, and keys are no longer typed into the field
}

function list() {
  const hits = matches(box.value);
  const row = (entry) =>
    make("li", {
      children: [
        make("button", {
          type: "button",
          on: { click: () => take(entry.id) },
          children: [name(shorten(entry.label, 60))],
        }),
      ],
    });
  found.replaceChildren(...hits.slice(0, 12).map(row));
  if (box.value.trim()) say(hits.length ? `${count(hits.length)} found.` : "Nobody found by that name.");
}

box.addEventListener("input", list);
box.addEventListener("keydown", (event) => {
  const [first] = matches(box.value);
  if (event.key === "Enter" && first) take(first.id);
  if (event.key === "Escape") {
    box.value = "";
    list();
    box.blur();
  }
});
