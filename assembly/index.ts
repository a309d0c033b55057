/**
 * The ABI of the compute core, as far as the entry `quadfolio` needs it; full.ts has all of it. It computes nothing: every function
 * here checks nothing, allocates or passes on, and has the same name in both builds. Pointers are byte addresses, matrices are
 * row-major f64, sizes are element counts.
 */
export { allocate, release, heapUsed } from "./memory/heap";
export * from "./covariance/index";
export { qpAdvance, qpCreate, qpField, qpIterations, qpRelease, qpSetup, qpStart, qpStop } from "./qp/index";
export {
  universeBegin,
  universeCount,
  universeCreate,
  universeField,
  universeMissingRows,
  universeRelease,
  universeRound,
  universeStart,
  universeStop,
} from "./qp/universe/index";
export { traceBegin, traceCreate, traceEvent, traceField, traceRelease } from "./qp/universe/parametric/index";
export { setShortTiles } from "./blas/blocking";
