import { accuracy, denseProduct, residuals } from "../certificate.mjs";
import { race } from "./race.mjs";
import { shared } from "./shared.mjs";

/** What an incumbent's answer may miss the sides and the optimum by, relative: beyond that it is called inaccurate. */
export const ACCURATE = 1e-6;

/**
 * quadfolio and incumbents at one problem, each alone and one after the other. quadfolio's answer counts where its three residuals are at
 * most `certified`, absolute, recomputed from the data; its objective is then what the others are judged by. Returns
 * `{ [name]: record }`, the records without the vectors of the answers.
 *
 * @param {any} problem
 * @param {string[]} names
 * @param {any} options
 * @returns {Promise<Record<string, any>>}
 */
export async function contest(problem, names, { certified = 1e-9, multiply = denseProduct(problem.P), ...options } = {}) {
  const given = shared(problem);
  const own = await race("quadfolio", given, { counted: true, ...options });
  const checked = own.status === "solved" ? residuals(problem, multiply, own) : undefined;
  const residual = checked && Math.max(checked.primal, checked.dual, checked.gap);
  const records = { quadfolio: { ...record(own), ...(checked && { residual }) } };
  if (checked && !(residual <= certified)) records.quadfolio.status = "inaccurate";
  for (const name of names) {
    const answer = await race(name, given, options);
    records[name] = record(answer);
    if (answer.status === "solved" && records.quadfolio.status === "solved")
      judge(records, name, problem, multiply, answer, checked);
  }
  return records;
}

const record = ({ x: _x, y: _y, z: _z, ...rest }) => rest;

function judge(records, name, problem, multiply, { x }, { objective, scale }) {
  const { violation, excess } = accuracy(problem, multiply, x, { objective, scale });
  records[name].error = Math.max(violation, excess, 0);
  if (!(records[name].error <= ACCURATE)) records[name].status = "inaccurate";
  // A feasible point below the certified optimum: then the certificate was none.
  if (violation <= 1e-12 && excess < -ACCURATE) records.quadfolio.status = "inaccurate";
}
