import type { Page } from '@playwright/test'
import { seededRandom } from '../../web/platform/fakes.ts'
import { child, type WireNode } from '../../web/wire/node/node.ts'
import { words } from '../../server/phone/page/words.ts'
import type { Host } from '../../server/sandbox/host.ts'
import type { RawClient } from '../../server/sandbox/testing/rawClient.ts'
import {
  makeDevice,
  type RawDevice,
  signPairSuccess,
} from '../../server/sandbox/testing/rawDevice.ts'
import { showCodes } from '../../server/sandbox/testing/rawLink.ts'
import {
  ask,
  getRef,
  makeFinish,
  makeHello,
  type RawLinkCode,
  takePrimaryHello,
} from '../../server/sandbox/testing/rawLinkCode.ts'
import { expect, test } from '../fixtures.ts'

const randomBytes = seededRandom(31)
const CODE = 'YFPB7RMP'

/** A companion without a page, which asks for the first phone's number. */
interface Companion {
  readonly client: RawClient
  readonly device: RawDevice
  readonly request: RawLinkCode
}

async function askForPhone(host: Host): Promise<Companion> {
  const device = await makeDevice(randomBytes)
  const { client } = await showCodes(host.service, device, randomBytes)
  const number = host.phones.list()[0]?.number ?? ''
  const request = await makeHello(device, number, randomBytes, CODE)
  await getRef(client, request)
  return { client, device, request }
}

/** Its answer to the phone's key, which shows the phone whether the code was right. */
async function answerPhone({ client, device, request }: Companion): Promise<void> {
  const primaryHello = await takePrimaryHello(client)
  const { finish } = await makeFinish(device, request, primaryHello, randomBytes)
  await ask(client, finish)
}

const isPairSuccess = (stanza: WireNode): boolean => child(stanza, 'pair-success') !== undefined
const push = (page: Page) => page.getByRole('button', { name: words.push.heading })
const field = (page: Page) => page.getByRole('textbox', { name: words.keypad.label })

test('a notification leads to the keypad; a wrong code is told; the right one links', async ({
  page,
  sandbox,
  calm,
}) => {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).waitFor()
  const companion = await askForPhone(sandbox)
  await expect(push(page)).toContainText('Chrome (Linux)')
  await calm.axe(page)
  await push(page).click()
  await expect(field(page)).toBeFocused()
  await expect(page.getByText(words.keypad.asks('Chrome (Linux)'))).toBeVisible()

  await page.keyboard.type('yfpb-7rmq')
  await calm.axe(page)
  await page.keyboard.press('Enter')
  await answerPhone(companion)
  await expect(
    page.getByRole('status').getByText(words.keypad.failures['wrong-code']),
  ).toBeVisible()
  await expect(field(page)).toBeFocused()
  await expect(field(page)).toHaveValue('')
  await calm.axe(page)
  expect(companion.client.received.some(isPairSuccess)).toBe(false)

  for (const character of CODE) {
    await page.getByRole('button', { name: character, exact: true }).click()
  }
  await page.getByRole('button', { name: words.keypad.send }).click()
  await answerPhone(companion)
  const success = await companion.client.next(isPairSuccess)
  companion.client.send(signPairSuccess(companion.device, success, randomBytes))
  const linked = () => sandbox.phones.list()[0]?.devices[0]?.name ?? ''
  await expect.poll(linked).toContain('Chrome')
  await expect(page.getByText(words.keypad.linked(linked()))).toBeVisible()
  await calm.axe(page)
  await page.getByRole('button', { name: words.keypad.done }).click()
  await expect(page.getByRole('button', { name: words.devices.linkByCode })).toBeFocused()
  await expect(page.getByRole('heading', { name: linked() })).toBeVisible()
  await expect(push(page)).toBeHidden()
})

test('the keypad takes pasted text, and says what no code can hold', async ({ page, sandbox }) => {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).click()
  await page.getByRole('button', { name: words.devices.linkByCode }).click()
  await expect(page.getByText(words.keypad.nobodyAsks)).toBeVisible()
  await page.evaluate(() => document.execCommand('insertText', false, ' yfpb – 7rm\n'))
  await expect(field(page)).toHaveValue('YFPB7RM')
  await page.keyboard.type('0')
  await expect(page.getByText(words.keypad.foreign)).toBeVisible()
  await expect(field(page)).toHaveValue('YFPB7RM')
  await page.keyboard.press('Backspace')
  await page.getByRole('button', { name: words.keypad.erase }).click()
  await expect(field(page)).toHaveValue('YFPB7')
  await field(page).fill(CODE)
  await page.getByRole('button', { name: words.keypad.send }).click()
  await expect(page.getByText(words.keypad.failures['no-request'])).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: words.devices.linkByCode })).toBeFocused()

  await askForPhone(sandbox)
  await expect(push(page)).toBeVisible()
})

test('three wrong codes are the end of a request', async ({ page, sandbox }) => {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).waitFor()
  const companion = await askForPhone(sandbox)
  await push(page).click()
  for (let time = 0; time < 3; time++) {
    await expect(field(page)).toBeFocused()
    await page.keyboard.type('AAAAAAAA')
    await page.keyboard.press('Enter')
    await answerPhone(companion)
    const end = time === 2 ? 'too-many-tries' : 'wrong-code'
    await expect(page.getByText(words.keypad.failures[end])).toBeVisible()
  }
  await page.getByRole('button', { name: words.keypad.again }).click()
  await expect(page.getByText(words.keypad.nobodyAsks)).toBeVisible()
})
