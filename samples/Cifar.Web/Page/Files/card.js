// One picture and what the model says about it.
import { classify, explain, networkInput } from "./api.js";
import { paint } from "./heat.js";

export const readable = label => label.replaceAll("_", " ");
const percent = share => `${(100 * share).toFixed(1)} %`;

export class Card {
  #file;
  #model = null;
  #answer = null;
  #turn = 0;

  constructor(file, removed) {
    this.#file = file;
    this.element = document.importNode(document.getElementById("card").content.firstElementChild, true);
    const photo = this.#find(".photo img");
    photo.alt = `Your picture ${file.name}`;
    photo.addEventListener("load", () => photo.classList.toggle("small", photo.naturalWidth <= 128), { once: true });
    photo.addEventListener("error", () => this.#find(".photo").hidden = true, { once: true });
    photo.src = URL.createObjectURL(file);
    this.#find(".photo figcaption").textContent = file.name;
    this.#find(".why").addEventListener("click", () => this.#toggleHeat());
    this.#find(".remove").addEventListener("click", () => {
      URL.revokeObjectURL(photo.src);
      this.element.remove();
      removed(this);
    });
  }

  async ask(model, say) {
    const turn = ++this.#turn; // A later question makes this one's answer worthless.
    this.#model = model;
    this.element.classList.add("waiting");
    this.#hideHeat();
    const start = performance.now();
    try {
      const answer = await classify(this.#file, model.name);
      if (turn !== this.#turn) return;
      this.#show(answer, performance.now() - start);
      say(`${this.#file.name}: ${readable(answer.predictions[0].label)}, ${percent(answer.predictions[0].probability)}`);
      await this.#showInput(turn);
    } catch (problem) {
      if (turn !== this.#turn) return;
      this.#fail(problem.message);
      say(`${this.#file.name}: ${problem.message}`);
    } finally {
      if (turn === this.#turn) this.element.classList.remove("waiting");
    }
  }

  #show(answer, roundTrip) {
    this.#answer = answer;
    const best = answer.predictions[0];
    this.#find(".problem").hidden = true;
    this.#find(".lead").textContent = best.probability > 0.8 ? "Surely" : best.probability > 0.4 ? "Probably" : "Perhaps";
    this.#find("h2").textContent = readable(best.label);
    this.#find(".kind").textContent = answer.superclass ? `among ${readable(answer.superclass.label)}, ${percent(answer.superclass.probability)} for all of those` : "";
    this.#find(".guesses").replaceChildren(...answer.predictions.map(guess));
    const { waiting, decoding, scoring } = answer.timing;
    this.#find(".timing").textContent =
      `${(waiting + decoding + scoring).toFixed(1)} ms in the server: waiting ${waiting.toFixed(1)}, reading ${decoding.toFixed(1)}, model ${scoring.toFixed(1)}. ${roundTrip.toFixed(0)} ms there and back.`;
    this.#find(".photo figcaption").textContent = `${this.#file.name}, ${answer.width} × ${answer.height}`;
    this.#find(".why").hidden = false;
  }

  async #showInput(turn) {
    const png = await networkInput(this.#file, this.#model.name);
    if (turn !== this.#turn) return;
    const image = this.#find(".seen img");
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(png);
    image.alt = "The picture as the network sees it";
    image.classList.add("small");
    const { width, height, sharpens } = this.#model;
    this.#find(".seen figcaption").textContent = `What the network sees: ${width} × ${height}${sharpens ? ", sharpened" : ""}`;
    this.#find(".seen").hidden = false;
  }

  #fail(message) {
    this.#answer = null;
    this.#find(".lead").textContent = "No answer";
    this.#find("h2").textContent = this.#file.name;
    for (const empty of [".kind", ".timing"]) this.#find(empty).textContent = "";
    this.#find(".guesses").replaceChildren();
    this.#find(".why").hidden = true;
    this.#find(".seen").hidden = true;
    this.#find(".problem").textContent = message;
    this.#find(".problem").hidden = false;
  }

  async #toggleHeat() {
    if (!this.#find(".heat").hidden) {
      this.#hideHeat();
      return;
    }

    const turn = this.#turn;
    this.element.classList.add("waiting");
    try {
      const map = await explain(this.#file, this.#model.name, this.#answer.predictions[0].label);
      if (turn !== this.#turn) return;
      paint(this.#find(".heat"), map);
      this.#find(".heat").setAttribute("aria-label", `Where the picture speaks for ${readable(map.label)}: bright parts matter, dark parts do not`);
      this.#find(".heat").hidden = false;
      this.#find(".why").setAttribute("aria-pressed", "true");
    } catch (problem) {
      this.#find(".timing").textContent = problem.message;
    } finally {
      this.element.classList.remove("waiting");
    }
  }

  #hideHeat() {
    this.#find(".heat").hidden = true;
    this.#find(".why").setAttribute("aria-pressed", "false");
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }
}

function guess({ label, superclass, probability }) {
  const item = document.createElement("li");
  const fill = Object.assign(document.createElement("span"), { className: "fill" });
  const name = Object.assign(document.createElement("span"), { className: "label", textContent: readable(label) });
  if (superclass) name.append(Object.assign(document.createElement("small"), { textContent: readable(superclass) }));
  item.append(fill, name, Object.assign(document.createElement("span"), { className: "percent", textContent: percent(probability) }));
  fill.style.setProperty("--share", "0");
  requestAnimationFrame(() => fill.style.setProperty("--share", String(probability))); // From nothing to its length.
  return item;
}
