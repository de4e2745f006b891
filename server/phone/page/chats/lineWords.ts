import type { LineView } from '../../people/control.ts'
import { words } from '../words.ts'

/** What a message without words of its own is called. */
export function lineWords({ kind, text, revoked }: LineView): string {
  if (revoked) return words.chats.revoked
  if (text !== '') return text
  const known: Readonly<Record<string, string>> = words.chats.kinds
  return known[kind] ?? words.chats.otherKind
}

/** The same for a list of chats. */
export function lastWords(line: LineView): string {
  return line.fromMe ? words.chats.you(lineWords(line)) : lineWords(line)
}
