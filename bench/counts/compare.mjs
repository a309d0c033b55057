/** What is counted: pivots, pricing rounds, floating-point operations, bytes of numbers loaded. */
export const QUANTITIES = ["iterations", "passes", "flops", "bytes"];

/**
 * How counts differ from a baseline, both `{ [case]: { [quantity]: number } }`: lists of
 * `{ name, quantity, before, after }`, and the cases that only one of them has.
 */
export function compare(baseline, counts) {
  const names = (some, others) => Object.keys(some).filter((name) => !Object.hasOwn(others, name));
  const shared = Object.keys(counts).filter((name) => Object.hasOwn(baseline, name));
  const changes = shared.flatMap((name) => {
    const quantities = Object.keys({ ...baseline[name], ...counts[name] });
    return quantities.map((quantity) => ({ name, quantity, before: baseline[name][quantity], after: counts[name][quantity] }));
  });
  return {
    more: changes.filter(({ before, after }) => !(after <= before)),
    less: changes.filter(({ before, after }) => after < before),
    missing: names(baseline, counts),
    added: names(counts, baseline),
  };
}

/** Whether a change may pass: nothing does more work, and every case of the baseline was run and is known. */
export const passes = ({ more, missing, added }) => more.length + missing.length + added.length === 0;
