/** Prints rows of cells under a head: the first column to the left, the others to the right. */
export function printTable(head, rows) {
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k].length)));
  const line = (row) => row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join("   ");
  console.log([line(head), widths.map((width) => "─".repeat(width)).join("───"), ...rows.map(line)].join("\n"));
}
