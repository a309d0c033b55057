const CHARACTER = 6.6;
const LINE = 12;

/**
 * Where the labels of points go: above, below, right or left of the point, whichever is first free of the labels
 * already placed and of `obstacles` (boxes [left, top, right, bottom]); a label with no free place is left out.
 * Points are { x, y, label }, in pixels; the result adds dx, dy, the middle of the label beside its point.
 */
export function placeLabels(points, obstacles) {
  const taken = [...obstacles, ...points.map(({ x, y }) => [x - 3, y - 3, x + 3, y + 3])];
  return points.flatMap((point) => {
    const half = (CHARACTER * point.label.length) / 2;
    const places = [
      [0, -10],
      [0, 10],
      [half + 7, 0],
      [-half - 7, 0],
    ];
    for (const [dx, dy] of places) {
      const [x, y] = [point.x + dx, point.y + dy];
      const box = [x - half, y - LINE / 2, x + half, y + LINE / 2];
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return [{ ...point, dx, dy }];
    }
    return [];
  });
}

function overlap([left, top, right, bottom], [otherLeft, otherTop, otherRight, otherBottom]) {
  return left < otherRight && otherLeft < right && top < otherBottom && otherTop < bottom;
}
