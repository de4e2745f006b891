import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { appWithPrelude } from '../alteredApp.ts'
import { expectLinked, expectNamed, link, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { personMarkers } from '../profile/personMarkers.ts'
import { searchFiles, type Marker } from '../profile/searchFiles.ts'

/**
 * The app with one line in front of its engine: it repeats every random value that the engine draws
 * on a channel, so that the test knows the private keys that were made.
 */
function appThatTellsItsRandomness(): string {
  return appWithPrelude(
    'const tell = new BroadcastChannel("drawn");' +
      'const draw = crypto.getRandomValues.bind(crypto);' +
      'crypto.getRandomValues = (array) => { draw(array); tell.postMessage(Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))); return array };',
  )
}

async function listenToRandomness(page: Page): Promise<Uint8Array[]> {
  const drawn: Uint8Array[] = []
  await page.exposeFunction('onDrawn', (values: number[]) => {
    drawn.push(Uint8Array.from(values))
  })
  await page.addInitScript(() => {
    const channel = new BroadcastChannel('drawn')
    channel.onmessage = (event: MessageEvent<number[]>) => {
      const page = window as unknown as { onDrawn: (values: number[]) => void }
      page.onDrawn(event.data)
    }
  })
  return drawn
}

/** Random bytes become private keys by clamping (RFC 7748 section 5). */
function clamped(bytes: Uint8Array): Uint8Array {
  const key = Uint8Array.from(bytes)
  key[0] = (key[0] ?? 0) & 248
  key[31] = ((key[31] ?? 0) & 127) | 64
  return key
}

test('after a link nothing in the profile of the closed browser names the person or holds a key', async ({
  sandbox,
  calm,
}) => {
  test.setTimeout(120_000)
  const profile = mkdtempSync(join(tmpdir(), 'moonlet-profile-'))
  const app = appThatTellsItsRandomness()
  sandbox.serve(app)
  const name = `Name ${randomBytes(9).toString('hex')}`
  const person = await sandbox.phones.add({ name })

  const context = await launchWith(profile)
  await calm.watch(context)
  const page = await context.newPage()
  const drawn = await listenToRandomness(page)
  await openUnlinked(page, sandbox.url)
  await link(page, sandbox, person.id)
  await expectNamed(page, name)
  await page.reload()
  await expectLinked(page)
  const controls: Marker[] = [
    { name: 'control in local storage', value: `planted-${randomBytes(9).toString('hex')}` },
    { name: 'control text', value: `planted-${randomBytes(9).toString('hex')}` },
    { name: 'control bytes', value: randomBytes(32) },
  ]
  await plant(
    page,
    controls.map(({ value }) => (typeof value === 'string' ? value : [...value])),
  )
  await context.close()

  const keys = drawn.filter(({ length }) => length === 32)
  expect(keys.length).toBeGreaterThan(800)
  const markers: Marker[] = [
    ...personMarkers(sandbox, person, name),
    ...keys.map((key, index) => ({ name: `drawn ${index}`, value: key })),
    ...keys.map((key, index) => ({ name: `key ${index}`, value: clamped(key) })),
  ]
  const found = (await searchFiles(profile, controls)).map(({ marker }) => marker)
  expect(new Set(found)).toEqual(new Set(controls.map((control) => control.name)))
  const hits = await searchFiles(profile, markers)
  // One random value may lie there: the key file, the half of the wrapping that an erasure deletes.
  const inFiles = hits.filter(({ file }) => /File System.*\/\d+$/.test(file))
  expect(new Set(inFiles.map(({ file }) => file)).size).toBe(1)
  expect(inFiles.filter(({ marker }) => marker.startsWith('drawn'))).toHaveLength(1)
  expect(hits.filter((hit) => !inFiles.includes(hit))).toEqual([])
  rmSync(profile, { recursive: true, force: true })
  rmSync(app, { recursive: true, force: true })
})

test('a picture that were fetched through the cache of the browser would be found', async ({
  sandbox,
  calm,
}) => {
  test.setTimeout(120_000)
  const profile = mkdtempSync(join(tmpdir(), 'moonlet-profile-'))
  const app = appWithPrelude(
    'const get = fetch; self.fetch = (input, init) => get(input, { ...init, cache: "default" });',
  )
  sandbox.serve(app)
  const name = `Name ${randomBytes(9).toString('hex')}`
  const person = await sandbox.phones.add({ name })
  const context = await launchWith(profile)
  await calm.watch(context)
  const page = await context.newPage()
  await openUnlinked(page, sandbox.url)
  await link(page, sandbox, person.id)
  await expect(page.getByRole('main').locator('img[src^="blob:"]').first()).toBeVisible()
  await context.close()

  const hits = await searchFiles(profile, personMarkers(sandbox, person, name))
  expect(new Set(hits.map(({ marker }) => marker))).toEqual(new Set(['picture']))
  rmSync(profile, { recursive: true, force: true })
  rmSync(app, { recursive: true, force: true })
})

/** A browser that keeps its profile in this folder. */
function launchWith(profile: string): Promise<BrowserContext> {
  const { executablePath, args } = test.info().project.use.launchOptions ?? {}
  return chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: args ?? [],
  })
}

/** Stores text and bytes where the engine would: in a database, and in the first storage of all. */
function plant(page: Page, values: readonly (string | number[])[]): Promise<void> {
  return page.evaluate(async ([local, text, bytes]) => {
    await caches.open('control')
    localStorage.setItem('control', String(local))
    await new Promise<void>((resolve, reject) => {
      const open = indexedDB.open('control')
      open.onupgradeneeded = () => open.result.createObjectStore('control')
      open.onerror = () => reject(open.error ?? new Error('no reason'))
      open.onsuccess = () => {
        const change = open.result.transaction('control', 'readwrite', { durability: 'strict' })
        change.oncomplete = () => resolve()
        change.onabort = () => reject(change.error ?? new Error('no reason'))
        const record = { text, bytes: Uint8Array.from(bytes as number[]) }
        change.objectStore('control').put(record, 'control')
      }
    })
  }, values)
}
