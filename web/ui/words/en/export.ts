import { formatSpan } from '../formats.ts'

const locale = 'en-GB'
const number = new Intl.NumberFormat(locale)
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long' })

/** Words that stand in an exported chat, loaded when one is made. */
export const exported = {
  locale: 'en',
  archive: {
    title: (name: string) => `Chat with ${name}`,
    exported: (atMs: number) =>
      `Saved by Moonlet on ${moment.format(atMs)}. Times are those of the device that saved it.`,
    count: (count: number) => (count === 1 ? '1 message' : `${number.format(count)} messages`),
    day: (atMs: number) => day.format(atMs),
    seconds: (seconds: number) => formatSpan(seconds * 1000),
    cardNote: 'Not in this file: this version of Moonlet cannot open it. The phone can.',
    forwarded: { once: 'Forwarded', often: 'Forwarded many times' },
    reactions: 'Reactions',
    starred: 'Starred',
    edited: 'Edited',
  },
}
