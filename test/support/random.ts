/** Uniform numbers in [0, 1) from a seed (Steele, Lea & Flood 2014, SplitMix; 32-bit variant mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random n × n matrix GGᵀ/k + ridge·I of `k` factors, row-major. */
export function randomGram(n: number, k: number, ridge: number, next: () => number): Float64Array {
  const G = Float64Array.from({ length: n * k }, () => 2 * next() - 1);
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? ridge : 0;
      for (let f = 0; f < k; f++) sum += (G[i * k + f] * G[j * k + f]) / k;
      P[i * n + j] = P[j * n + i] = sum;
    }
  }
  return P;
}
