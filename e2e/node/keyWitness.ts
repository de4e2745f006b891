import { bytesOf, child, children, type WireNode } from '../../web/wire/node/node.ts'
import type { RecordEntry } from '../../server/sandbox/record.ts'

/**
 * What a service saw of the keys of one browser, over as many connections and links as there were. A
 * new link has a new identity, and its ids begin at 1.
 */
export interface KeyWitness {
  readonly uploads: number
  /** Ids of the one-time keys of the newest identity, in their order. */
  offeredIds(): number[]
  readonly rotations: number
  /** Ids with two keys, keys with two ids; empty when all is well. */
  readonly usedTwice: readonly string[]
  /** Takes in what the service received; each entry once. */
  read(received: readonly RecordEntry[]): void
}

/** A witness that has seen nothing. */
export function createKeyWitness(): KeyWitness {
  const wrongs: string[] = []
  const books = new Map<number, Books>()
  let newest: Books = openBooks(wrongs)
  let uploads = 0
  let rotations = 0

  function take(stanza: WireNode): void {
    const list = child(stanza, 'list')
    if (list !== undefined) {
      uploads++
      const identity = numberOf(stanza, 'identity', 6)
      newest = books.get(identity) ?? openBooks(wrongs)
      books.set(identity, newest)
      for (const key of children(list)) newest.oneTime.enter(key)
    }
    const rotate = child(stanza, 'rotate')
    if (rotate !== undefined) rotations++
    const skey = child(rotate ?? stanza, 'skey')
    if (skey !== undefined) newest.signed.enter(skey)
  }

  return {
    get uploads() {
      return uploads
    },
    offeredIds: () => newest.oneTime.ids(),
    get rotations() {
      return rotations
    },
    usedTwice: wrongs,
    read(received) {
      for (const { node } of received) {
        if (node?.attrs['xmlns'] === 'encrypt' && node.attrs['type'] === 'set') take(node)
      }
    },
  }
}

/** The ids of one identity. */
interface Books {
  readonly oneTime: IdBook
  readonly signed: IdBook
}

function openBooks(wrongs: string[]): Books {
  return { oneTime: openIdBook('one-time', wrongs), signed: openIdBook('signed', wrongs) }
}

interface IdBook {
  ids(): number[]
  enter(key: WireNode): void
}

/** More ids than a run of these tests gives out. */
const IDS = 8_192

/**
 * Which key an id stood for. The same key under the same id again is a repeated upload. A key is known
 * by its first six bytes, in a table of one size: a soak must not measure the growth of its witness.
 */
function openIdBook(kind: string, wrongs: string[]): IdBook {
  const keys = new Float64Array(IDS)
  return {
    ids: () => Array.from(keys.keys()).filter((id) => keys[id] !== 0),
    enter(key) {
      const [id, value] = [numberOf(key, 'id', 3), numberOf(key, 'value', 6)]
      const known = keys[id]
      if (known === undefined) throw new Error(`no room for id ${id}`)
      if (known !== 0 && known !== value) wrongs.push(`${kind} id ${id} stood for two keys`)
      if (known === 0 && keys.includes(value)) wrongs.push(`${kind} key of ${id} had two ids`)
      keys[id] = value
    },
  }
}

function numberOf(parent: WireNode, tag: string, bytes: number): number {
  const content = bytesOf(child(parent, tag) ?? parent).subarray(0, bytes)
  return content.reduce((number, byte) => number * 256 + byte, 0)
}
