import { expect, type Locator, type Page } from '@playwright/test'
import type { Ticks } from '../web/bridge/chatViews.ts'
import { en } from '../web/ui/words/en.ts'

const { conversation: words } = en

/** The row of a chat in the list. */
export function chatRow(page: Page, name: string | RegExp): Locator {
  return page
    .getByRole('list', { name: en.chatList.list })
    .getByRole('link')
    .filter({ hasText: name })
}

/** Opens the chat of this name from the list, and waits until one can write there. */
export async function openChat(page: Page, name: string): Promise<void> {
  await chatRow(page, name).click()
  await expect(page.getByRole('region', { name })).toBeVisible()
}

/** Begins a chat with anybody by their number. */
export async function writeTo(page: Page, number: string): Promise<void> {
  await page.getByRole('button', { name: en.chatList.newChat }).click()
  await page.getByRole('textbox', { name: en.chatList.writing.field }).fill(`+${number}`)
  await page.getByRole('button', { name: /^Write to/ }).click()
  await expect(field(page)).toBeVisible()
}

/** Where messages are written. */
export function field(page: Page): Locator {
  return page.getByRole('textbox', { name: words.composer.label })
}

/** A message or line of the open chat, by what is spoken of it: who, what, when, how far it came. */
export function bubble(page: Page, text: string | RegExp): Locator {
  return page.getByRole('article', { name: text })
}

/** Writes and sends. */
export async function send(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
  await expect(field(page)).toHaveValue('')
}

/** One's own message has come so far. */
export async function expectTicks(page: Page, text: string | RegExp, ticks: Ticks): Promise<void> {
  await expect(bubble(page, text).getByRole('img', { name: words.ticks[ticks] })).toBeVisible()
}

/** Opens the menu of a message by its key: what is under a pointer may move when something comes. */
async function openMenu(page: Page, text: string | RegExp): Promise<void> {
  await bubble(page, text).press('Enter')
}

/** Chooses something in the menu of a message. */
export async function inMenu(page: Page, text: string | RegExp, item: string): Promise<void> {
  await openMenu(page, text)
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Answers a message with an emoji of the menu. */
export async function reactTo(page: Page, text: string | RegExp, emoji: string): Promise<void> {
  await openMenu(page, text)
  await page.getByRole('menuitemcheckbox', { name: words.menu.reactWith(emoji) }).click()
}

/** Says yes in a dialog that asks. */
export async function answerDialog(page: Page, button: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** Goes to a part of the window. */
export async function goTo(page: Page, part: 'chats' | 'settings'): Promise<void> {
  const nav = page.getByRole('navigation', { name: en.nav.label })
  await nav.getByRole('link', { name: en.nav[part] }).click()
}

/** Switches a setting, which the engine keeps before the box says so. */
export async function choose(page: Page, setting: string, on: boolean): Promise<void> {
  const box = page.getByRole('checkbox', { name: setting })
  await expect(box).toBeEnabled()
  if ((await box.isChecked()) !== on) await box.click()
  await expect(box).toBeChecked({ checked: on })
}
