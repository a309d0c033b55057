/** The weights, and perhaps shares, as CSV, largest first, every digit of them; a name is quoted where CSV asks for it (RFC 4180). */
export function weightsCsv(names: readonly string[], weights: Float64Array, shares?: Float64Array): string {
  const order = names.map((_, j) => j).sort((a, b) => weights[b] - weights[a] || a - b);
  const lines = order.map((j) => `${quotedCell(names[j])},${weights[j]}${shares === undefined ? "" : `,${shares[j]}`}`);
  return `symbol,weight${shares === undefined ? "" : ",shares"}\n${lines.join("\n")}\n`;
}

/** A name, in quotes where it has to be. */
export function quotedCell(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
