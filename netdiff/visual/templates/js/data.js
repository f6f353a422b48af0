// What the page was given, and look-ups over it. Nothing here changes after loading.
const given = JSON.parse(document.getElementById("payload").textContent);
const page = given.page;
const nodes = given.nodes;
const edges = given.edges.map((edge, index) => ({ ...edge, id: "e" + index }));
const nodeOf = new Map(nodes.map((node) => [node.id, node]));
const edgesOf = new Map(nodes.map((node) => [node.id, []]));
edges.forEach((edge) => [edge.from, edge.to].forEach((end) => edgesOf.get(end).push(edge)));

const byId = (id) => document.getElementById(id);
const other = (edge, id) => (edge.from === id ? edge.to : edge.from);
const arrivesAt = (edge, id) => edge.arrows.includes(edge.to === id ? "to" : "from");
const leaves = (edge, id) => arrivesAt(edge, other(edge, id));
const shorten = (text, most = 34) => (text.length > most ? text.slice(0, most - 1) + "…" : text);
const count = (number) => number.toLocaleString("en-GB");
const share = (part, whole) => (whole ? Math.round((100 * part) / whole) + "%" : "–");

// Elements are made from text only: no string of the data is ever read as markup.
function make(tag, { text, children = [], on = {}, ...attributes } = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  Object.entries(on).forEach(([event, listener]) => element.addEventListener(event, listener));
  element.append(...children);
  return element;
}

function drawing(tag, attributes, children = []) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

const name = (text) => make("bdi", { text });
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The average of those known; none where so few stand behind it that it would tell of one of them.
function mean(values) {
  const known = values.filter((value) => typeof value === "number");
  return known.length >= Math.max(1, page.least)
    ? known.reduce((sum, value) => sum + value, 0) / known.length
    : null;
}

function sensible(number) {
  if (number === null || number === undefined) return "not known";
  return Math.abs(number) >= 100 ? count(Math.round(number)) : String(Number(number.toPrecision(2)));
}
