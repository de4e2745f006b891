import type { MessageKey } from '../../storage/talkRows.ts'

/** The text form of a key, as windows know it. */
export function messageKeyText(key: MessageKey): string {
  return key.join('.')
}

/** The key behind a text of `messageKeyText`; undefined for any other text. */
export function readMessageKey(text: string): MessageKey | undefined {
  if (!/^\d{1,16}\.\d{1,16}\.\d{1,16}$/.test(text)) return undefined
  const [streamId = 0, atMs = 0, seq = 0] = text.split('.').map(Number)
  return [streamId, atMs, seq]
}

/** Order of two messages in a conversation: by time, then by arrival. Below 0: `one` is older. */
export function compareMessages(one: MessageKey, other: MessageKey): number {
  return one[1] - other[1] || one[2] - other[2]
}
