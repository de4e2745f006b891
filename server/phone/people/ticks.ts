import { bareJid, isJid } from '../../../web/wire/jid.ts'
import { children, type WireNode } from '../../../web/wire/node/node.ts'
import type { Book } from './book.ts'
import type { TickView } from './control.ts'

type Reach = { delivered: boolean; read: boolean; played: boolean }

/** Receipts that came for messages, by message and reader. Forgotten with the process. */
export interface Ticks {
  note(receipt: WireNode): void
  of(id: string): readonly TickView[]
}

/** `chat` ticks and those of group members come the same way: with the reader's address. */
export function createTicks(book: Book): Ticks {
  const byMessage = new Map<string, Map<string, Reach>>()

  function mark(id: string, reader: string, type: string): void {
    const readers = byMessage.get(id) ?? new Map<string, Reach>()
    byMessage.set(id, readers)
    const name = book.nameOf(isJid(reader) ? bareJid(reader) : reader)
    const reach = readers.get(name) ?? { delivered: false, read: false, played: false }
    readers.set(name, reach)
    if (type === '' || type === 'read' || type === 'played') reach.delivered = true
    if (type === 'read' || type === 'played') reach.read = true
    if (type === 'played') reach.played = true
  }

  return {
    note(receipt) {
      const { id = '', type = '', from = '', participant } = receipt.attrs
      if (type !== '' && type !== 'read' && type !== 'played') return
      for (const part of children(receipt)) {
        if (part.tag === 'list') {
          for (const { attrs } of children(part)) mark(attrs['id'] ?? '', participant ?? from, type)
        } else if (part.tag === 'participants') {
          for (const { attrs } of children(part)) {
            mark(part.attrs['key'] ?? id, attrs['jid'] ?? '', type)
          }
        }
      }
      mark(id, participant ?? from, type)
    },
    of: (id) => [...(byMessage.get(id) ?? [])].map(([person, reach]) => ({ person, ...reach })),
  }
}
