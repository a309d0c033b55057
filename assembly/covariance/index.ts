/** The exports of this room, under the names of the ABI. */
export { createPanel as panelCreate, releasePanel as panelRelease, retainPanel as panelRetain } from "./panel";
export { panelStride, panelValues, summarize as panelSummarize, toLogReturns, toSimpleReturns, writeObservations } from "./panel";
export {
  addRow as covAddRow,
  centre as covCentre,
  createDense as covCreateDense,
  createGram as covCreateGram,
  createRows as covCreateRows,
  denseMatrix as covMatrix,
  depthOf as covDepth,
  meansOf as covMeans,
  releaseCovariance as covRelease,
} from "./covariance";
export {
  column as covColumn,
  diagonal as covDiagonal,
  gatherScratch as covGatherScratch,
  multiply as covMultiply,
  toMatrix as covToMatrix,
  variance as covVariance,
} from "./products";
export { sample as covSample } from "./sample";
export { shrink as covShrink } from "./shrinkage";
export { clipEigenvalues as covClip, principalFactors as covPrincipalFactors } from "./factors";
export { nonlinearShrinkage as covNonlinear } from "./nonlinear";
export { exponential as covExponential } from "./ewma";
export { downside as covDownside } from "./semi";
export { pairwise as covPairwise, shortPair as covShortPair } from "./pairwise";
export { factorModel as covFactorModel } from "./factorModel";
export { roll as covRoll } from "./rolling";
