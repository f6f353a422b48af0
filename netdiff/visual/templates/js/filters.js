// Filters in the words of the file: two sliders for a number, tick boxes for a kind.
function rangeFilter(column, c) {
  const known = nodes.map((node) => node.v[c]).filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const step = known.every(Number.isInteger) ? 1 : (most - least) / 100;
  const bound = (which, value) =>
    make("input", {
      type: "range",
      min: least,
      max: most,
      step,
      value,
      "aria-label": `${column.title}, ${which}`,
    });
  const [low, high] = [bound("at least", least), bound("at most", most)];
  const text = make("output", { class: "range-text" });
  const tell = (range) => {
    text.textContent = `${sensible(range[0])} to ${sensible(range[1])}`;
  };
  const set = () => {
    const range = [Number(low.value), Number(high.value)].sort((a, b) => a - b);
    const { [c]: _, ...rest } = state.between;
    change({ between: range[0] <= least && range[1] >= most ? rest : { ...rest, [c]: range } });
  };
  [low, high].forEach((input) => input.addEventListener("change", set));
  views.push((s) => {
    [low.value, high.value] = s.between[c] ?? [least, most];
    tell(s.between[c] ?? [least, most]);
  });
  tell([least, most]);
  return make("fieldset", {
    class: "filter",
    children: [make("legend", { children: [name(column.title)] }), low, high, text],
  });
}

function kindFilter(column, c) {
  const flip = (index) => {
    const values = toggled(state.without[c] ?? [], index);
    const { [c]: _, ...rest } = state.without;
    change({ without: values.length ? { ...rest, [c]: values } : rest });
  };
  const boxes = column.values.map((value, index) => {
    const box = make("input", { type: "checkbox", on: { change: () => flip(index) } });
    box.checked = true;
    views.push((s) => {
      box.checked = !(s.without[c] ?? []).includes(index);
    });
    return make("label", { class: "tick", children: [box, name(value)] });
  });
  return make("details", {
    class: "filter",
    children: [make("summary", { children: [name(column.title)] }), ...boxes],
  });
}

page.columns.forEach((column, c) => {
  if (column.kind === "number" && column.filter) byId("filters").append(rangeFilter(column, c));
  if (column.kind === "category" && column.filter) byId("filters").append(kindFilter(column, c));
});
byId("filter-part").hidden = !byId("filters").children.length;
