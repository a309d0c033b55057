/** A table of the terminal, line by line as the records come. `show` writes one line. */
export function tablePrinter({ title, columns, row }, show) {
  const widths = columns.map((column) => Math.max(8, column.length));
  const line = (cells) =>
    cells.map((cell, k) => (k === 0 ? String(cell).padEnd(widths[k]) : String(cell).padStart(widths[k]))).join("  ");
  show(`\n${title}`);
  show(line(columns));
  return (record) => {
    const cells = row(record);
    // A wide cell widens its column from here on.
    cells.forEach((cell, k) => (widths[k] = Math.max(widths[k], String(cell).length)));
    show(line(cells));
  };
}
