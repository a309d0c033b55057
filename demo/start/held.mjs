/**
 * What portfolios would have done: each is bought at the first of `prices` (dates × assets, row-major) and rebalanced
 * to its weights every week. Returns the volatility and the mean of the weekly returns.
 */
export function held(weights, prices) {
  const n = weights.length;
  const returns = [];
  for (let row = n; row < prices.length; row += n) {
    returns.push(weights.reduce((sum, weight, j) => sum + weight * (prices[row + j] / prices[row - n + j] - 1), 0));
  }
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1);
  return { mean, volatility: Math.sqrt(variance), weeks: returns.length };
}
