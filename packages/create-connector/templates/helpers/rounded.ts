/** A number with so many digits behind the point; halves go to the even neighbor, as in Python. */
export function rounded(value: unknown, digits: unknown = 0): number {
  const scale = 10 ** Number(digits);
  const scaled = Number(value) * scale;
  const below = Math.floor(scaled);
  const isHalf = scaled - below === 0.5;
  return (isHalf ? below + (below % 2) : Math.round(scaled)) / scale;
}
