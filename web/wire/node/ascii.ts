/** Longer texts get an array of their own. */
const LONGEST_POOLED = 160

/** One array for each length, used again and again: a text is finished before the next begins. */
const pool: readonly number[][] = Array.from({ length: LONGEST_POOLED + 1 }, (_, length) =>
  Array.from({ length }, () => 0),
)

/** An array for exactly `length` character codes, valid until the next call. */
export function codesFor(length: number): number[] {
  return pool[length] ?? Array.from({ length }, () => 0)
}

/** Makes the text in one piece: joining characters would leave a chain to be flattened later. */
export function textOfCodes(codes: readonly number[]): string {
  return String.fromCharCode(...codes)
}
