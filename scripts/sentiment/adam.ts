// Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization"), with decay apart from the gradient (Loshchilov and
// Hutter 2019).

const FIRST = 0.9;
const SECOND = 0.999;

/** Weights that move along the gradients that were added up for them. */
export class Adam {
  readonly values: Float32Array;
  readonly gradients: Float32Array;
  private readonly means: Float32Array;
  private readonly squares: Float32Array;
  private steps = 0;

  constructor(size: number) {
    this.values = new Float32Array(size);
    this.gradients = new Float32Array(size);
    this.means = new Float32Array(size);
    this.squares = new Float32Array(size);
  }

  /** One step along the gradients' mean over `count` examples; the gradients are zero afterwards. */
  step({
    rate,
    decay,
    count,
  }: {
    readonly rate: number;
    readonly decay: number;
    readonly count: number;
  }): void {
    this.steps += 1;
    const ofFirst = 1 - FIRST ** this.steps;
    const ofSecond = 1 - SECOND ** this.steps;
    const { values, gradients, means, squares } = this;
    for (let at = 0; at < values.length; at += 1) {
      const gradient = gradients[at]! / count;
      means[at] = FIRST * means[at]! + (1 - FIRST) * gradient;
      squares[at] = SECOND * squares[at]! + (1 - SECOND) * gradient ** 2;
      const move = means[at]! / ofFirst / (Math.sqrt(squares[at]! / ofSecond) + 1e-8);
      values[at]! -= rate * (move + decay * values[at]!);
      gradients[at] = 0;
    }
  }
}
