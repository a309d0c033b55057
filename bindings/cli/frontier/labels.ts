/** A box in pixels: left, top, right, bottom. */
export type Box = readonly [number, number, number, number];

/** A point to be labelled, in pixels. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

const CHARACTER = 6.4;
const LINE = 12;

/**
 * Where labels go: above, below, right or left of their point, whichever is first free of the labels before, of all `points` and of
 * `obstacles`. dx and dy lead from the point to the middle of the label; a label with no free place is left out.
 */
export function placeLabels<T extends Labelled>(
  labelled: readonly T[],
  points: readonly { x: number; y: number }[],
  obstacles: readonly Box[],
): (T & { dx: number; dy: number })[] {
  const taken: Box[] = [...obstacles, ...points.map(({ x, y }): Box => [x - 3, y - 3, x + 3, y + 3])];
  return labelled.flatMap((point) => {
    const half = (CHARACTER * point.label.length) / 2;
    const places = [
      [0, -10],
      [0, 10],
      [half + 7, 0],
      [-half - 7, 0],
    ];
    for (const [dx, dy] of places) {
      const [x, y] = [point.x + dx, point.y + dy];
      const box: Box = [x - half, y - LINE / 2, x + half, y + LINE / 2];
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return [{ ...point, dx, dy }];
    }
    return [];
  });
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
