/** Made in one go: a few milliseconds of work. */
const SLICE = 20

/** Makes something of each item, in order, and lets other tasks run between slices (law 13). */
export async function inSlices<Item, Made>(
  items: readonly Item[],
  breathe: () => Promise<void>,
  make: (item: Item, at: number) => Promise<Made>,
): Promise<Made[]> {
  const all: Made[] = []
  for (let from = 0; from < items.length; from += SLICE) {
    if (from > 0) await breathe()
    const slice = items.slice(from, from + SLICE)
    all.push(...(await Promise.all(slice.map((item, at) => make(item, from + at)))))
  }
  return all
}
