// One picture and what the model says about it.
import { classify, explain, networkInput } from "./api.js";
import { fill, mark, percent, readable } from "./guesses.js";
import { brightest, methods, paint, shows } from "./heat.js";

export class Card {
  #file;
  #say;
  #model = null;
  #answer = null;
  #shown = null; // The class whose map lies over the picture.
  #turn = 0;
  #mapTurn = 0;

  constructor(file, removed, say) {
    this.#file = file;
    this.#say = say;
    this.element = document.importNode(document.getElementById("card").content.firstElementChild, true);
    const photo = this.#find(".photo img");
    photo.alt = `Your picture ${file.name}`;
    photo.addEventListener("load", () => photo.classList.toggle("small", photo.naturalWidth <= 128), { once: true });
    photo.addEventListener("error", () => this.#find(".photo").hidden = true, { once: true });
    photo.src = URL.createObjectURL(file);
    this.#find(".name").textContent = file.name;
    this.#find(".why").addEventListener("click", () => this.#toggleHeat(this.#shown ?? this.#answer.predictions[0].label));
    this.#find(".remove").addEventListener("click", () => {
      URL.revokeObjectURL(photo.src);
      this.element.remove();
      removed(this);
    });
  }

  async ask(model) {
    const turn = ++this.#turn; // A later question makes this one's answer worthless.
    this.#model = model;
    this.element.classList.add("waiting");
    this.#hideHeat();
    const start = performance.now();
    try {
      const answer = await classify(this.#file, model.name);
      if (turn !== this.#turn) return;
      this.#show(answer, performance.now() - start);
      this.#say(`${this.#file.name}: ${readable(answer.predictions[0].label)}, ${percent(answer.predictions[0].probability)}`);
      await this.#showInput(turn);
    } catch (problem) {
      if (turn !== this.#turn) return;
      this.#fail(problem.message);
      this.#say(`${this.#file.name}: ${problem.message}`);
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
    fill(this.#find(".guesses"), answer.predictions, label => this.#toggleHeat(label));
    const { waiting, decoding, scoring } = answer.timing;
    this.#find(".timing").textContent =
      `${(waiting + decoding + scoring).toFixed(1)} ms in the server: waiting ${waiting.toFixed(1)}, reading ${decoding.toFixed(1)}, model ${scoring.toFixed(1)}. ${roundTrip.toFixed(0)} ms there and back.`;
    this.#find(".name").textContent = `${this.#file.name}, ${answer.width}\u00a0×\u00a0${answer.height}`;
    for (const part of [".why", ".hint"]) this.#find(part).hidden = false;
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
    this.#find(".seen figcaption").textContent = `What the network sees: ${width}\u00a0×\u00a0${height}${sharpens ? ", sharpened" : ""}`;
    this.#find(".seen").hidden = false;
  }

  #fail(message) {
    this.#answer = null;
    this.#find(".lead").textContent = "No answer";
    this.#find("h2").textContent = this.#file.name;
    for (const empty of [".kind", ".timing"]) this.#find(empty).textContent = "";
    this.#find(".guesses").replaceChildren();
    for (const part of [".why", ".hint", ".seen"]) this.#find(part).hidden = true;
    this.#find(".problem").textContent = message;
    this.#find(".problem").hidden = false;
  }

  async #toggleHeat(label) {
    if (this.#shown === label) {
      this.#hideHeat();
      return;
    }

    const turn = this.#turn, mapTurn = ++this.#mapTurn;
    const isWanted = () => turn === this.#turn && mapTurn === this.#mapTurn;
    this.element.classList.add("waiting");
    try {
      const map = await explain(this.#file, this.#model.name, label);
      if (isWanted()) this.#showHeat(map);
    } catch (problem) {
      if (!isWanted()) return;
      this.#find(".timing").textContent = problem.message;
      this.#say(problem.message);
    } finally {
      if (isWanted()) this.element.classList.remove("waiting");
    }
  }

  #showHeat(map) {
    const { name, meaning } = methods[map.method];
    const title = `Where it looks for ${readable(map.label)}, by ${name}.`;
    const place = shows(map) ? `Most in the ${brightest(map)}.` : "Nothing in the picture speaks for it.";
    const heat = this.#find(".heat");
    paint(heat, map);
    heat.setAttribute("aria-label", `${title} ${place}`);
    this.#find(".method").textContent = title;
    this.#find(".meaning").textContent = shows(map) ? meaning : place;
    this.#shown = map.label;
    this.#markHeat();
    this.#say(`${this.#file.name}: ${title} ${place}`);
  }

  #hideHeat() {
    this.#shown = null;
    this.#markHeat();
  }

  #markHeat() {
    for (const part of [".heat", ".legend"]) this.#find(part).hidden = this.#shown === null;
    this.#find(".why").setAttribute("aria-pressed", String(this.#shown !== null));
    mark(this.#find(".guesses"), this.#shown);
  }

  #find(selector) {
    return this.element.querySelector(selector);
  }
}
