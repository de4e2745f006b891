import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import type { Download, Page } from '@playwright/test'
import type { ArchiveMessage } from '../../web/ui/settings/storage/export/archiveMessage.ts'
import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { chatRow, openChat, reactTo } from '../talk.ts'

const { storage: words } = en

/** Opens the storage page and waits until everything on it is counted. */
async function openStorage(page: Page): Promise<void> {
  await page.goto('/#/settings/storage')
  await expect(page.getByRole('heading', { name: words.title, level: 1 })).toBeVisible()
  await expect(partRow(page, words.here.total)).toBeVisible()
}

const partRow = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

const chatRows = (page: Page) =>
  page.getByRole('list', { name: words.chats.list }).getByRole('listitem')

/** How many bytes lie in stores of the one account, read as they are. */
async function rawBytes(page: Page, ...stores: readonly string[]): Promise<number> {
  return page.evaluate(async (names) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('no reason'))
      })
    const databases = await indexedDB.databases()
    const own = databases.find(({ name = '' }) => name.startsWith('moonlet-'))
    const db = await done(indexedDB.open(own?.name ?? ''))
    let bytes = 0
    for (const name of names) {
      const rows = (await done(db.transaction(name).objectStore(name).getAll())) as {
        ct: Uint8Array
      }[]
      for (const { ct } of rows) bytes += ct.length
    }
    db.close()
    return bytes
  }, stores)
}

/** Waits until the phone's history is in and every page is written. */
async function allIsIn(page: Page): Promise<void> {
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
  await expect.poll(() => rawBytes(page, 'journal'), { timeout: 20_000 }).toBe(0)
}

function filesOf(path: string): { html: string; json: ArchiveFile } {
  const files = unzipSync(readFileSync(path))
  expect(Object.keys(files)).toEqual(['chat.html', 'chat.json'])
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array(0))
  return { html: text('chat.html'), json: JSON.parse(text('chat.json')) as ArchiveFile }
}

interface ArchiveFile {
  readonly chat: { readonly name: string }
  readonly messages: readonly ArchiveMessage[]
  readonly count: number
}

/** Saves the chat of this name from the storage page. Downloads stand for the picker, which no test can press. */
async function saveChat(page: Page, name: string): Promise<Download> {
  await chatRows(page).filter({ hasText: name }).getByRole('button').click()
  await page.getByRole('button', { name: words.chat.save }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: words.save.start }).click()
  const file = await download
  await expect(page.getByText(/^Saved\./)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: words.save.close }).click()
  return file
}

test.describe('an account with a past', () => {
  test.use({
    hostOptions: { people: { cast: true, history: { chats: 24, messages: 120 } } },
  })

  test('shows what is stored by part and by chat, and what is freed is gone from the disk', async ({
    page,
    sandbox,
    calm,
  }) => {
    await openUnlinked(page)
    await linkToChats(page, sandbox)
    await allIsIn(page)
    await page.goto('/#/settings')
    await page.getByRole('link', { name: en.settings.storage.page }).click()
    await expect(partRow(page, words.here.total)).toBeVisible()
    await calm.axe(page)
    const stored = partRow(page, words.here.parts.messages.name)
    await expect(stored).toContainText(/[\d,]{4,} messages/)
    const before = await rawBytes(page, 'pages')
    const kilobytes = Number(/(\d+) kB/.exec((await stored.textContent()) ?? '')?.[1])
    expect(Math.abs(kilobytes * 1000 - before) / before).toBeLessThan(0.3)
    expect(await chatRows(page).count()).toBeGreaterThan(5)

    // The largest comes first, whatever it is counted by.
    const largest = chatRows(page).first().getByRole('button')
    const counts = async () =>
      (await chatRows(page).allTextContents()).map((text) =>
        Number((/([\d,]+) messages/.exec(text)?.[1] ?? '').replace(',', '')),
      )
    await page.getByLabel(words.chats.by).selectOption({ label: words.chats.order.messages })
    const falls = (list: readonly number[]) =>
      list.every((count, at) => at === 0 || count <= (list[at - 1] ?? 0))
    await expect.poll(async () => falls(await counts())).toBe(true)

    // By the keyboard alone: to the list, to the last chat and back, into the dialog.
    await largest.focus()
    await page.keyboard.press('End')
    await expect(page.locator('[data-index]:focus')).toHaveAttribute('data-index', /[1-9]/)
    await page.keyboard.press('Home')
    await expect(largest).toBeFocused()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: words.chat.free, exact: true }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(words.free.stays)
    await calm.axe(page)
    await dialog.getByLabel(words.free.age).selectOption({ label: words.free.choose })
    await dialog.getByRole('button', { name: words.free.confirm }).click()
    await expect(dialog).toContainText(words.free.dateMissing)
    const today = new Date().toISOString().slice(0, 10)
    await dialog.getByLabel(words.free.date).fill(today)
    await dialog.getByRole('button', { name: words.free.confirm }).click()
    await expect(dialog.getByRole('status')).toContainText(/[1-9]\d* messages left this browser/)
    await dialog.getByRole('button', { name: words.free.close }).click()
    const less = await rawBytes(page, 'pages')
    expect(less).toBeLessThan(before * 0.99)

    // Everything older in all chats: only the newest of each chat and little else stays.
    await page.getByRole('button', { name: words.chats.freeAll }).click()
    await dialog.getByLabel(words.free.age).selectOption({ label: words.free.choose })
    await dialog.getByLabel(words.free.date).fill(today)
    await dialog.getByRole('button', { name: words.free.confirm }).click()
    await expect(dialog.getByRole('status')).toContainText(/messages left this browser/)
    await dialog.getByRole('button', { name: words.free.close }).click()
    expect(await rawBytes(page, 'pages')).toBeLessThan(before * 0.5)
    await expect(stored).not.toContainText(`${kilobytes} kB`)
    // The list still shows the last thing of each chat, after a reload too.
    await page.goto('/#/chats')
    await page.reload()
    await expect(chatRow(page, 'Dawit Tesfaye')).toBeVisible()
    await openChat(page, 'Dawit Tesfaye')
    await expect(page.getByRole('article').last()).toBeVisible()
  })
})

test.describe('somebody with a hostile name', () => {
  test.use({ hostOptions: { people: { cast: false } } })

  test('is saved with every word as text, and the file says what the chat says', async ({
    page,
    sandbox,
    context,
  }) => {
    const { people } = sandbox
    const hostile = `<img src=x onerror="window.hurt=1">`
    const texts = [
      '<script>window.hurt = 1</script>',
      'مرحبا بالعالم',
      'two\nlines & "quotes"',
      '👩‍👩‍👧 😀',
      '</p></article><script>window.hurt=1</script>',
    ]
    const eve = await people.add({ name: hostile })
    await page.addInitScript(() => {
      Object.assign(window, { showSaveFilePicker: undefined })
    })
    await openUnlinked(page)
    await linkToChats(page, sandbox)
    for (const text of texts) await people.say(eve.id, 'phone-1', text)
    const { id } = await people.say(eve.id, 'phone-1', 'taken back')
    await people.revoke(eve.id, 'phone-1', id)
    const changed = await people.say(eve.id, 'phone-1', 'first words')
    await people.edit(eve.id, 'phone-1', changed.id, 'better words')
    await openChat(page, hostile)
    await reactTo(page, /better words/, '👍')
    await expect.poll(() => rawBytes(page, 'journal'), { timeout: 20_000 }).toBe(0)

    await openStorage(page)
    const file = await saveChat(page, hostile)
    expect(file.suggestedFilename()).toMatch(/^Moonlet img src=x onerror= [^<>"/]*\.zip$/)
    const { html, json } = filesOf(await file.path())
    expect(json.chat.name).toBe(hostile)
    const said = json.messages.filter(({ kind }) => kind !== 'system')
    expect(said.map(({ text }) => text)).toEqual([...texts, undefined, 'better words'])
    expect(said.every(({ from }) => from?.name === hostile)).toBe(true)
    expect(said.at(-2)).toMatchObject({ kind: 'deleted', deletedBy: 'sender' })
    expect(said.at(-1)).toMatchObject({
      edited: true,
      reactions: [{ emoji: '👍', people: [{ name: 'You' }] }],
    })
    expect(json.count).toBe(json.messages.length)

    // Opened as a person would, in a page of its own.
    const opened = await context.newPage()
    await opened.setContent(html)
    const shown = await opened.locator('p.text').allTextContents()
    expect(shown).toEqual([...texts, 'better words'])
    await expect(opened.locator('h1')).toHaveText(hostile)
    expect(await opened.evaluate(() => 'hurt' in window)).toBe(false)
    expect(await opened.locator('script, img, a').count()).toBe(0)
    await opened.close()
  })
})

test.describe('little room', () => {
  test.use({ hostOptions: { people: { cast: true }, clock: { rate: 10 } } })

  test('is told before there is none, leads to the page that helps, and can be put away', async ({
    page,
    sandbox,
    context,
    calm,
  }) => {
    const devtools = await context.newCDPSession(page)
    const bound = (quotaSize?: number) =>
      devtools.send('Storage.overrideQuotaForOrigin', {
        origin: sandbox.url,
        ...(quotaSize === undefined ? {} : { quotaSize }),
      })
    await openUnlinked(page)
    await linkToChats(page, sandbox)
    const { room, roomLink, roomLater } = en.bar
    await expect(page.getByText(room.low)).toHaveCount(0)
    await bound(60_000_000)
    // Every five minutes of the service's clock.
    await expect(page.getByText(room.low)).toBeVisible({ timeout: 60_000 })
    await calm.axe(page)
    await page.getByRole('link', { name: roomLink }).click()
    await expect(page.getByRole('heading', { name: words.title, level: 1 })).toBeVisible()
    await expect(page.getByText(words.room.titles.low)).toBeVisible()
    await calm.axe(page)
    await page.getByRole('button', { name: words.room.free, exact: true }).click()
    await expect(page.getByRole('dialog')).toContainText(words.free.stays)
    await page.keyboard.press('Escape')
    await page.goto('/#/chats')
    await page.getByRole('button', { name: roomLater }).click()
    await expect(page.getByText(room.low)).toHaveCount(0)
    // Less yet is told again, and more takes it away.
    await bound(15_000_000)
    await expect(page.getByText(room.full)).toBeVisible({ timeout: 30_000 })
    await bound()
    await expect(page.getByText(room.full)).toHaveCount(0, { timeout: 30_000 })
  })
})
