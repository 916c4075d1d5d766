// The list of the most probable classes; each can be chosen.
export const readable = label => label.replaceAll("_", " ");
export const percent = share => `${(100 * share).toFixed(1)} %`;

export function fill(list, predictions, chosen) {
  list.replaceChildren(...predictions.map(prediction => row(prediction, chosen)));
}

/** Marks the class whose map is shown; none for null. */
export function mark(list, label) {
  for (const button of list.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.label === label));
}

function row({ label, superclass, probability }, chosen) {
  const button = make("button", { type: "button", title: `Show where the network looks for ${readable(label)}` });
  button.dataset.label = label;
  button.setAttribute("aria-pressed", "false");
  const bar = make("span", { className: "fill" });
  const name = make("span", { className: "label", textContent: readable(label) });
  if (superclass) name.append(" ", make("small", { textContent: readable(superclass) }));
  button.append(bar, name, " ", make("span", { className: "percent", textContent: percent(probability) }));
  button.addEventListener("click", () => chosen(label));
  bar.style.setProperty("--share", "0");
  requestAnimationFrame(() => bar.style.setProperty("--share", String(probability))); // From nothing to its length.
  const item = document.createElement("li");
  item.append(button);
  return item;
}

const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
