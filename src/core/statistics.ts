// The few formulas that more than one feature tells its numbers by.

/** Fewer people than these are never summed up: it would be about them. */
export const LEAST_PEOPLE = 5;

/** The 97.5 % point of the normal distribution, for intervals of 95 %. */
const Z = 1.959964;

/** Wilson's score interval (1927) of a share among `count`; it always holds the share, and stays within 0…1. */
export function wilsonInterval(share: number, count: number): readonly [number, number] {
  const square = Z ** 2;
  const centre = share + square / (2 * count);
  const reach = Z * Math.sqrt((share * (1 - share)) / count + square / (4 * count ** 2));
  const scale = 1 + square / count;
  // Rounding may push an end past the share by a last bit.
  return [
    Math.max(0, Math.min(share, (centre - reach) / scale)),
    Math.min(1, Math.max(share, (centre + reach) / scale)),
  ];
}
