/**
 * The arguments of npm's quadprog.
 *
 * @module quadfolio/quadprog
 */
export { solveQPquadprog, type QuadprogResult } from "./solveQPquadprog.js";
