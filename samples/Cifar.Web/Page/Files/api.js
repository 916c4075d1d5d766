// The server's answers, or an Error whose message a person can read.
const limitBytes = 8 * 1024 * 1024;
let key = sessionStorage.getItem("key");

export const models = () => ask("/api/v1/models").then(answer => answer.json());

export async function classify(file, model) {
  if (file.size > limitBytes) throw new Error("The file is larger than 8 MB. Choose a smaller picture.");
  const answer = await ask(`/api/v1/classify?top=5&model=${encodeURIComponent(model)}`, file);
  return (await answer.json()).pictures[0];
}

export const networkInput = (file, model) => ask(`/api/v1/input?model=${encodeURIComponent(model)}`, file).then(answer => answer.blob());

export const explain = (file, model, label) =>
  ask(`/api/v1/explain?model=${encodeURIComponent(model)}&label=${encodeURIComponent(label)}`, file).then(answer => answer.json());

async function ask(address, picture) {
  const headers = key ? { "X-Api-Key": key } : {};
  const request = picture ? { method: "POST", body: picture, headers: { ...headers, "Content-Type": "application/octet-stream" } } : { headers };
  let answer;
  try {
    answer = await fetch(address, request);
  } catch {
    throw new Error("The server cannot be reached.");
  }

  if (answer.status === 401) {
    await askForKey();
    return ask(address, picture);
  }

  if (answer.status === 429) {
    await new Promise(later => setTimeout(later, 1000 * (Number(answer.headers.get("Retry-After")) || 1)));
    return ask(address, picture);
  }

  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail ?? problem.title ?? `The server answered ${answer.status}.`);
  }

  return answer;
}

function askForKey() {
  const dialog = document.getElementById("key-dialog");
  return new Promise(done => {
    dialog.addEventListener("close", () => {
      key = document.getElementById("key").value;
      sessionStorage.setItem("key", key);
      done();
    }, { once: true });
    if (!dialog.open) dialog.showModal();
  });
}
