"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const redraws = [];

  // Light or dark: as the system has it, until the button is pressed.
  const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    redraws.forEach(redraw => redraw());
  });
  dark.addEventListener("change", () => redraws.forEach(redraw => redraw()));

  // Tables: rows without a number stay last; equal ones keep their order.
  const collator = new Intl.Collator("en", { numeric: true });
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
      const numeric = head.classList.contains("number");
      const before = head.getAttribute("aria-sort");
      const descending = before === "none" ? numeric : before === "ascending";
      heads.forEach(other => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const body = table.tBodies[0];
      const value = row => numeric ? Number(row.cells[column].dataset.sort ?? NaN) : row.cells[column].textContent.trim();
      const compare = (a, b) => {
        if (!numeric) {
          return descending ? collator.compare(b, a) : collator.compare(a, b);
        }
        return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : descending ? b - a : a - b;
      };
      const rows = [...body.rows].map(row => [value(row), row]);
      rows.sort(([a], [b]) => compare(a, b));
      body.append(...rows.map(([, row]) => row));
    }));
  }

  // The confusion matrix.
  const source = document.getElementById("matrix-data");
  if (source) {
    drawMatrix(JSON.parse(source.textContent));
  }

  function drawMatrix({ names, superclassOf, superclasses, runs }) {
    const canvas = document.getElementById("matrix-canvas");
    const tip = document.getElementById("matrix-tip");
    const readout = document.getElementById("matrix-readout");
    const order = document.getElementById("matrix-order");
    const run = document.getElementById("matrix-run");
    const context = canvas.getContext("2d");
    const count = names.length;
    const inClassOrder = names.map((_, i) => i);
    const grouped = superclassOf ? [...inClassOrder].sort((a, b) => superclassOf[a] - superclassOf[b] || a - b) : inClassOrder;
    const counts = runs.map(({ rows }) => rows.map(row => {
      const all = new Array(count).fill(0);
      for (let i = 0; i < row.length; i += 2) {
        all[row[i]] = row[i + 1];
      }
      return all;
    }));
    const totals = counts.map(rows => rows.map(row => row.reduce((sum, n) => sum + n, 0)));
    let place = inClassOrder;
    let margin = 0;
    let cell = 1;
    let marked = null;

    const color = name => {
      const hex = getComputedStyle(root).getPropertyValue(name).trim();
      return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
    };
    const chosen = () => run ? run.selectedIndex : 0;

    function redraw() {
      place = order && order.value === "superclass" ? grouped : inClassOrder;
      const width = canvas.parentElement.clientWidth;
      const named = count <= 30 && width / count >= 14;
      context.font = "12px system-ui, sans-serif";
      margin = named ? Math.min(width * 0.3, 8 + Math.max(...names.map(name => context.measureText(name).width))) : 0;
      cell = (width - margin) / count;
      const height = width - margin + (named ? margin : 0);
      const ratio = window.devicePixelRatio || 1;
      canvas.style.height = `${height}px`;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const paper = color("--paper");
      const ink = color("--ink");
      const edge = at => Math.round((at * cell) * ratio) / ratio;
      context.fillStyle = `rgb(${paper})`;
      context.fillRect(0, 0, width, height);
      const table = counts[chosen()];
      place.forEach((actual, y) => place.forEach((predicted, x) => {
        const n = table[actual][predicted];
        if (n > 0) {
          // The square root lets rare confusions be seen.
          const share = Math.sqrt(n / totals[chosen()][actual]);
          context.fillStyle = `rgb(${paper.map((p, i) => Math.round(p + (ink[i] - p) * share))})`;
          context.fillRect(margin + edge(x), edge(y), edge(x + 1) - edge(x), edge(y + 1) - edge(y));
        }
      }));
      context.strokeStyle = `rgb(${color("--line")})`;
      context.strokeRect(margin + 0.5, 0.5, width - margin - 1, width - margin - 1);
      if (place === grouped && superclassOf && count > 1) {
        context.beginPath();
        grouped.forEach((c, i) => {
          if (i > 0 && superclassOf[c] !== superclassOf[grouped[i - 1]]) {
            context.moveTo(margin + edge(i), 0);
            context.lineTo(margin + edge(i), width - margin);
            context.moveTo(margin, edge(i));
            context.lineTo(width, edge(i));
          }
        });
        context.strokeStyle = `rgba(${color("--accent")}, 0.45)`;
        context.stroke();
      }
      if (named) {
        context.fillStyle = `rgb(${ink})`;
        context.textBaseline = "middle";
        context.textAlign = "right";
        place.forEach((c, i) => {
          context.fillText(names[c], margin - 6, edge(i) + cell / 2, margin - 8);
          context.save();
          context.translate(margin + edge(i) + cell / 2, width - margin + 6);
          context.rotate(-Math.PI / 2);
          context.fillText(names[c], 0, 0, margin - 8);
          context.restore();
        });
      }
      if (marked) {
        context.strokeStyle = `rgb(${color("--warn")})`;
        context.lineWidth = 2;
        context.strokeRect(margin + edge(marked[0]) - 1, edge(marked[1]) - 1, cell + 2, cell + 2);
        context.lineWidth = 1;
      }
    }

    const describe = (x, y) => {
      const actual = place[y];
      const predicted = place[x];
      const n = counts[chosen()][actual][predicted];
      const total = totals[chosen()][actual];
      const share = total > 0 ? `${(100 * n / total).toFixed(1)}\u00a0%` : "none";
      const group = superclassOf && actual !== predicted && superclassOf[actual] === superclassOf[predicted] ? `; both are ${superclasses[superclassOf[actual]]}` : "";
      const verb = actual === predicted ? "found" : `taken for ${names[predicted]}`;
      return `${names[actual]} ${verb}: ${n} of ${total} (${share})${group}`;
    };

    function show(x, y) {
      const text = describe(x, y);
      marked = [x, y];
      readout.textContent = text;
      tip.textContent = text;
      tip.hidden = false;
      const left = margin + (x + 1) * cell + 6;
      const room = canvas.clientWidth - tip.offsetWidth;
      tip.style.left = `${Math.max(0, left > room ? margin + x * cell - tip.offsetWidth - 6 : left)}px`;
      tip.style.top = `${Math.max(0, Math.min(y * cell + cell + 6, canvas.clientHeight - tip.offsetHeight))}px`;
      redraw();
    }

    function hide() {
      tip.hidden = true;
      marked = null;
      redraw();
    }

    const at = event => {
      const box = canvas.getBoundingClientRect();
      const x = Math.floor((event.clientX - box.left - margin) / cell);
      const y = Math.floor((event.clientY - box.top) / cell);
      return x >= 0 && x < count && y >= 0 && y < count ? [x, y] : null;
    };
    const point = event => {
      const found = at(event);
      if (!found) {
        hide();
      } else if (!marked || found[0] !== marked[0] || found[1] !== marked[1]) {
        show(...found);
      }
    };
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointerleave", event => {
      if (event.pointerType === "mouse") {
        hide();
      }
    });
    canvas.addEventListener("blur", hide);
    canvas.addEventListener("keydown", event => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Escape") {
        hide();
      } else if (step) {
        event.preventDefault();
        const limit = n => Math.min(count - 1, Math.max(0, n));
        const [x, y] = marked ?? [-step[0], -step[1]];
        show(limit(x + step[0]), limit(y + step[1]));
      }
    });
    order?.addEventListener("change", hide);
    run?.addEventListener("change", hide);
    new ResizeObserver(redraw).observe(canvas.parentElement);
    redraws.push(redraw);
    redraw();
  }
})();
