import { environmentLine } from "../machine.mjs";
import { accuracyAgainstTime, coldStarts, key, oneAgainstOther, returnsToWeights, timeAgainstSize } from "./plots.mjs";

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #0f172a; background: #fff; max-width: 1160px; margin: 32px auto; padding: 0 20px; }
  h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 44px 0 4px; } h3 { font-size: 15px; margin: 28px 0 4px; }
  p { margin: 4px 0 10px; max-width: 78ch; } .run, .note { color: #475569; font-size: 13px; max-width: none; }
  .key span { margin-right: 18px; font-size: 13px; } .key i { display: inline-block; width: 11px; height: 11px; margin-right: 5px; border-radius: 2px; }
  .wide { overflow-x: auto; } svg { max-width: 100%; height: auto; }
  table { border-collapse: collapse; font-size: 12.5px; font-variant-numeric: tabular-nums; margin: 8px 0; white-space: nowrap; }
  th, td { padding: 3px 9px; text-align: right; border-bottom: 1px solid #e2e8f0; } th { color: #475569; font-weight: 600; vertical-align: bottom; }
  th:first-child, td:first-child { text-align: left; }`;

const escaped = (text) =>
  String(text).replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]);

function table({ columns, row, title, notes }, records) {
  const cells = (kind, values) => `<tr>${values.map((value) => `<${kind}>${escaped(value).trim()}</${kind}>`).join("")}</tr>`;
  const body = records.map((record) => cells("td", row(record))).join("\n");
  const below = (notes?.(records) ?? []).map((note) => `<p class="note">${escaped(note)}</p>`).join("\n");
  return `<h3>${escaped(title)}</h3>\n<div class="wide"><table><thead>${cells("th", columns)}</thead><tbody>\n${body}\n</tbody></table></div>\n${below}`;
}

/** The page of a run, whole in one file: plots and the tables of the terminal. */
export function page(run, sections) {
  const records = (name) => run.sections[name] ?? [];
  const qp = ["A", "B", "C", "D", "random"].flatMap((name) => records(`qp/${name}`));
  const sized = [...qp, ...records("large/given")];
  const tables = sections.filter(({ name }) => records(name).length > 0).map(({ name, table: one }) => table(one, records(name)));
  const part = (title, text, plot, keyed) =>
    plot === ""
      ? ""
      : `<h2>${title}</h2>\n<p>${text}</p>\n${keyed === undefined ? "" : key(keyed)}\n<div class="wide">${plot}</div>\n`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>quadfolio: benchmark</title>
<style>${STYLE}</style>
<h1>quadfolio beside the solvers people know</h1>
<p class="run">${escaped(environmentLine(run))}<br>${run.commands.map(escaped).join("<br>")}</p>
<p>Every answer is checked from the data before its time counts. Times compare within this page only. bench/README.md says how to read it and what it does not show.</p>
${part("Time against size", "One call from each solver’s own arrays to the solution; both axes logarithmic. A cross: cut off without an answer.", timeAgainstSize(sized), sized)}
${part("Accuracy against time", "quadfolio: the largest of its three residuals. The others: how far the answer misses the sides or the certified optimum, relative. Below 1e-18 drawn there; beyond the dashed line an answer does not count.", accuracyAgainstTime(sized), sized)}
${part("Maros–Mészáros problems", "Problems that quadfolio was not made for: sparse, many rows. Below the diagonal the incumbent is faster.", oneAgainstOther(records("qp/maros")), records("qp/maros"))}
${part("From returns to weights", "1,260 days; the covariance matrix is never formed. Beside it, the time that forming it alone takes.", returnsToWeights(records("large/returns")))}
${part("Kernels", "Sample covariance and Cholesky factorization.", timeAgainstSize(records("kernels"), { perRow: 2 }), records("kernels"))}
${part("Cold start", "Import, load and first solve in a fresh process.", coldStarts(records("cold")))}
<h2>Tables</h2>
<p>Under the name of an incumbent: its time over quadfolio’s (below 1 it is the faster one), and ± the error of its answer.</p>
${tables.join("\n")}
</html>
`;
}
