import { distance } from "./points.js";

/** A limit of Σ|x − current| or of Σ|x|. */
export type LimitName = "maxTurnover" | "maxGross";

/** At most `max` of Σ|x − centre|. */
export interface Limit {
  readonly name: LimitName;
  readonly centre: Float64Array;
  readonly max: number;
}

/** What a problem says of its limits: Infinity for none. */
export interface Limited {
  readonly sides: { readonly n: number };
  readonly current: Float64Array | undefined;
  readonly maxTurnover: number;
  readonly maxGross: number;
}

/** Whether a limit holds, and x is at it where it has a price, to a share of it. */
export function isHeld({ max, centre }: Limit, x: Float64Array, price: number, share: number): boolean {
  const beyond = distance(x, centre) - max;
  return (price > 0 ? Math.abs(beyond) : beyond) <= share * Math.max(1, max);
}

/** The limits there are. */
export function limitsOf({ sides: { n }, current, maxTurnover, maxGross }: Limited): readonly Limit[] {
  const nothing = new Float64Array(n);
  const limits: Limit[] = [
    { name: "maxGross", centre: nothing, max: maxGross },
    { name: "maxTurnover", centre: current ?? nothing, max: maxTurnover },
  ];
  return limits.filter(({ max }) => max < Infinity);
}
