// Logistic regression of two inputs by greatest likelihood (Platt scaling, 1999, with one input more), by Newton's method.

const STEPS = 25;

/** The two slopes and the intercept; the inputs must not be the same. */
export function fitLogistic(
  inputs: readonly (readonly [number, number])[],
  labels: Uint8Array,
): readonly [number, number, number] {
  let weights: readonly [number, number, number] = [0, 0, 0];
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = [0, 0, 0];
    const curvature = [0, 0, 0].map(() => [0, 0, 0]);
    for (const [index, [first, second]] of inputs.entries()) {
      const row = [first, second, 1];
      const score = weights[0] * first + weights[1] * second + weights[2];
      const chance = 1 / (1 + Math.exp(-score));
      for (let a = 0; a < 3; a += 1) {
        gradient[a]! += (chance - labels[index]!) * row[a]!;
        for (let b = 0; b < 3; b += 1) curvature[a]![b]! += chance * (1 - chance) * row[a]! * row[b]!;
      }
    }
    const move = solve(curvature, gradient);
    weights = [weights[0] - move[0], weights[1] - move[1], weights[2] - move[2]];
  }
  return weights;
}

/** Cramer's rule for three equations. */
function solve(
  rows: readonly (readonly number[])[],
  right: readonly number[],
): readonly [number, number, number] {
  const whole = determinant(rows);
  const of = (column: number) =>
    determinant(rows.map((row, index) => row.map((value, at) => (at === column ? right[index]! : value)))) /
    whole;
  return [of(0), of(1), of(2)];
}

function determinant([a = [], b = [], c = []]: readonly (readonly number[])[]): number {
  return (
    a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
    a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) +
    a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)
  );
}
