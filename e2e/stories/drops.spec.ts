import type { Page } from '@playwright/test'
import type { Host } from '../../server/sandbox/host.ts'
import { child, children, textOf } from '../../web/wire/node/node.ts'
import { en } from '../../web/ui/words/en.ts'
import { expectLinked, link, linkedMark, openUnlinked, scan } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'
import { variant } from '../storyChoice.ts'

/**
 * The rows of linking by code after which a socket can drop, and what a person meets then:
 * `before`: nothing, another connection shows its codes before a phone is at hand;
 * `during`: the scan comes to nothing, and a second one is needed;
 * `after`: nothing, the service already knows the companion, which logs in again by itself.
 */
const rows = [
  { row: 1, strikes: 'before', registrations: 2, logins: 1 },
  { row: 2, strikes: 'before', registrations: 2, logins: 1 },
  { row: 3, strikes: 'before', registrations: 2, logins: 1 },
  { row: 4, strikes: 'before', registrations: 2, logins: 1 },
  { row: 5, strikes: 'during', registrations: 2, logins: 1 },
  { row: 6, strikes: 'during', registrations: 2, logins: 1 },
  { row: 7, strikes: 'after', registrations: 1, logins: 1 },
  { row: 8, strikes: 'after', registrations: 1, logins: 1 },
  { row: 9, strikes: 'after', registrations: 1, logins: 2 },
] as const

/** One of each kind; `e2e/node/link.test.ts` goes through every row. */
const told: readonly number[] = [2, 5, 7, 9]

for (const { row, strikes, registrations, logins } of rows) {
  const details = told.includes(row) ? {} : variant
  const title = `the socket drops after row ${row} of linking, and linking still ends well`
  test(title, details, async ({ page, sandbox }) => {
    sandbox.fault({ kind: 'drop', afterRow: row })
    await openUnlinked(page)
    if (strikes === 'before') {
      await expect.poll(() => sandbox.state().armedFaults).toEqual([])
      // Row 1 ends before any code is given.
      await untilShown(page, sandbox, row === 1 ? 1 : 2)
    }
    const first = await scan(page, sandbox)
    await expect.poll(() => sandbox.state().armedFaults).toEqual([])
    expect(first.ok).toBe(strikes !== 'during')
    if (strikes === 'during') await linkAnew(page, sandbox)
    await expectLinked(page)

    await expect.poll(() => sandbox.state().counters).toMatchObject({ registrations, logins })
    await expect
      .poll(() => sandbox.phones.list()[0]?.devices.map(({ online }) => online))
      .toEqual([true])
    await page.reload()
    await expectLinked(page)
  })
}

/** Waits until the service gave codes so often, and the page shows one of those given last. */
async function untilShown(page: Page, host: Host, times: number): Promise<void> {
  await expect.poll(() => codesGiven(host)).toHaveLength(times)
  await expect(async () => {
    const shown = await readQr(page)
    expect(
      codesGiven(host)
        .at(-1)
        ?.some((ref) => shown.includes(`#${ref},`)),
    ).toBe(true)
  }).toPass()
}

/** The refs of every `pair-device` that the service sent, in order. */
function codesGiven({ service }: Host): string[][] {
  return service.record.sent.flatMap(({ node }) => {
    const pairDevice = node === undefined ? undefined : child(node, 'pair-device')
    return pairDevice === undefined ? [] : [children(pairDevice).map(textOf)]
  })
}

/** A person whose first scan came to nothing: asks for a new code if told to, and scans that. */
async function linkAnew(page: Page, host: Host): Promise<void> {
  const linkAgain = page.getByRole('button', { name: en.actions.linkAgain })
  await expect(linkAgain.or(qrCanvas(page)).first()).toBeVisible({ timeout: 30_000 })
  expect(await linkedMark(page).isVisible()).toBe(false)
  await expect(async () => {
    if (await linkAgain.isVisible()) await linkAgain.click()
    // A code of the lost connection may still stand there: a phone is told so, and reads again.
    await link(page, host)
  }).toPass({ timeout: 40_000 })
}
