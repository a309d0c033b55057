/**
 * The answers to a problem for each of several q, one after the other in `changes`: their x one after the other, the sum of their
 * iterations, and "solved" where all of them are.
 */
export function inTurn(changes, n, solve) {
  const x = new Float64Array(changes.length);
  let iterations = 0;
  for (let from = 0; from < changes.length; from += n) {
    const answer = solve(changes.subarray(from, from + n));
    if (answer.status !== "solved") return { ...answer, reason: `${answer.reason ?? ""} at change ${from / n}` };
    x.set(answer.x, from);
    iterations += answer.iterations;
  }
  return { status: "solved", x, iterations };
}
