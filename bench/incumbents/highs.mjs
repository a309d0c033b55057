/**
 * npm highs: HiGHS compiled to WebAssembly. The model is passed as arrays, not as text; the Hessian as the nonzeros of its lower
 * triangle, scaled to a mean variance of 1 where that is less, because the solver stalls on the small numbers of raw daily covariances.
 */
import loadHighs from "highs";
import { inTurn } from "../race/inTurn.mjs";

/** The nonzeros of the lower triangle by columns, or undefined where there are none. */
function triangle(P, n, scale) {
  const starts = new Int32Array(n + 1);
  for (let j = 0, k = 0; j < n; j++, starts[j] = k) for (let i = j; i < n; i++) if (P[j * n + i] !== 0) k++;
  const indices = new Int32Array(starts[n]);
  const values = new Float64Array(starts[n]);
  for (let j = 0, k = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      if (P[j * n + i] === 0) continue;
      indices[k] = i;
      values[k++] = scale * P[j * n + i];
    }
  }
  return starts[n] > 0 ? { format: "triangular", dimension: n, starts, indices, values } : undefined;
}

/** The nonzeros of the rows. */
function sparseRows(A, m, n) {
  const [starts, indices, values] = [[0], [], []];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      if (A[i * n + j] === 0) continue;
      indices.push(j);
      values.push(A[i * n + j]);
    }
    starts.push(indices.length);
  }
  return { format: "csr", numRows: m, numCols: n, starts, indices, values };
}

/** What the objective is multiplied by. */
function scaleOf({ n, P }) {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += P[i * n + i];
  return trace > 0 && trace < n ? n / trace : 1;
}

function modelData({ n, m, P, q, A, l, u, lb, ub }, scale) {
  const hessian = triangle(P, n, scale);
  return {
    numCols: n,
    numRows: m,
    colCost: q.map((one) => scale * one),
    colLower: lb,
    colUpper: ub,
    rowLower: l,
    rowUpper: u,
    matrix: sparseRows(A, m, n),
    ...(hessian && { hessian }),
  };
}

const nameOf = (names, code) => Object.keys(names).find((name) => names[name] === code) ?? String(code);

export async function open(problem) {
  const highs = await loadHighs();
  const scale = scaleOf(problem);
  const data = modelData(problem, scale);
  const create = () => {
    const model = highs.createModel(data);
    model.options.set({ output_flag: false });
    return model;
  };
  const solve = (model) => {
    model.run();
    const code = model.getModelStatus();
    const { modelStatus } = highs.constants;
    if (code !== modelStatus.optimal) return { status: "failed", reason: nameOf(modelStatus, code) };
    const x = Float64Array.from(model.getSolution().colValue);
    return { status: "solved", x, iterations: Number(model.info.get("qp_iteration_count")) };
  };
  const close = (model) => model.dispose();
  if (problem.changes === undefined) return { pass: create, solve, close };

  // The model is kept, and whatever highs itself keeps from run to run; its costs change.
  const { n, changes } = problem;
  const columns = { kind: "range", from: 0, to: n - 1 };
  return {
    pass: () => {
      const model = create();
      model.run();
      return model;
    },
    solve: (model) =>
      inTurn(changes, n, (q) => {
        const costs = q.map((one) => scale * one);
        model.changeColsCost(columns, costs);
        return solve(model);
      }),
    close,
  };
}
