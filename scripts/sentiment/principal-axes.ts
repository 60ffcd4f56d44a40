// The directions in which weighted vectors vary most (principal components), by orthogonal iteration on their second moments.

const STEPS = 200;

export interface Weighted {
  readonly vector: readonly number[];
  readonly weight: number;
}

/** So many axes of length 1, the one of greatest variance first. The vectors should be centred. */
export function principalAxes(vectors: readonly Weighted[], count: number): number[][] {
  const size = vectors[0]?.vector.length ?? 0;
  const moments = Array.from({ length: size }, () => new Float64Array(size));
  for (const { vector, weight } of vectors) {
    for (let row = 0; row < size; row += 1) {
      const scaled = weight * vector[row]!;
      for (let column = 0; column < size; column += 1) moments[row]![column]! += scaled * vector[column]!;
    }
  }
  // Any start that is not orthogonal to the axes: unit vectors, slightly mixed.
  let axes = Array.from({ length: count }, (_, axis) =>
    Array.from({ length: size }, (_, index) => (index === axis ? 1 : 0.01 * Math.cos(axis * size + index))),
  );
  for (let step = 0; step < STEPS; step += 1) {
    axes = orthonormal(axes.map((axis) => moments.map((row) => dot(row, axis))));
  }
  return axes;
}

/** Gram and Schmidt's method. */
function orthonormal(axes: readonly number[][]): number[][] {
  const done: number[][] = [];
  for (const axis of axes) {
    let rest = axis;
    for (const other of done) {
      const along = dot(other, rest);
      rest = rest.map((value, index) => value - along * other[index]!);
    }
    const length = Math.sqrt(dot(rest, rest));
    done.push(rest.map((value) => value / length));
  }
  return done;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return sum;
}
