/** The word of `words` nearest to `word`, or undefined where none is near enough to be what was meant. */
export function nearMatch(word: string, words: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(Math.min(word.length, 12) / 2.5)) + 1;
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** What to say where one of `words` was expected: the near match, else the first few of them. */
export function expectedOneOf(word: string, words: readonly string[], kind: string): string {
  const near = nearMatch(word, words);
  if (near !== undefined) return `${JSON.stringify(near)}, or another ${kind}`;
  const shown = words.slice(0, 12).map((one) => JSON.stringify(one));
  if (words.length > shown.length) shown.push(`… (${words.length} in all)`);
  return `a ${kind}: ${shown.join(", ")}`;
}

/**
 * The number of insertions, deletions, substitutions and swaps of neighbours between two words
 * (optimal string alignment; Damerau 1964, Wagner & Fischer 1974).
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, before[j - 2] + 1);
      row.push(distance);
    }
    before = above;
    above = row;
  }
  return above[b.length];
}
