import type { Page } from '@playwright/test'
import type { Host } from '../../server/sandbox/host.ts'
import type { Marker } from './searchFiles.ts'

interface Person {
  readonly id: string
  readonly number: string
  readonly lid: string
}

/** Of the picture: pixels from its middle, no table that every picture has. */
const SLICE_BYTES = 48

/** What names a person: none of it may lie in a profile. */
export function personMarkers(host: Host, person: Person, name: string): readonly Marker[] {
  const jpeg = host.phones.picture(person.id)
  if (jpeg === undefined || jpeg.length < 1_000) throw new Error('the person has no picture')
  const middle = Math.floor(jpeg.length / 2)
  return [
    { name: 'name', value: name },
    { name: 'number', value: person.number },
    { name: 'lid', value: person.lid.split('@')[0] ?? '' },
    { name: 'picture', value: jpeg.slice(middle, middle + SLICE_BYTES) },
  ]
}

/**
 * Puts each marker into a cache that is named with the account's id, as a later build might, and
 * nothing into one that is not the account's. Returns the names of the two.
 */
export async function plantInCaches(page: Page, markers: readonly Marker[]) {
  const bodies = markers.map(({ name, value }) => ({ name, bytes: [...Buffer.from(value)] }))
  return await page.evaluate(async (planted) => {
    const [{ id } = { id: '' }] = JSON.parse(localStorage.getItem('moonlet.accounts') ?? '[]') as {
      id: string
    }[]
    if (id === '') throw new Error('no account is listed')
    const [own, other] = [`media-${id}`, 'of-nobody']
    const cache = await caches.open(own)
    for (const { name, bytes } of planted) {
      await cache.put(`/planted/${name}`, new Response(Uint8Array.from(bytes)))
    }
    await caches.open(other)
    return { own, other }
  }, bodies)
}

/** The names of the page's caches. */
export function cacheNames(page: Page): Promise<string[]> {
  return page.evaluate(() => caches.keys())
}
