// Where a network looks: from dark blue (little) over red to yellow (much), so that it reads without colours as well. The scale in style.css shows the same.
const stops = [[20, 27, 92], [106, 28, 129], [196, 54, 91], [245, 127, 45], [253, 232, 92]];
const side = 192;
const leastLoss = 0.02; // A loss of next to nothing should look like nothing.
const places = ["upper left", "upper middle", "upper right", "left", "middle", "right", "lower left", "lower middle", "lower right"];

export const methods = {
  "grad-cam": { name: "Grad-CAM", meaning: "Bright places speak for it in the network's last feature maps." },
  "occlusion": { name: "occlusion", meaning: "Bright places cost it probability when they are covered." },
};

export const shows = map => map.peak > 0;

export function paint(canvas, map) {
  const strength = map.method === "occlusion" ? Math.min(1, Math.max(0, map.peak) / leastLoss) : 1;
  const pixels = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const value = strength * at(map, (Math.floor(i / side) + 0.5) / side, (i % side + 0.5) / side);
    pixels.data.set([...color(value), 255 * (0.25 + 0.4 * value)], 4 * i);
  }

  [canvas.width, canvas.height] = [side, side];
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

/** The ninth of the picture with the greatest sum, in words. */
export function brightest(map) {
  const sums = Array(9).fill(0), steps = 24;
  for (let i = 0; i < steps * steps; i++) {
    const row = Math.floor(i / steps), column = i % steps;
    sums[3 * Math.floor(3 * row / steps) + Math.floor(3 * column / steps)] += at(map, (row + 0.5) / steps, (column + 0.5) / steps);
  }

  return places[sums.indexOf(Math.max(...sums))];
}

// Between the middles of the places linearly; beyond the outermost as they are.
function at({ rows, columns, values }, y, x) {
  const row = clamp(y * rows - 0.5, rows - 1), column = clamp(x * columns - 0.5, columns - 1);
  const top = Math.floor(row), left = Math.floor(column), down = row - top, across = column - left;
  const value = (r, c) => values[Math.min(r, rows - 1) * columns + Math.min(c, columns - 1)];
  const mix = r => value(r, left) * (1 - across) + value(r, left + 1) * across;
  return mix(top) * (1 - down) + mix(top + 1) * down;
}

function color(value) {
  const place = clamp(value, 1) * (stops.length - 1), from = Math.min(Math.floor(place), stops.length - 2), share = place - from;
  return stops[from].map((part, i) => part * (1 - share) + stops[from + 1][i] * share);
}

const clamp = (number, most) => Math.min(most, Math.max(0, number));
