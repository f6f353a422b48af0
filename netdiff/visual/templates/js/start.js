// The last thing: wire what is left, take the state from the address, and show it.
function darken() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  repaintAll();
}

function repaintAll() {
  inkAndPaper();
  restyle(nodes, state.time);
  network.redraw();
}

const steps = [...byId("steps").querySelectorAll("button")];
steps.forEach((button) => button.addEventListener("click", () => change({ steps: Number(button.value) })));
views.push((s) =>
  steps.forEach((button) => button.setAttribute("aria-pressed", String(Number(button.value) === s.steps))),
);

const layouts = byId("layouts");
page.layouts.forEach((layout, l) => layouts.append(make("option", { value: l, text: layout.name })));
layouts.parentElement.hidden = page.layouts.length < 2;
layouts.addEventListener("change", () => change({ layout: Number(layouts.value) }));
views.push((s) => {
  layouts.value = s.layout;
  byId("layout-words").textContent = page.layouts[s.layout]?.words ?? "";
});

byId("undo").addEventListener("click", undo);
byId("again").addEventListener("click", startAgain);
byId("fit").addEventListener("click", () => network.fit());
byId("dark").addEventListener("click", darken);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaintAll);
matchMedia("print").addEventListener("change", () => {
  repaintAll();
  network.fit({ animation: false });
});
network.once("afterDrawing", () => {
  document.documentElement.dataset.drawn = "yes";
});

fillPanel(state);
network.fit({ animation: false });
change(fromAddress(), { remember: false });
say(`${count(nodes.length)} ${page.noun} shown.`);
