import { boundsOf } from "./bounds.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { allowed as allowedBy, rounded, toConflict } from "./conflict.js";
import { limitsOf } from "./limits.js";
import type { Conflict } from "./portfolio.js";
import type { QuadraticLimit } from "./pricedTerms.js";
import { exceeds, solveForLeast } from "./solvePriced.js";

/** A constraint that may stand against a limit, and the portfolio without it. */
interface Removable {
  readonly name: string;
  without(portfolio: CheckedPortfolio): CheckedPortfolio;
}

/**
 * What stands against a limit on a quadratic function of the weights: those constraints without any one of which it could be met, found
 * by leaving out one after the other (the deletion filter of Chinneck & Dravnieks 1991), how far they let it go, and how far all others do.
 */
export function quadraticConflict(portfolio: CheckedPortfolio, limit: QuadraticLimit): Conflict {
  const leastUnder = (one: CheckedPortfolio): Float64Array | undefined => {
    const { status, x } = solveForLeast(limit, one).solution;
    return status === "solved" ? x : undefined;
  };
  const { quadraticLimits } = portfolio;
  // The limits after it are enough to stand against it.
  let part: CheckedPortfolio = { ...portfolio, quadraticLimits: quadraticLimits.slice(quadraticLimits.indexOf(limit)) };
  let allowed = leastUnder(part);
  const names: string[] = [];
  for (const { name, without } of removables(part)) {
    const rest = without(part);
    const least = leastUnder(rest);
    if (least !== undefined && exceeds(limit, least)) [part, allowed] = [rest, least];
    else names.push(name);
  }
  const beside = leastUnder({ ...portfolio, quadraticLimits: [limit, ...quadraticLimits.filter((one) => one !== limit)] });
  const reached = limit.measure(allowed ?? new Float64Array(portfolio.sides.n));
  const message = `${limit.name} must be ${limit.side} ${rounded(limit.asked)}, but ${allowedBy(names, limit.side === "at least", rounded(reached))}.`;
  return toConflict(message, limit.name, beside && rangeTo(limit, beside), [limit.name, ...names]);
}

/** What a limit can be, where it is the least of it at w. */
function rangeTo({ side, measure }: QuadraticLimit, w: Float64Array): readonly [number, number] {
  return side === "at most" ? [measure(w), Infinity] : [0, measure(w)];
}

/** All constraints but the first of the quadratic limits: bounds and limits first, so that rows with names remain. */
function removables(part: CheckedPortfolio): Removable[] {
  const { rows, bounds, quadraticLimits } = part;
  const [, ...inner] = quadraticLimits;
  return [
    ...bounds.sources.map(({ name }) => ({ name, without: (one: CheckedPortfolio) => withoutBounds(one, name) })),
    ...limitsOf(part)
      .map(({ name }) => ({ name, without: (one: CheckedPortfolio) => ({ ...one, [name]: Infinity }) }))
      .reverse(),
    ...inner.map((other) => ({
      name: other.name,
      without: (one: CheckedPortfolio) => ({ ...one, quadraticLimits: one.quadraticLimits.filter((each) => each !== other) }),
    })),
    ...rows.map(({ name }, i) => ({ name, without: (one: CheckedPortfolio) => withoutRow(one, i) })).reverse(),
  ];
}

function withoutBounds(portfolio: CheckedPortfolio, name: string): CheckedPortfolio {
  const sources = portfolio.bounds.sources.filter((source) => source.name !== name);
  const bounds = boundsOf(sources, portfolio.sides.n);
  return { ...portfolio, bounds, sides: { ...portfolio.sides, lb: bounds.lb, ub: bounds.ub } };
}

function withoutRow(portfolio: CheckedPortfolio, row: number): CheckedPortfolio {
  const [l, u] = [portfolio.sides.l.slice(), portfolio.sides.u.slice()];
  l[row] = -Infinity;
  u[row] = Infinity;
  return { ...portfolio, sides: { ...portfolio.sides, l, u } };
}
