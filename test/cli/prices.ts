/** Prices of five assets on 80 days, the same at every run. */
export const SYMBOLS = ["ALPHA", "BETA", "GAMMA", "DELTA", "EPSILON"];

export function priceRows(days = 80): { dates: string[]; prices: number[][] } {
  let seed = 12345;
  const uniform = () => (seed = (1103515245 * seed + 12345) % 2147483648) / 2147483648;
  const dates: string[] = [];
  const prices: number[][] = [];
  let row = [20, 55, 100, 7, 310];
  for (let i = 0; i < days; i++) {
    dates.push(new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10));
    prices.push(row);
    const market = uniform() - 0.49;
    row = row.map((price, j) => price * (1 + 0.02 * market + 0.008 * (j + 1) * (uniform() - 0.5)));
  }
  return { dates, prices };
}

/** Rows as CSV. `columns` adds columns: a symbol and the text of its cell on each day. */
export function csv(days = 80, columns: Record<string, (day: number) => string> = {}, delimiter = ","): string {
  const { dates, prices } = priceRows(days);
  const head = ["Date", ...SYMBOLS, ...Object.keys(columns)];
  const rows = dates.map((date, i) => [date, ...prices[i].map(String), ...Object.values(columns).map((cell) => cell(i))]);
  return [head, ...rows].map((cells) => cells.join(delimiter)).join("\n") + "\n";
}
