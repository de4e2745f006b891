import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Connection, OwedAnswer } from './connection.ts'

/**
 * Books an answer that a client owes. An IQ goes by its id; ids of other stanzas are given by their
 * senders, so that tag, sender and author belong to the key. The same stanza may be owed twice.
 */
export function owe(connection: Connection, answer: OwedAnswer): void {
  const base = keyOf(answer.kind, answer.stanza)
  let key = base
  for (let again = 2; connection.owed.has(key); again++) key = `${base} #${again}`
  connection.owed.set(key, answer)
}

/** Takes the answer owed to an IQ of the service. */
export function takeOwedResult(connection: Connection, id: string): OwedAnswer | undefined {
  const owed = connection.owed.get(`iq ${id}`)
  connection.owed.delete(`iq ${id}`)
  return owed
}

/** What an answer says it answers. */
export interface Answered {
  readonly tag: string
  readonly id: string
  readonly from: string
  readonly participant: string | undefined
}

/**
 * The stanza that an ack or receipt answers, oldest first. One that names another sender is still
 * found when its tag and id fit: its attributes are then the caller's to judge.
 */
export function findOwed(connection: Connection, answered: Answered): OwedAnswer | undefined {
  const key = owedKey(answered)
  const exact = connection.owed.get(key)
  if (exact !== undefined) return exact
  for (const owed of connection.owed.values()) {
    const { stanza } = owed
    if (owed.kind === 'ack' && stanza.tag === answered.tag && stanza.attrs['id'] === answered.id) {
      return owed
    }
  }
  return undefined
}

/** The answer has come. */
export function settleOwed(connection: Connection, answer: OwedAnswer): void {
  const base = keyOf(answer.kind, answer.stanza)
  if (connection.owed.get(base) === answer) {
    connection.owed.delete(base)
    return
  }
  for (const [key, owed] of connection.owed) {
    if (owed === answer) connection.owed.delete(key)
  }
}

function keyOf(kind: OwedAnswer['kind'], { tag, attrs }: WireNode): string {
  if (kind === 'iq') return `iq ${attrs['id'] ?? ''}`
  const { id = '', from = '', participant } = attrs
  return owedKey({ tag, id, from, participant })
}

/** Names one stanza among all that a device may be sent. */
export function owedKey({ tag, id, from, participant = '' }: Answered): string {
  return `${tag} ${id} ${from} ${participant}`
}
