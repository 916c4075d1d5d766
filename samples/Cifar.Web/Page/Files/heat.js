// A spotlight on what matters: the less of the probability a part of the picture is worth, the more it is shaded.
export function paint(canvas, { rows, columns, loss }) {
  const greatest = Math.max(...loss, 0.02); // A map of next to nothing should look like nothing.
  const small = document.createElement("canvas");
  [small.width, small.height] = [columns, rows];
  const pixels = new ImageData(columns, rows);
  loss.forEach((value, i) => {
    const worth = Math.max(0, value) / greatest;
    pixels.data.set([12, 18, 24, 215 * (1 - worth)], 4 * i);
  });
  small.getContext("2d").putImageData(pixels, 0, 0);
  [canvas.width, canvas.height] = [320, 320];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  // The places are patch centres: the outermost lie half a patch inside the edge.
  context.clearRect(0, 0, 320, 320);
  context.drawImage(small, 0, 0, 320, 320);
}
