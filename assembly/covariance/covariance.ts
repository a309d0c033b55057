import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { allocate, release } from "../memory/heap";
import { Operand } from "../blas/operand";
import { getIndex, setIndex } from "../memory/access";
import { rowMeans } from "./centred";
import { createPanel, Panel, releasePanel, retainPanel } from "./panel";

/** P = G Gᵀ + diag(d) + σ e eᵀ, never formed. */
export const GRAM: i32 = 0;

/** P is given by its elements. */
export const DENSE: i32 = 1;

/**
 * A covariance matrix P of n assets, in the form its estimator leaves it in.
 *
 * GRAM:   G[i, t] = scale · weight[t] · (X[i, t] − mean[i])      n × depth
 *         P = G N Gᵀ + diag(diagonal) + extraSign · extra extraᵀ,    N = diag(−1 for the first `negative` columns, then 1)
 *
 * X are `depth` columns of a panel this covariance holds a reference to, so that sample and shrunk
 * covariances cost n numbers beyond the returns, and a rolling window of the returns costs nothing
 * more. A factor model is the same thing with X = loadings · chol(factor covariance), mean 0.
 *
 * DENSE:  P = matrix, row-major, exactly symmetric; or only some of its rows, each where `rows` says: those that
 *         whoever works with it has asked for.
 */
@unmanaged
export class Covariance {
  /** GRAM or DENSE. */
  kind: i32;
  /** n. */
  assets: i32;
  /** Columns of G, `extra` not counted. */
  depth: i32;
  /** Address of X[0, 0]. */
  values: usize;
  /** Bytes from a row of X to the next. */
  stride: usize;
  /** The factor of all of G. */
  scale: f64;
  /** n: subtracted from the rows of X; 0 for none. */
  mean: usize;
  /** depth: multiplies the columns of X; 0 for none. */
  weight: usize;
  /** n: what is added on the diagonal; 0 for nothing. */
  diagonal: usize;
  /** n: the one more column e; 0 for none. */
  extra: usize;
  /** σ, 1 or −1; −1 too where columns of G are subtracted: P is then not G Gᵀ + diag(d) with d ≥ 0. */
  extraSign: f64;
  /** How many of the first columns of G are subtracted. */
  negative: i32;
  /** n × n; 0 where the kind is GRAM, or P is there by rows. */
  matrix: usize;
  /** The addresses of n rows of P (u32), 0 for one that is not there; 0 where P is not there by rows. */
  rows: usize;
  /** The same P as a Gram covariance, where it was found to be of few columns (lowRank.ts); 0 where that is not known. */
  factors: usize;
  /** What X lies in; 0 where the kind is DENSE. */
  panel: usize;
  /** depth + 2: for the products. */
  work: usize;
  /** G as the packing of a product reads it. */
  operand: Operand;
  /** n: the means of the returns; 0 where they are not known. */
  means: usize;
  /** n: Σ_t (X[i, t] − means[i])², in the panel; 0 where they are not known. */
  squares: usize;
  /** Room for `diagonal`, `extra`, `weight`: n, n and depth doubles, where the kind is GRAM. */
  diagonalRoom: usize;
  extraRoom: usize;
  weightRoom: usize;
  /** The Rolling of a window that is kept up to date; 0 where it is not. */
  rolling: usize;
  /** Whether its intensity is estimated, for which the smaller Gram matrix is formed. */
  hasIntensity: bool;
  /** 2n: x and P x of the last product of a solve (lastProduct.ts). */
  last: usize;
  /** Where all of this lies. */
  arena: Arena;
}

/** What rolling.ts keeps beside a Gram covariance. */
@unmanaged
export class Rolling {
  /** min(n, depth): the order of the Gram matrix that is kept once it is asked for. */
  order: i32;
  /** Whether it is the one over the observations. */
  overTime: bool;
  /** The column of X that holds the oldest observation. */
  head: i32;
  /** Observations replaced since all was formed about the centre. */
  rolls: i32;
  /** n: what is subtracted in it. */
  centre: usize;
  /** n and n: Σ_t z_t, and what its rounding lost. */
  sums: usize;
  lost: usize;
  /** order × order, lower triangle: Σ_t z_t z_tᵀ or z_tᵀz_s, z = x − centre; behind it the scratch that a syrk and a gemm need. */
  gram: usize;
  scratch: usize;
  /** 3 × n: Σ_t z_t², Σ_t z_t³, Σ_t z_t⁴ of each asset. */
  powers: usize;
  /** Over the assets, n: Σ_t q_t z_t, and Σ_t q_t², with q_t = ‖z_t‖². */
  cubic: usize;
  quartic: f64;
  /** depth + 2; n; `BATCH` rows of depth, and 2 more. */
  row: usize;
  step: usize;
  products: usize;
  arena: Arena;
}

/**
 * The Gram covariance of `depth` columns of the panel from `first` on: plain G = X, nothing
 * subtracted, nothing added. Retains the panel. Null where memory does not hold it.
 */
export function createGram(panel: Panel, first: i32, depth: i32): Covariance | null {
  const n = panel.assets;
  const bytes =
    vectorBytes(offsetof<Covariance>(), 1) +
    vectorBytes(offsetof<Operand>(), 1) +
    3 * vectorBytes(n) +
    vectorBytes(2 * n) +
    vectorBytes(depth) +
    vectorBytes(depth + 2);
  const arena = createArena(bytes);
  if (!arena) return null;
  const cov = changetype<Covariance>(takeZeroed(arena, offsetof<Covariance>(), 1));
  cov.arena = arena;
  cov.operand = changetype<Operand>(takeZeroed(arena, offsetof<Operand>(), 1));
  cov.kind = GRAM;
  cov.assets = n;
  cov.depth = depth;
  cov.values = panel.values + ((<usize>first) << 3);
  cov.stride = panel.stride;
  cov.scale = 1;
  cov.extraSign = 1;
  cov.means = takeZeroed(arena, n);
  cov.diagonalRoom = takeZeroed(arena, n);
  cov.extraRoom = takeZeroed(arena, n);
  cov.weightRoom = take(arena, depth);
  cov.last = takeZeroed(arena, 2 * n);
  cov.work = take(arena, depth + 2);
  cov.panel = changetype<usize>(panel);
  retainPanel(panel);
  return cov;
}

/** The Gram covariance of n assets on `depth` columns of its own, which are yet to be written. Null where memory does not hold it. */
export function createOwnGram(n: i32, depth: i32): Covariance | null {
  const panel = createPanel(n, depth);
  if (!panel) return null;
  const cov = createGram(panel, 0, depth);
  releasePanel(panel);
  return cov;
}

/** The dense covariance of n assets, its matrix not cleared. Null where memory does not hold it. */
export function createDense(n: i32): Covariance | null {
  const bytes =
    vectorBytes(offsetof<Covariance>(), 1) + vectorBytes(offsetof<Operand>(), 1) + vectorBytes(n) + vectorBytes(2 * n);
  const arena = createArena(bytes);
  if (!arena) return null;
  const matrix = allocate(<u64>n * <u64>n * 8);
  if (matrix == 0) {
    releaseArena(arena);
    return null;
  }
  const cov = changetype<Covariance>(takeZeroed(arena, offsetof<Covariance>(), 1));
  cov.arena = arena;
  cov.operand = changetype<Operand>(takeZeroed(arena, offsetof<Operand>(), 1));
  cov.kind = DENSE;
  cov.assets = n;
  cov.matrix = matrix;
  cov.means = takeZeroed(arena, n);
  cov.last = takeZeroed(arena, 2 * n);
  return cov;
}

/** The dense covariance of n assets of which no row is there yet. Null where memory does not hold the list of them. */
export function createRows(n: i32): Covariance | null {
  const arena = createArena(vectorBytes(offsetof<Covariance>(), 1) + vectorBytes(n, 4) + vectorBytes(2 * n));
  if (!arena) return null;
  const cov = changetype<Covariance>(takeZeroed(arena, offsetof<Covariance>(), 1));
  cov.arena = arena;
  cov.kind = DENSE;
  cov.assets = n;
  cov.rows = takeZeroed(arena, n, 4);
  cov.last = takeZeroed(arena, 2 * n);
  return cov;
}

/** The address of row i, made if it is not there, for its n doubles to be written to; 0 where memory is full. */
export function addRow(cov: Covariance, i: i32): usize {
  let row = <usize>getIndex(cov.rows, i);
  if (row == 0) {
    row = allocate((<u64>cov.assets) << 3);
    setIndex(cov.rows, i, <i32>row);
  }
  return row;
}

/** The address of row i of a dense P; 0 where it is not there. */
// @ts-ignore: decorator
@inline
export function denseRow(cov: Covariance, i: i32): usize {
  if (cov.matrix == 0) return <usize>getIndex(cov.rows, i);
  return cov.matrix + ((<usize>i * <usize>cov.assets) << 3);
}

export function releaseCovariance(cov: Covariance): void {
  if (cov.rows != 0) for (let i = 0; i < cov.assets; i++) release(denseRow(cov, i));
  if (cov.panel != 0) releasePanel(changetype<Panel>(cov.panel));
  if (cov.rolling != 0) {
    release(changetype<Rolling>(cov.rolling).gram);
    releaseArena(changetype<Rolling>(cov.rolling).arena);
  }
  release(cov.matrix);
  if (cov.factors != 0) releaseCovariance(changetype<Covariance>(cov.factors));
  releaseArena(cov.arena);
}

/** Subtracts from every row of X its mean, which `means` is set to; where X is a panel that knows its means and squares, they are taken. */
export function centre(cov: Covariance): void {
  const panel = changetype<Panel>(cov.panel);
  if (cov.depth == panel.observations && panel.summarized == cov.assets) {
    memory.copy(cov.means, panel.means, (<usize>cov.assets) << 3);
    cov.squares = panel.squares;
  } else rowMeans(cov.assets, cov.depth, cov.values, cov.stride, cov.means);
  cov.mean = cov.means;
}

/** G as an operand of a product, with the rows that `indices` lists (0 for all). */
export function gramOperand(cov: Covariance, indices: usize = 0): Operand {
  const operand = cov.operand;
  operand.values = cov.values;
  operand.stride = cov.stride;
  operand.mean = cov.mean;
  operand.factor = 0;
  operand.weight = cov.weight;
  operand.scale = cov.scale;
  operand.indices = indices;
  operand.transposed = false;
  return operand;
}

/** The fields of a covariance, for those who see only its address. */
export function denseMatrix(cov: Covariance): usize {
  return cov.matrix;
}
export function meansOf(cov: Covariance): usize {
  return cov.means;
}
export function depthOf(cov: Covariance): i32 {
  return cov.depth;
}
