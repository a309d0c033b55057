/** What `quadfolio optimize` was asked to do. Returns and weights are fractions; a return is that of one observation. */
export interface OptimizeOptions {
  returns?: boolean;
  objective: "min-variance" | "utility" | "target-return";
  estimator: "sample" | "ledoit-wolf" | "oas";
  minWeight: number;
  maxWeight: number;
  riskAversion?: number;
  targetReturn?: number;
  lookback?: number;
  periodsPerYear: number;
  top: number;
  json?: boolean;
  out?: string;
}
