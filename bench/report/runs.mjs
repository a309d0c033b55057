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

/** A run with the sections that one before it, of the same commit and machine, has and it has not. */
export function merged(before, run) {
  if (before === undefined || SAME.some((key) => before[key] !== run[key])) return run;
  return { ...run, sections: { ...before.sections, ...run.sections } };
}
