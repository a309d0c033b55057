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

/** 1.8800000000000001 → 1.88: every digit but the sixteenth, which is rounding. */
export function withoutRounding(value: number): number {
  return Number(value.toPrecision(15));
}

/** 1 asset, 2 assets, 0.5 shares. */
export function plural(count: number, noun: string): string {
  const number = count.toLocaleString("en-US", { maximumSignificantDigits: 15 });
  return `${number} ${noun}${number === "1" ? "" : "s"}`;
}

/** Milliseconds → "12 ms" or "1.23 s". */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
}

/** A name as it may go to a terminal: what controls it, the direction of writing or the lines is written out, not obeyed. */
export function printable(name: string): string {
  return name.replace(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
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
