/** npm compute-covariance: the covariance matrix of several series. */
import covariance from "compute-covariance";
import { nested } from "./inequalities.mjs";

export function open({ kind, n, observations, values }) {
  if (kind === "cholesky") return { refuses: "it has no Cholesky decomposition" };
  const rows = nested(values, n, observations);
  return { solve: () => ({ status: "solved", x: Float64Array.from(covariance(rows).flat()) }) };
}
