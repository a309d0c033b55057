/**
 * npm quadprog: the dual method of Goldfarb and Idnani in plain JavaScript. Its arrays begin at 1, and it writes over them. Its
 * `factorized` option takes an inverse Cholesky factor for P: made anew for each problem it saves nothing, but it does where
 * only q changes from solve to solve.
 */
import quadprog from "quadprog";
import { inTurn } from "../race/inTurn.mjs";
import { inequalities, inverseFactor, nested } from "./inequalities.mjs";

const fromOne = (values) => [0, ...values];
const matrixFromOne = (rows) => fromOne(rows.map(fromOne));
const copied = (matrix) => matrix.map((row) => (row === 0 ? 0 : row.slice()));

export function open(problem) {
  const { n, P, q, changes } = problem;
  const { rows, equations } = inequalities(problem);
  const Amat = fromOne(Array.from({ length: n }, (_, j) => fromOne(rows.map(([row]) => row[j]))));
  const bvec = fromOne(rows.map(([, side]) => side));
  const solve = (Dmat, linear, factorized) => {
    const dvec = fromOne(linear.map((one) => -one));
    const { solution, message, iterations } = quadprog.solveQP(copied(Dmat), dvec, Amat, bvec, equations, [0, factorized]);
    if (message !== "") return { status: "failed", reason: message };
    return { status: "solved", x: Float64Array.from(solution.slice(1)), iterations: iterations[1] };
  };
  if (changes === undefined) {
    const Dmat = matrixFromOne(nested(P, n, n));
    return { solve: () => solve(Dmat, q, 0) };
  }
  return {
    pass: () => matrixFromOne(inverseFactor(P, n)),
    solve: (inverse) => inTurn(changes, n, (linear) => solve(inverse, linear, 1)),
  };
}
