/** npm simple-statistics: the sample covariance of two series, for each pair. */
import { sampleCovariance } from "simple-statistics";
import { nested } from "./inequalities.mjs";

export function open({ kind, n, observations, values }) {
  if (kind === "cholesky") return { refuses: "it has no Cholesky decomposition" };
  const rows = nested(values, n, observations);
  const solve = () => {
    const x = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) x[i * n + j] = x[j * n + i] = sampleCovariance(rows[i], rows[j]);
    }
    return { status: "solved", x };
  };
  return { solve };
}
