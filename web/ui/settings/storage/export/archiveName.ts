import { dayOf } from '../../../words/chatTimes.ts'

/** Longest part that is taken of a chat's name, in letters. */
const LONGEST = 60
/** The same in bytes of UTF-8: many systems take names of 255, and some add to them. */
const MOST_BYTES = 180

const utf8 = new TextEncoder()

const segmenter = new Intl.Segmenter()

/**
 * Name of the file that a chat is saved as. It holds the chat's name because the person saves it under
 * that name, in a form that every system takes and that hides nothing.
 */
export function archiveName(chat: string, exportedAtMs: number): string {
  const safe = chat
    .normalize('NFC')
    // Controls, and marks that turn the direction of what follows, such as a file's ending.
    .replaceAll(/[\p{Cc}\p{Co}\p{Cn}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu, '')
    .replaceAll(/[\\/:*?"<>|%]/g, ' ')
    .replaceAll(/\s+/g, ' ')
  const letters = Array.from(segmenter.segment(safe), ({ segment }) => segment)
  // Not hidden, and no ending that some systems cut off.
  const name = shortened(letters).replaceAll(/^[\s.]+|[\s.]+$/g, '')
  return `Moonlet ${name === '' ? 'chat' : name} ${dayOf(exportedAtMs)}.zip`
}

/** Whole letters only. */
function shortened(letters: readonly string[]): string {
  let name = ''
  for (const letter of letters.slice(0, LONGEST)) {
    if (utf8.encode(name + letter).length > MOST_BYTES) break
    name += letter
  }
  return name
}
