/**
 * The bounds and kinks of n variables in ascending order: those of variable j from `start[j]` to
 * `start[j + 1]`, its lower bound first, its upper bound last. `slope` at the place of a node is that of
 * φⱼ from there to the next node; at the last node it means nothing.
 */
export interface Nodes {
  /** n + 1. */
  readonly start: Int32Array;
  readonly value: Float64Array;
  readonly slope: Float64Array;
}

/** Two nodes a variable: its bounds, and no costs. */
export function boundNodes(lb: Float64Array, ub: Float64Array): Nodes {
  const n = lb.length;
  const start = new Int32Array(n + 1);
  const value = new Float64Array(2 * n);
  for (let j = 0; j < n; j++) {
    value[2 * j] = lb[j];
    value[2 * j + 1] = ub[j];
    start[j + 1] = 2 * j + 2;
  }
  return { start, value, slope: new Float64Array(2 * n) };
}

/** The same between bounds that are as tight or tighter. */
export function nodesWithin({ start, value, slope }: Nodes, lb: Float64Array, ub: Float64Array): Nodes {
  const n = lb.length;
  const [starts, values, slopes] = [new Int32Array(n + 1), [] as number[], [] as number[]];
  for (let j = 0; j < n; j++) {
    // A segment that reaches into the bounds begins where it enters them.
    for (let k = start[j]; k < start[j + 1] - 1; k++) {
      const isFirst = values.length === starts[j];
      if (value[k + 1] <= lb[j] && !(isFirst && k === start[j + 1] - 2)) continue;
      if (value[k] >= ub[j] && !isFirst) break;
      values.push(isFirst ? lb[j] : value[k]);
      slopes.push(slope[k]);
    }
    values.push(ub[j]);
    slopes.push(0);
    starts[j + 1] = values.length;
  }
  return { start: starts, value: Float64Array.from(values), slope: Float64Array.from(slopes) };
}

/** Which of variable j's nodes a value is at; −1 where it is between two. */
export function nodeAt({ start, value }: Nodes, j: number, x: number): number {
  for (let k = start[j]; k < start[j + 1]; k++) if (value[k] === x) return k - start[j];
  return -1;
}
