// A line of the last few minutes.
import { h } from "./dom.js";

const WIDTH = 120;
const HEIGHT = 28;

// values: the oldest first; label says in words what the line shows.
export function spark(values, label) {
  const top = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map((value, n) =>
    (n * step).toFixed(1) + "," +
    (HEIGHT - 2 - (value / top) * (HEIGHT - 4)).toFixed(1));

  return h("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
                    preserveAspectRatio: "none", role: "img",
                    "aria-label": label },
    h("line", { x1: 0, x2: WIDTH, y1: HEIGHT - 2, y2: HEIGHT - 2,
                class: "spark-ground" }),
    values.length > 1 &&
      h("polyline", { points: points.join(" "), class: "spark-line" }));
}

// parts: [[class, number]]; their shares as one bar.
export function shares(parts, label) {
  const all = parts.reduce((sum, [, n]) => sum + n, 0);
  let x = 0;

  return h("svg", { class: "shares", viewBox: "0 0 100 4",
                    preserveAspectRatio: "none", role: "img",
                    "aria-label": label },
    h("rect", { x: 0, y: 0, width: 100, height: 4, class: "share-none" }),
    parts.filter(([, n]) => n > 0).map(([name, n]) => {
      // Few among many are still to be seen.
      const width = Math.max(1, n / all * 100);
      const rect = h("rect", { x: x.toFixed(2), y: 0,
                               width: width.toFixed(2), height: 4,
                               class: "share-" + name });

      x += width;
      return rect;
    }));
}
