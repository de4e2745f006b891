import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures.ts'
import { words } from '../../server/phone/page/words.ts'

test.use({ hostOptions: { people: { cast: false, seed: 1 } } })

async function openChats(page: Page): Promise<void> {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).click()
  await page.getByRole('button', { name: words.chats.heading }).click()
}

async function write(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}

test('a phone has no chats where nobody lives', async ({ page }) => {
  await page.goto('/phone')
  await page.getByRole('button', { name: words.lock.unlock }).click()
  await expect(page.getByRole('heading', { name: words.devices.heading })).toBeVisible()
  await expect(page.getByRole('button', { name: words.chats.heading })).toHaveCount(0)
})

test('the owner writes, somebody else is played by hand, and all of it goes through the service', async ({
  page,
  sandbox,
  calm,
}) => {
  await sandbox.people.add({ name: 'Ada Lindqvist', companions: 1 })
  await sandbox.people.say('Ada Lindqvist', 'phone-1', 'Are you there?')
  await openChats(page)
  await calm.axe(page)
  await page.getByRole('button', { name: /Ada Lindqvist/ }).click()
  const messages = page.getByRole('list', { name: words.chats.messages })
  await expect(messages.getByText('Are you there?')).toBeVisible()
  await write(page, words.chats.writeTo('Ada Lindqvist'), 'On the phone')
  await expect(messages.getByText('On the phone')).toBeVisible()
  await page.getByText(words.chats.speakAs('Ada Lindqvist')).click()
  await write(page, words.chats.writeAs('Ada Lindqvist'), 'By hand')
  await expect(messages.getByText('By hand')).toBeVisible()
  await calm.axe(page)
  await page.getByRole('button', { name: words.chats.back }).click()
  await expect(page.getByRole('button', { name: /Ada Lindqvist.*By hand/ })).toBeFocused()

  await sandbox.people.idle()
  const heard = sandbox.people
    .heard('Ada Lindqvist')
    .map(({ messages: all }) => all.map(({ text, times }) => `${text} ${times}`))
  expect(heard).toEqual([['On the phone 1'], ['Are you there? 1', 'On the phone 1', 'By hand 1']])
})

test('in a group one chooses who writes', async ({ page, sandbox }) => {
  await sandbox.people.add({ name: 'Ada' })
  await sandbox.people.add({ name: 'Bo' })
  await sandbox.people.group({ subject: 'Harbour', members: ['Ada', 'Bo', 'phone-1'] })
  await openChats(page)
  await page.getByRole('button', { name: /Harbour/ }).click()
  await page.getByText(words.chats.speakAs('Ada')).click()
  await page.getByLabel(words.chats.who).selectOption('Bo')
  await write(page, words.chats.writeAs('Bo'), 'The tide is in')
  const line = page.getByRole('listitem').filter({ hasText: 'The tide is in' })
  await expect(line).toContainText('Bo')
})
