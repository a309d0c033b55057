/** 12345.6 → "12,346". */
export function integer(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** 0.12345 → "12.35 %". */
export function percent(value: number, digits = 2): string {
  return `${(100 * value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })} %`;
}

/** 3.2e-16 → "3.2e-16"; 0 → "0". */
export function exponent(value: number): string {
  return value === 0 ? "0" : value.toExponential(1);
}

/** 1 asset, 2 assets. */
export function plural(count: number, noun: string): string {
  return `${integer(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Milliseconds → "12 ms" or "1.23 s". */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
}

/** A name as it may go to a terminal: control characters are written out, not obeyed. */
export function printable(name: string): string {
  // eslint-disable-next-line no-control-regex
  return name.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => JSON.stringify(character).slice(1, -1));
}

/** Words set in lines of at most `width` characters, later lines indented. */
export function wrap(words: readonly string[], indent: string, width = 100): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  lines.push(line);
  return lines.map((text) => indent + text).join("\n");
}
