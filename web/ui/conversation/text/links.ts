/** A link in a text. What is shown is always the address itself. */
export interface FoundLink {
  readonly href: string
  /** Where it ends in the text. */
  readonly end: number
}

const wordLetter = /[\p{L}\p{N}_]/u
const web = /(?:https?:\/\/|www\.)/iy
const mail = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/y
const mailLetter = /[A-Za-z0-9._%+-]/
const phone = /\+\d(?:[ ().-]{0,2}\d){6,14}/y
/** Ends an address: white space, controls, and what no address holds bare. */
const notInAddress = /[\s\p{Cc}<>"`{}|\\^]/u
const invisible = /\p{Cf}/u
const trailing = /[.,;:!?'"*_~…’”»\])}]/

/** Whether anything in a text could be a link: most texts need no closer look. */
export function mayHoldLinks(text: string): boolean {
  return /:\/\/|www\.|@|\+\d/i.test(text)
}

/**
 * The link that begins at this place, or how far the text is none for certain. Linear over a whole
 * text: no letter is looked at more often than a fixed number of times.
 */
export function linkAt(
  text: string,
  at: number,
): FoundLink | { readonly skip: number } | undefined {
  const before = at === 0 ? '' : (text[at - 1] ?? '')
  return wordLetter.test(before) ? undefined : (webAt(text, at) ?? mailOrPhoneAt(text, at, before))
}

function webAt(text: string, at: number): ReturnType<typeof linkAt> {
  web.lastIndex = at
  const scheme = web.exec(text)?.[0]
  if (scheme === undefined) return undefined
  let end = at + scheme.length
  while (end < text.length && !notInAddress.test(text[end] ?? '')) end += 1
  const run = text.slice(at, end)
  const address = trimmed(run)
  const href = /^www\./i.test(scheme) ? `https://${address}` : address
  return !invisible.test(run) && isPlain(href) ? { href, end: at + address.length } : { skip: end }
}

function mailOrPhoneAt(text: string, at: number, before: string): FoundLink | undefined {
  if (mailLetter.test(before)) return undefined
  mail.lastIndex = at
  const address = mail.exec(text)?.[0].replace(/[.-]+$/, '')
  if (address !== undefined && /\.[A-Za-z]{2,}$/.test(address)) {
    return { href: `mailto:${address}`, end: at + address.length }
  }
  phone.lastIndex = at
  const number = phone.exec(text)?.[0]
  if (number === undefined || wordLetter.test(text[at + number.length] ?? '')) return undefined
  return { href: `tel:+${number.replaceAll(/\D/g, '')}`, end: at + number.length }
}

/** Without the punctuation of the sentence around it; a bracket that the address opened stays. */
function trimmed(run: string): string {
  let end = run.length
  let open = 0
  for (const letter of run) open += letter === '(' ? 1 : letter === ')' ? -1 : 0
  while (end > 0 && trailing.test(run[end - 1] ?? '')) {
    if (run[end - 1] === ')') {
      if (open >= 0) break
      open += 1
    }
    end -= 1
  }
  return run.slice(0, end)
}

/**
 * Whether an address leads where a reader thinks: no name before an @, a host that the browser reads as
 * it is written, in letters that nobody takes for others.
 */
function isPlain(href: string): boolean {
  if (!URL.canParse(href)) return false
  const authority = /^https?:\/\/([^/?#]*)/i.exec(href)?.[1] ?? ''
  const host = authority.replace(/:\d{1,5}$/, '')
  if (authority.includes('@') || authority.includes('%')) return false
  if (!/^[^.\s][^\s]*\.[^.\s]{2,}$/u.test(host) && host !== 'localhost') return false
  if (/^[A-Za-z0-9.-]+$/.test(host)) return new URL(href).hostname === host.toLowerCase()
  // Cyrillic and Greek letters look like Latin ones; these scripts do not, when no Latin stands beside.
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{M}0-9ー.-]+$/u.test(
    host,
  )
}
