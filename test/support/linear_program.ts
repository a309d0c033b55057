import highs from "highs";

/** At run time the ES module's default export is the function; its types are those of the CommonJS build. */
const loadHighs = highs as unknown as typeof highs.default;

/** What HiGHS calls an optimum that it has proved. */
const OPTIMAL = 7;

/** A row of a linear program: min ≤ Σ coefficient·x ≤ max, by variable. */
export interface ProgramRow {
  entries: readonly (readonly [variable: number, coefficient: number])[];
  min: number;
  max: number;
}

/** minimise cᵀx over rows and bounds; the variables from `integers` on, in pairs [from, to), are whole numbers. */
export interface Program {
  cost: readonly number[];
  lower: readonly number[];
  upper: readonly number[];
  rows: readonly ProgramRow[];
  integers?: readonly [number, number];
}

/** What HiGHS finds: the least value and its x, or undefined where there is no point. */
export type SolveProgram = (program: Program) => { value: number; x: Float64Array } | undefined;

/** HiGHS, an independent solver of linear and mixed-integer programs. */
export async function loadLinearPrograms(): Promise<SolveProgram> {
  const solver = await loadHighs();
  return ({ cost, lower, upper, rows, integers = [0, 0] }) => {
    const entries = rows.map((row) => row.entries);
    const starts = entries.reduce((ends, one) => [...ends, ends[ends.length - 1] + one.length], [0]);
    const model = solver.createModel({
      numCols: cost.length,
      numRows: rows.length,
      colCost: cost,
      colLower: lower,
      colUpper: upper,
      rowLower: rows.map(({ min }) => min),
      rowUpper: rows.map(({ max }) => max),
      integrality: cost.map((_, j) => (j >= integers[0] && j < integers[1] ? 1 : 0)),
      matrix: {
        format: "csr",
        numRows: rows.length,
        numCols: cost.length,
        starts,
        indices: entries.flat().map(([variable]) => variable),
        values: entries.flat().map(([, coefficient]) => coefficient),
      },
    });
    try {
      const { modelStatus } = model.run();
      if (modelStatus !== OPTIMAL) return undefined;
      const x = Float64Array.from(model.getSolution().colValue);
      return { value: cost.reduce((sum, one, j) => sum + one * x[j], 0), x };
    } finally {
      model.dispose();
    }
  };
}
