/** npm quadprog-js: a fork of quadprog for Ax ≤ b, with arrays that begin at 0. Its `factorized` option is that of quadprog. */
import solveQP from "quadprog-js";
import { inTurn } from "../race/inTurn.mjs";
import { inequalities, inverseFactor, nested } from "./inequalities.mjs";

export function open(problem) {
  const { n, P, q, changes } = problem;
  const { rows, equations } = inequalities(problem);
  const A = rows.map(([row]) => Array.from(row, (one) => -one));
  const b = rows.map(([, side]) => -side);
  const solve = (matrix, linear, factorized) => {
    try {
      const { solution, iterations } = solveQP(matrix, Array.from(linear), A, b, equations, factorized);
      return { status: "solved", x: Float64Array.from(solution), iterations };
    } catch ({ message }) {
      return { status: "failed", reason: message };
    }
  };
  if (changes === undefined) {
    const matrix = nested(P, n, n);
    return { solve: () => solve(matrix, q, false) };
  }
  return {
    pass: () => inverseFactor(P, n),
    solve: (inverse) => inTurn(changes, n, (linear) => solve(inverse, linear, true)),
  };
}
