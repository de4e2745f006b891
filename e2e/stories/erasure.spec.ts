import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { appWithPrelude } from '../alteredApp.ts'
import { expectLinked, expectNamed, link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { cacheNames, personMarkers, plantInCaches } from '../profile/personMarkers.ts'
import { type Hit, type Marker, searchFiles } from '../profile/searchFiles.ts'
import { en } from '../../web/ui/words/en.ts'

/** What the engine had in its hands, told by the lines in front of it. */
interface Told {
  /** Raw bytes of each wrapping key, in the order in which they were made. */
  readonly wrappingKeys: number[][]
  /** Bytes of each key file. */
  readonly keyFiles: number[][]
  /** Every ciphertext that was stored. */
  readonly sealed: number[][]
  /** Every vault key that was wrapped. */
  readonly vaultKeys: number[][]
}

/**
 * The app with lines in front of its engine that tell its secrets on a channel. A wrapping key is made
 * from bytes that are known, and is as little extractable as before.
 */
function appThatTellsItsKeys(): string {
  return appWithPrelude(`
    const told = { wrappingKeys: [], keyFiles: [], sealed: [], vaultKeys: [] };
    const channel = new BroadcastChannel("told");
    channel.onmessage = (event) => { if (event.data === "tell") channel.postMessage(told) };
    const subtle = crypto.subtle;
    const bytesOf = (data) => Array.from(ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data));
    subtle.generateKey = async (algorithm, extractable, usages) => {
      if (algorithm.name !== "AES-GCM") return SubtleCrypto.prototype.generateKey.call(subtle, algorithm, extractable, usages);
      const raw = crypto.getRandomValues(new Uint8Array(32));
      told.wrappingKeys.push(Array.from(raw));
      return subtle.importKey("raw", raw, algorithm, extractable, usages);
    };
    subtle.encrypt = async (algorithm, key, data) => {
      const plain = bytesOf(data);
      const sealed = await SubtleCrypto.prototype.encrypt.call(subtle, algorithm, key, data);
      if (plain.length === 32) told.vaultKeys.push(plain);
      told.sealed.push(bytesOf(sealed));
      return sealed;
    };
    const write = FileSystemWritableFileStream.prototype.write;
    FileSystemWritableFileStream.prototype.write = function (data) {
      told.keyFiles.push(bytesOf(data));
      return write.call(this, data);
    };
  `)
}

/** What the engine tells, asked for through a page. */
function listen(page: Page): Promise<Told> {
  return page.evaluate(
    () =>
      new Promise<Told>((resolve) => {
        const channel = new BroadcastChannel('told')
        channel.onmessage = (event: MessageEvent<Told>) => {
          channel.close()
          resolve(event.data)
        }
        channel.postMessage('tell')
      }),
  )
}

const markersOf = (name: string, values: readonly number[][]): Marker[] =>
  values.map((value, index) => ({ name: `${name} ${index}`, value: Uint8Array.from(value) }))

const foundIn = (hits: readonly Hit[], names: readonly Marker[]) => {
  const found = new Set(hits.map(({ marker }) => marker))
  return names.map(({ name }) => name).filter((name) => found.has(name))
}

/** Each marker was found, and none of them outside the caches of the page. */
function expectOnlyPlanted(hits: readonly Hit[], markers: readonly Marker[]): void {
  const names = markers.map(({ name }) => name)
  expect(foundIn(hits, markers)).toEqual(names)
  const elsewhere = hits.filter(
    ({ marker, file }) => names.includes(marker) && !file.includes('CacheStorage'),
  )
  expect(elsewhere).toEqual([])
}

/** A browser that keeps its profile, on an app that tells its keys. */
interface Keeper {
  readonly profile: string
  launch(): Promise<BrowserContext>
  search(...markers: readonly (readonly Marker[])[]): Promise<readonly Hit[]>
}

const kept = test.extend<{ keeper: Keeper }>({
  keeper: async ({ sandbox, calm }, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'moonlet-profile-'))
    const app = appThatTellsItsKeys()
    sandbox.serve(app)
    const { executablePath, args } = test.info().project.use.launchOptions ?? {}
    await use({
      profile,
      async launch() {
        const context = await chromium.launchPersistentContext(profile, {
          ...(executablePath === undefined ? {} : { executablePath }),
          args: args ?? [],
        })
        await calm.watch(context)
        return context
      },
      search: (...markers) => searchFiles(profile, markers.flat()),
    })
    rmSync(profile, { recursive: true, force: true })
    rmSync(app, { recursive: true, force: true })
  },
})

kept.setTimeout(180_000)

kept(
  'after the end of a link nothing in the profile opens what the browser still keeps',
  async ({ sandbox, keeper }) => {
    const personName = `Name ${randomBytes(9).toString('hex')}`
    const person = await sandbox.phones.add({ name: personName })
    const first = await keeper.launch()
    const page = await first.newPage()
    await openUnlinked(page, sandbox.url)
    await link(page, sandbox, person.id)
    await expectNamed(page, personName)
    const linked = await listen(page)
    const persons = personMarkers(sandbox, person, personName)
    const planted = await plantInCaches(page, persons)
    await first.close()

    const rows = linked.sealed.filter(({ length }) => length > 100)
    const wrappingKeys = markersOf('wrapping key', linked.wrappingKeys)
    const keyFiles = markersOf('key file', linked.keyFiles)
    const sealed = markersOf('sealed row', rows.slice(0, 5))
    const vaultKeys = markersOf('vault key', linked.vaultKeys)
    // One for the check whether keys can be stored, and one that wraps the vault key.
    expect([wrappingKeys.length, keyFiles.length, sealed.length]).toEqual([2, 1, 5])
    expect(vaultKeys.length).toBeGreaterThan(0)

    // The controls: while it is linked, everything that opens the account lies there, but the vault key.
    const before = await keeper.search(wrappingKeys, keyFiles, sealed, vaultKeys, persons)
    expect(foundIn(before, wrappingKeys)).toContain('wrapping key 1')
    expect(foundIn(before, keyFiles)).toEqual(['key file 0'])
    expect(foundIn(before, sealed)).toHaveLength(5)
    expect(foundIn(before, vaultKeys)).toEqual([])
    // The person lies there only where the story put them.
    expectOnlyPlanted(before, persons)

    const second = await keeper.launch()
    const again = await second.newPage()
    await again.goto(sandbox.url)
    await expectLinked(again)
    await sandbox.phones.unlink(person.id, 'all')
    await expect(problemHeading(again, 'unlinked')).toBeVisible({ timeout: 30_000 })
    const ended = await listen(again)
    expect(await cacheNames(again)).toEqual([planted.other])
    await second.close()

    const after = await keeper.search(keyFiles, vaultKeys, persons, wrappingKeys, sealed)
    const left = new Set(after.map(({ marker }) => marker.replace(/ \d+$/, '')))
    // Chromium's database is a log: what was deleted may lie there for long. It opens nothing any more.
    expect([...left].filter((name) => name !== 'wrapping key' && name !== 'sealed row')).toEqual([])
    // The file of the account that began anew lies there: the search would have found the old one.
    const fresh = markersOf('fresh key file', ended.keyFiles)
    expect(foundIn(await keeper.search(fresh), fresh)).toEqual(['fresh key file 0'])
  },
)

kept(
  'a lock that is set late ends what lay there before; a log-out ends the rest',
  async ({ sandbox, keeper }) => {
    const passphrase = `copper ${randomBytes(9).toString('hex')}`
    const personName = `Name ${randomBytes(9).toString('hex')}`
    const person = await sandbox.phones.add({ name: personName })
    const first = await keeper.launch()
    const page = await first.newPage()
    await openUnlinked(page, sandbox.url)
    await link(page, sandbox, person.id)
    await expectNamed(page, personName)
    await setPassphrase(page, passphrase)
    const told = await listen(page)
    const persons = personMarkers(sandbox, person, personName)
    const planted = await plantInCaches(page, persons)
    await first.close()

    const keyFiles = markersOf('key file', told.keyFiles)
    const vaultKeys = markersOf('vault key', told.vaultKeys)
    const secret: Marker[] = [{ name: 'passphrase', value: passphrase }]
    expect(keyFiles).toHaveLength(2)
    const locked = await keeper.search(keyFiles, vaultKeys, secret, persons)
    // The first belonged to the wrapping that needed no secret; the second is the positive control.
    expect(foundIn(locked, keyFiles)).toEqual(['key file 1'])
    expect(foundIn(locked, [...vaultKeys, ...secret])).toEqual([])
    expectOnlyPlanted(locked, persons)

    const second = await keeper.launch()
    const again = await second.newPage()
    await again.goto(sandbox.url)
    await again.getByLabel(en.lock.passphrase, { exact: true }).fill(passphrase)
    await again.getByRole('button', { name: en.lock.unlock, exact: true }).click()
    await again.getByRole('link', { name: en.nav.you }).click()
    await again.getByRole('button', { name: en.account.logOut }).click()
    const dialog = again.getByRole('dialog', { name: en.logOut.title })
    await dialog.getByRole('button', { name: en.logOut.confirm, exact: true }).click()
    await expect(problemHeading(again, 'logged-out')).toBeVisible()
    expect(await cacheNames(again)).toEqual([planted.other])
    await second.close()
    expect(await keeper.search(keyFiles, vaultKeys, secret, persons)).toEqual([])
  },
)

async function setPassphrase(page: Page, passphrase: string): Promise<void> {
  const { lock, setLock } = en.settings
  await page.getByRole('link', { name: en.nav.settings }).click()
  await page.getByRole('button', { name: lock.usePassphrase, exact: true }).click()
  await page.getByLabel(setLock.fresh, { exact: true }).fill(passphrase)
  await page.getByLabel(setLock.again, { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: setLock.confirm, exact: true }).click()
  await expect(page.getByText(lock.on.passphrase)).toBeVisible()
}
