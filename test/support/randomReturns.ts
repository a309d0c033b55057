import { uniform } from "./random.js";

/** Seeded standard normal numbers (Box & Muller 1958). */
export function normal(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** T × n returns of one factor and own noise, each asset with its own mean and volatility. */
export function randomReturns(observations: number, assets: number, seed: number): Float64Array {
  const next = normal(seed);
  const beta = Float64Array.from({ length: assets }, () => 1 + 0.4 * next());
  const own = Float64Array.from({ length: assets }, () => 0.01 * Math.exp(0.4 * next()));
  const values = new Float64Array(observations * assets);
  for (let t = 0; t < observations; t++) {
    const factor = 0.01 * next();
    for (let i = 0; i < assets; i++) values[t * assets + i] = 0.0004 + beta[i] * factor + own[i] * next();
  }
  return values;
}
