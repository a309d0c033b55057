export { solveQPquadprog, type QuadprogResult } from "./solveQPquadprog.js";
