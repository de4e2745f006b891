import { equalBytes, toHex } from '../../web/crypto/bytes.ts'
import { bytesOf, child, children, node, type WireNode } from '../../web/wire/node/node.ts'
import { keyDigestHash } from '../../web/wire/stanza/keyDigest.ts'
import { type Request, RequestError } from '../../web/engine/connection/iqTracker.ts'

/** For tests: what a service does with the keys of one device, and what it thinks of them. */
export interface ScriptedKeyService {
  readonly request: Request
  /** Tags of what was asked, in order: count, digest, registration (an upload), rotate. */
  readonly asked: string[]
  /** Ids of each upload. */
  readonly uploads: number[][]
  /** One-time keys on offer, by id. */
  readonly held: Map<number, string>
  /** Id and value of the signed pre-key. */
  signed: { readonly id: number; readonly value: string } | undefined
  /** Ids and values that broke a rule: a key under two ids, an id with two keys, a key handed out. */
  readonly wrongs: string[]
  /** The next requests with this tag end so: refused with a number, or not answered at all. */
  fail(tag: string, ...ends: ReadonlyArray<number | 'timeout' | 'taken-but-lost'>): void
  /** Hands out the oldest keys to other people. */
  handOut(count: number): void
}

/** A service that holds nothing yet. */
export function scriptKeyService(): ScriptedKeyService {
  const failures = new Map<string, Array<number | 'timeout' | 'taken-but-lost'>>()
  const values = new Map<string, number>()
  const ids = new Map<number, string>()
  const handedOut = new Set<number>()
  const signedIds = new Map<number, string>()
  let registration = new Uint8Array()
  let identity = new Uint8Array()
  let skey = node('skey')

  function note(id: number, value: string): void {
    if (values.has(value) && values.get(value) !== id) service.wrongs.push(`key of ${id} twice`)
    if (ids.has(id) && ids.get(id) !== value) service.wrongs.push(`id ${id} twice`)
    if (handedOut.has(id)) service.wrongs.push(`id ${id} offered after it was handed out`)
    values.set(value, id)
    ids.set(id, value)
  }

  function takeSigned(parent: WireNode): void {
    skey = part(parent, 'skey')
    const [id, value] = keyOf(skey)
    if ((signedIds.get(id) ?? value) !== value) service.wrongs.push(`signed id ${id} twice`)
    signedIds.set(id, value)
    service.signed = { id, value }
  }

  function answer(stanza: WireNode, tag: string): WireNode {
    switch (tag) {
      case 'count':
        return node('iq', {}, [node('count', { value: String(service.held.size) })])
      case 'registration': {
        const keys = children(part(stanza, 'list')).map(keyOf)
        service.uploads.push(keys.map(([id]) => id))
        for (const [id, value] of keys) {
          note(id, value)
          service.held.set(id, value)
        }
        registration = bytesOf(part(stanza, 'registration')).slice()
        identity = bytesOf(part(stanza, 'identity')).slice()
        takeSigned(stanza)
        return node('iq')
      }
      case 'rotate':
        takeSigned(part(stanza, 'rotate'))
        return node('iq')
      default:
        if (service.held.size === 0) throw new RequestError('refused', 404)
        return digest()
    }
  }

  function digest(): WireNode {
    const publicKey = bytesOf(part(skey, 'value'))
    const signature = bytesOf(part(skey, 'signature'))
    const keys = [...service.held.values()].map(fromHexText)
    return node('iq', {}, [
      node('digest', {}, [
        node('registration', {}, registration),
        node('type', {}, Uint8Array.of(5)),
        node('identity', {}, identity),
        skey,
        node(
          'list',
          {},
          [...service.held.keys()].map((id) => node('id', {}, idBytes(id))),
        ),
        node('hash', {}, keyDigestHash(identity, { publicKey, signature }, keys)),
      ]),
    ])
  }

  const service: ScriptedKeyService = {
    asked: [],
    uploads: [],
    held: new Map(),
    signed: undefined,
    wrongs: [],
    fail: (tag, ...ends) => void failures.set(tag, [...(failures.get(tag) ?? []), ...ends]),
    handOut(count) {
      for (const id of [...service.held.keys()].slice(0, count)) {
        service.held.delete(id)
        handedOut.add(id)
      }
    },
    async request(build) {
      const stanza = build('id')
      const tag = children(stanza)[0]?.tag ?? ''
      service.asked.push(tag)
      const end = failures.get(tag)?.shift()
      if (typeof end === 'number') throw new RequestError('refused', end)
      if (end === 'timeout') throw new RequestError('timeout')
      const result = answer(stanza, tag)
      if (end === 'taken-but-lost') throw new RequestError('timeout')
      return result
    },
  }
  return service
}

/** Whether a stored key is the one that the service knows. */
export function isValue(publicKey: Uint8Array | undefined, value: string): boolean {
  return publicKey !== undefined && equalBytes(publicKey, fromHexText(value))
}

function part(parent: WireNode, tag: string): WireNode {
  const found = child(parent, tag)
  if (found === undefined) throw new Error(`no ${tag}`)
  return found
}

function keyOf(key: WireNode): readonly [id: number, value: string] {
  const id = bytesOf(part(key, 'id')).reduce((number, byte) => number * 256 + byte, 0)
  return [id, toHex(bytesOf(part(key, 'value')))]
}

function idBytes(id: number): Uint8Array {
  return Uint8Array.of(id >>> 16, (id >>> 8) & 0xff, id & 0xff)
}

function fromHexText(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
