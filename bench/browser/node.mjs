/** Some passages in this Node, as JSON: node bench/browser/node.mjs ASSETS OBSERVATIONS ROUNDS */
import { loadCore, transfer } from "quadfolio/worker";
import { seededReturns } from "../seededReturns.mjs";
import { passage } from "./passage.mjs";

const [assets, observations, rounds] = process.argv.slice(2).map(Number);
const outcomes = [];
for (let k = 0; k < rounds; k++) {
  const core = await loadCore();
  const solve = k % 2 === 0 ? "short" : "long";
  outcomes.push(await passage(core, transfer(seededReturns(observations, assets)), { assets, observations }, solve));
  core.dispose();
}
console.log(JSON.stringify({ outcomes }));
