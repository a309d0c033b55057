import type { Plots } from "./plots.js";

const MOST = 24;

/** The largest weights of a portfolio as bars. */
export function weightsPlot(
  { Plot, document, style }: Plots,
  names: readonly string[],
  weights: Float64Array,
  width: number,
  height: number,
): Element {
  const held = Array.from(weights.keys()).filter((j) => weights[j] !== 0);
  held.sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]));
  const shown = held.slice(0, MOST).sort((a, b) => weights[b] - weights[a]);
  const rest = held.slice(MOST);
  // Bars are told apart by their order: names need not differ once they are shortened.
  const bars = shown.map((j, k) => ({ key: String(k), name: shortened(names[j]), weight: 100 * weights[j] }));
  if (rest.length > 0) {
    const sum = rest.reduce((all, j) => all + weights[j], 0);
    bars.push({ key: String(MOST), name: `${rest.length} more`, weight: 100 * sum });
  }
  const label = new Map(bars.map(({ key, name }) => [key, name]));
  const most = Math.max(...bars.map(({ weight }) => weight), 0);
  const least = Math.min(...bars.map(({ weight }) => weight), 0);
  const room = 0.22 * (most - least);
  return Plot.plot({
    document,
    style,
    width,
    height: Math.min(height, 74 + 26 * bars.length),
    marginLeft: 92,
    marginTop: 24,
    marginBottom: 50,
    marginRight: 8,
    x: {
      label: "Weight (%)",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: 4,
      domain: [least < 0 ? least - room : 0, most + room || 1],
    },
    y: { label: null, domain: bars.map(({ key }) => key), tickFormat: (key: string) => label.get(key) ?? "", tickSize: 0 },
    marks: [
      Plot.barX(bars, {
        x: "weight",
        y: "key",
        fill: ({ key }) => (key === String(MOST) ? "#d1d5db" : "#d9822b"),
        insetTop: 2.5,
        insetBottom: 2.5,
        rx: 1.5,
      }),
      ...([1, -1] as const).map((side) =>
        Plot.text(bars, {
          filter: ({ weight }: { weight: number }) => side * weight > 0,
          x: "weight",
          y: "key",
          text: ({ weight }: { weight: number }) => (Math.abs(weight) < 0.05 ? "<0.1" : weight.toFixed(1)),
          textAnchor: side > 0 ? "start" : "end",
          dx: 5 * side,
          fontSize: 11.5,
          fill: "#374151",
        }),
      ),
      Plot.ruleX([0], { stroke: "#111827" }),
    ],
  });
}

function shortened(name: string): string {
  return name.length > 12 ? `${name.slice(0, 11)}…` : name;
}
