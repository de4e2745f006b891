import { bytesOf, child, children, type WireNode } from '../../../web/wire/node/node.ts'
import { toHex } from '../../../web/crypto/bytes.ts'
import type { ServiceRecord } from '../../../server/sandbox/record.ts'

/** What a service saw of the keys of one device, over as many connections as there were. */
export interface KeyWitness {
  readonly uploads: number
  /** One-time keys offered, each once. */
  readonly offered: number
  /** Their ids, in the order in which they were offered first. */
  offeredIds(): number[]
  readonly rotations: number
  /** Ids with two keys, keys with two ids; empty when all is well. */
  readonly usedTwice: readonly string[]
  /** Takes in what the record holds. The caller clears the record. */
  read(record: ServiceRecord): void
}

/** A witness that has seen nothing. */
export function createKeyWitness(): KeyWitness {
  const oneTime = createIdBook('one-time')
  const signed = createIdBook('signed')
  let uploads = 0
  let rotations = 0

  function take(stanza: WireNode): void {
    const list = child(stanza, 'list')
    if (list !== undefined) {
      uploads++
      for (const key of children(list)) oneTime.enter(key)
    }
    const rotate = child(stanza, 'rotate')
    if (rotate !== undefined) rotations++
    const skey = child(rotate ?? stanza, 'skey')
    if (skey !== undefined) signed.enter(skey)
  }

  return {
    get uploads() {
      return uploads
    },
    get offered() {
      return oneTime.size()
    },
    offeredIds: () => oneTime.ids(),
    get rotations() {
      return rotations
    },
    get usedTwice() {
      return [...oneTime.wrongs, ...signed.wrongs]
    },
    read(record) {
      for (const { node } of record.received) {
        if (node?.attrs['xmlns'] === 'encrypt' && node.attrs['type'] === 'set') take(node)
      }
    },
  }
}

/** Which key an id stood for. The same key under the same id again is a repeated upload. */
function createIdBook(kind: string) {
  const keys = new Map<string, string>()
  const ids = new Map<string, string>()
  const wrongs: string[] = []
  return {
    wrongs,
    size: () => keys.size,
    ids: () => Array.from(keys.keys(), (id) => Number.parseInt(id, 16)),
    enter(key: WireNode): void {
      const [id, value] = [textOf(key, 'id'), textOf(key, 'value')]
      if ((keys.get(id) ?? value) !== value) wrongs.push(`${kind} id ${id} stood for two keys`)
      if ((ids.get(value) ?? id) !== id) wrongs.push(`${kind} key of ${id} had two ids`)
      keys.set(id, value)
      ids.set(value, id)
    },
  }
}

function textOf(key: WireNode, tag: string): string {
  const found = child(key, tag)
  return found === undefined ? '' : toHex(bytesOf(found))
}
