/** The sections whose names are one of `only`, or begin with one and a slash; all of them where `only` is undefined. */
export function chosen(sections, only) {
  if (only === undefined) return sections;
  const matches = ({ name }, wanted) => name === wanted || name.startsWith(`${wanted}/`);
  for (const wanted of only) {
    if (sections.some((section) => matches(section, wanted))) continue;
    throw new Error(
      `--only is ${wanted}, expected one of ${sections.map(({ name }) => name).join(", ")}, or what one begins with.`,
    );
  }
  return sections.filter((section) => only.some((wanted) => matches(section, wanted)));
}

const SAME = ["machine", "node", "simd", "commit", "quick"];

/** What a record is about: the problem and its size. */
const about = ({ family, name, n, assets }) => JSON.stringify([family, name, n, assets]);

/** The records of a section with those of a run before it that are about something else, by size. */
function together(before = [], records) {
  const fresh = new Set(records.map(about));
  const size = ({ n, assets }) => n ?? assets ?? 0;
  const all = [...before.filter((record) => !fresh.has(about(record))), ...records];
  return all.some((record) => !fresh.has(about(record))) ? all.sort((a, b) => size(a) - size(b)) : records;
}

/** The sizes of a list that are wanted: all of them where `wanted` is undefined. */
export const sizesAmong = (wanted) => (sizes) => (wanted === undefined ? sizes : sizes.filter((size) => wanted.includes(size)));

/** A run with what one before it, of the same commit and machine, has and it has not. */
export function merged(before, run) {
  if (before === undefined || SAME.some((key) => before[key] !== run[key])) return run;
  const renewed = Object.entries(run.sections).map(([name, records]) => [name, together(before.sections[name], records)]);
  return {
    ...run,
    commands: [...(before.commands ?? []), ...run.commands],
    sections: { ...before.sections, ...Object.fromEntries(renewed) },
  };
}
