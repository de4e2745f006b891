/** What a window does at a key. */
export type ShortcutAct =
  | 'next'
  | 'previous'
  | 'filter'
  | 'newChat'
  | 'info'
  | 'leave'
  | 'sheet'
  | 'find'
  | 'olderHit'
  | 'newerHit'
  | 'date'

/** Acts whose keys belong to views of their own; the sheet tells of them. */
type OtherAct = 'lock' | 'send' | 'line' | 'editLast' | 'toMessages' | 'menu' | 'write'

/** Keys pressed together; the last one is a `KeyboardEvent.key`, or a letter's place with Alt. */
export interface Chord {
  readonly alt?: true
  readonly ctrl?: true
  readonly shift?: true
  readonly key: string
  /** Also while a text is being written. */
  readonly inTexts?: true
}

export interface Shortcut<Act = ShortcutAct | OtherAct> {
  readonly act: Act
  readonly group: 'chats' | 'conversation' | 'everywhere'
  readonly chords: readonly Chord[]
}

/** The keys that `shortcutOf` hears. Those that browsers keep for themselves are left to them. */
const heard: readonly Shortcut<ShortcutAct>[] = [
  { act: 'next', group: 'chats', chords: [{ alt: true, key: 'ArrowDown', inTexts: true }] },
  { act: 'previous', group: 'chats', chords: [{ alt: true, key: 'ArrowUp', inTexts: true }] },
  {
    act: 'filter',
    group: 'chats',
    chords: [{ ctrl: true, key: 'K', inTexts: true }, { key: '/' }],
  },
  { act: 'newChat', group: 'chats', chords: [{ alt: true, key: 'N', inTexts: true }] },
  { act: 'info', group: 'chats', chords: [{ alt: true, key: 'I', inTexts: true }] },
  { act: 'leave', group: 'chats', chords: [{ key: 'Escape' }] },
  { act: 'find', group: 'conversation', chords: [{ ctrl: true, key: 'F', inTexts: true }] },
  { act: 'olderHit', group: 'conversation', chords: [{ key: 'F3', inTexts: true }] },
  { act: 'newerHit', group: 'conversation', chords: [{ shift: true, key: 'F3', inTexts: true }] },
  { act: 'date', group: 'conversation', chords: [{ alt: true, key: 'J', inTexts: true }] },
  { act: 'sheet', group: 'everywhere', chords: [{ key: '?' }] },
]

const enter: Chord = { key: 'Enter' }

/** Every shortcut, for the sheet; what Enter does follows the setting. */
export const shortcutsWith = (enterSends: boolean): readonly Shortcut[] => [
  ...heard,
  { act: 'lock', group: 'everywhere', chords: [{ alt: true, shift: true, key: 'L' }] },
  { act: 'send', group: 'conversation', chords: [enterSends ? enter : { ...enter, ctrl: true }] },
  { act: 'line', group: 'conversation', chords: [enterSends ? { ...enter, shift: true } : enter] },
  { act: 'editLast', group: 'conversation', chords: [{ key: 'ArrowUp' }] },
  { act: 'toMessages', group: 'conversation', chords: [{ key: 'ArrowUp' }, { key: 'ArrowDown' }] },
  { act: 'menu', group: 'conversation', chords: [{ key: 'Enter' }] },
  { act: 'write', group: 'conversation', chords: [{ key: 'Escape' }] },
]

/** A pressed key, as far as shortcuts look at it. */
export interface Press {
  readonly key: string
  /** The key's place: Alt changes letters on some systems. */
  readonly code: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
}

/** What a key means. `inText`: a text is being written, where letters are letters. */
export function shortcutOf(press: Press, inText: boolean): ShortcutAct | undefined {
  if (press.isComposing) return undefined
  return heard.find(({ chords }) =>
    chords.some((chord) => (chord.inTexts === true || !inText) && isPressed(chord, press)),
  )?.act
}

function isPressed({ alt, ctrl, shift, key }: Chord, press: Press): boolean {
  const same = /^[A-Z]$/.test(key) ? press.code === `Key${key}` : press.key === key
  // A sign may need Shift on one keyboard and not on another.
  const shiftFits = press.shiftKey === (shift === true) || /^[/?]$/.test(key)
  const ctrlFits = (press.ctrlKey || press.metaKey) === (ctrl === true)
  return same && shiftFits && ctrlFits && press.altKey === (alt === true)
}
