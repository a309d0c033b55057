/**
 * A matrix as a product reads it: `rows` × `depth`, of which the packing takes four rows at a time.
 *
 *     element (i, k) = scale · factor[i] · weight[k] · (value(i, k) − mean[i])            rows along memory
 *     element (i, k) = scale · factor[k] · weight[i] · (value(k, i) − mean[k])            transposed
 *
 * so that centring, weighting and scaling cost one pass of packing and no copy of the data.
 */
@unmanaged
export class Operand {
  /** Address of value(0, 0). */
  values: usize;
  /** Bytes from a row of the stored matrix to the next. */
  stride: usize;
  /** Subtracted from each stored row; 0 for none. */
  mean: usize;
  /** Multiplies each stored row; 0 for none. */
  factor: usize;
  /** Multiplies each stored column; 0 for none. */
  weight: usize;
  scale: f64;
  /** i32 numbers of the stored rows to take, in order; 0 for all. */
  indices: usize;
  /** Whether the product's rows are the columns of the stored matrix. */
  transposed: bool;
}

/** Makes `operand` the plain matrix at `values` with rows `stride` bytes apart. */
export function plainOperand(operand: usize, values: usize, stride: usize, transposed: bool): Operand {
  const plain = changetype<Operand>(operand);
  plain.values = values;
  plain.stride = stride;
  plain.mean = 0;
  plain.factor = 0;
  plain.weight = 0;
  plain.scale = 1;
  plain.indices = 0;
  plain.transposed = transposed;
  return plain;
}
