// The page: pictures come in by file, drop, paste or camera; each becomes a card with an answer.
import { models } from "./api.js";
import { Card } from "./card.js";
import { offerCamera } from "./camera.js";
import { readable } from "./guesses.js";
import { offerThemes } from "./theme.js";

const mostAtOnce = 32;
const element = id => document.getElementById(id);
const cards = new Set();
let chosen = null;

offerThemes(element("theme"));
offerCamera(element("camera"), add);
element("choose").addEventListener("click", () => element("files").click());
element("files").addEventListener("change", event => {
  add([...event.target.files]);
  event.target.value = ""; // The same file may be chosen again.
});
document.addEventListener("paste", event => {
  const files = [...event.clipboardData.files];
  if (files.length) {
    event.preventDefault();
    add(files);
  }
});
acceptDrops();
await offerModels();

async function offerModels() {
  let known, report;
  try {
    ({ models: known, report } = await models());
  } catch (problem) {
    element("about").textContent = `The server does not answer: ${problem.message}`;
    return;
  }

  const select = element("model");
  select.append(...known.map(model => new Option(model.name, model.name, model.isDefault, model.isDefault)));
  select.disabled = known.length < 2;
  select.addEventListener("change", () => show(known.find(model => model.name === select.value)));
  show(known.find(model => model.isDefault));
  element("report").hidden = !report;
}

function show(model) {
  chosen = model;
  element("about").textContent =
    `A small network that knows ${model.labels.length} things, and always answers with one of them. ${model.note ?? "Give it a picture with one thing in the middle."}`;
  const accuracy = model.validationAccuracy ? `, right for ${(100 * model.validationAccuracy).toFixed(1)} % of held-out pictures` : "";
  element("model-facts").textContent = `${model.network}, ${model.width} × ${model.height} pixels${accuracy}, version ${model.version}`;
  element("class-list").replaceChildren(...model.labels.map(label => Object.assign(document.createElement("li"), { textContent: readable(label) })));
  element("classes").hidden = false;
  cards.forEach(card => card.ask(model));
}

function add(files) {
  for (const file of files.slice(0, mostAtOnce)) {
    const card = new Card(file, remove, say);
    cards.add(card);
    element("results").prepend(card.element);
    if (chosen) card.ask(chosen);
  }

  if (files.length > mostAtOnce) say(`Only the first ${mostAtOnce} pictures were taken.`);
  document.body.classList.toggle("has-results", cards.size > 0);
}

function remove(card) {
  cards.delete(card);
  document.body.classList.toggle("has-results", cards.size > 0);
  element("choose").focus();
}

function say(text) {
  element("status").textContent = text;
}

function acceptDrops() {
  let depth = 0; // Every element under the pointer is entered and left on its own.
  const mark = change => {
    depth = Math.max(0, depth + change);
    document.body.classList.toggle("dragging", depth > 0);
  };
  document.addEventListener("dragenter", event => { event.preventDefault(); mark(1); });
  document.addEventListener("dragleave", () => mark(-1));
  document.addEventListener("dragover", event => event.preventDefault());
  document.addEventListener("drop", event => {
    event.preventDefault();
    mark(-depth);
    add([...event.dataTransfer.files]);
  });
}
