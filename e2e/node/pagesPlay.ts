import fc from 'fast-check'
import { expect } from 'vitest'
import { textBytes } from './fakeTalk.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import { StorageError } from '../../web/storage/errors.ts'
import type { MessageKey, MessageRow } from '../../web/storage/talkRows.ts'
import { openTestStore } from '../../web/storage/testStore.ts'
import { makeJid } from '../../web/wire/jid.ts'
import { createAppendMany } from '../../web/engine/chats/appendMany.ts'
import { createBook } from '../../web/engine/chats/createBook.ts'
import { createLog } from '../../web/engine/chats/createLog.ts'
import { createWork } from '../../web/engine/work/createWork.ts'
import type { UnitOfWork } from '../../web/engine/work/work.ts'

/** One thing that happens to one of three people's chats; `a` and `b` choose where and how much. */
export interface Act {
  readonly what: (typeof WHATS)[number]
  readonly person: number
  readonly byLid: boolean
  readonly a: number
  readonly b: number
  /** What goes wrong with the commit: it is not stored, or it is and the engine dies. */
  readonly fails?: 'before' | 'after' | undefined
}

const OFTEN = { append: 8, anywhere: 8, edit: 4, react: 4, bulk: 3, again: 3, remove: 3 } as const
const RARE = [
  'star',
  'revoke',
  'expire',
  'sweep',
  'fold',
  'fold',
  'reopen',
  'free',
  'join',
] as const
const often = Object.entries(OFTEN) as readonly (readonly [keyof typeof OFTEN, number])[]
const WHATS = [...often.flatMap(([what, times]) => Array<typeof what>(times).fill(what)), ...RARE]

/** For tests: any act. */
export const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom(...WHATS),
  person: fc.nat({ max: 2 }),
  byLid: fc.boolean(),
  a: fc.nat({ max: 1_000_000 }),
  b: fc.nat({ max: 1_000_000 }),
  fails: fc.option(fc.constantFrom('before', 'after'), { nil: undefined, freq: 9 }),
})

/** A message of the plain list. */
interface Said {
  readonly id: string
  readonly atMs: number
  /** Of one time, the higher one is newer. */
  readonly order: number
  readonly mine: boolean
  edit?: string
  emoji?: string
  starred?: boolean
  revoked?: boolean
  expiresMs?: number
}

interface Chat {
  said: Said[]
  readonly removed: Set<string>
}

const START = 1_000_000

/** Seals nothing: thousands of commits are made here, and what they seal is looked at elsewhere. */
const quickSubtle: SubtleCrypto = new Proxy(crypto.subtle, {
  get(real, name: keyof SubtleCrypto) {
    if (name === 'encrypt') {
      return async (_: unknown, __: unknown, data: Uint8Array) => {
        const sealed = new Uint8Array(data.length + 16)
        sealed.set(data)
        return sealed.buffer
      }
    }
    if (name === 'decrypt') {
      return async (_: unknown, __: unknown, data: Uint8Array) => data.slice(0, -16).buffer
    }
    return real[name].bind(real)
  },
})

/** For tests: an account whose messages are also kept in plain lists. */
export async function openPlay() {
  const { store: first, reopen: reopenStore } = await openTestStore({ subtle: quickSubtle })
  let fails: Act['fails']
  let dead = false
  let nowMs = START
  let timer: (() => void) | undefined
  let acts = 0
  let made = 0
  let history = 0

  const shaky = (real: AccountStore): AccountStore => ({
    ...real,
    async commit(writes, expected) {
      const how = fails
      fails = undefined
      if (how === 'before') throw new StorageError('unavailable', 'pulled out')
      await real.commit(writes, expected)
      if (how !== 'after') return
      dead = true
      throw new StorageError('unavailable', 'died')
    },
  })

  const clock = {
    now: () => nowMs,
    after(_: number, task: () => void) {
      timer = task
      return () => (timer = undefined)
    },
  }
  function rooms(store: AccountStore) {
    const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
    const addressKey = (text: string) => store.addressKey(text)
    const me = { pn: makeJid('15550000001', 's.whatsapp.net'), lid: makeJid('90000001', 'lid') }
    const book = createBook({ addressKey, own: () => me })
    const log = createLog({ addressKey, book })
    const work = createWork({ store: shaky(store), clock, randomBytes })
    return { store, work, book, log, appendMany: createAppendMany({ book, log }) }
  }

  let now = rooms(first)
  await now.work.own()
  const chats = new Map<string, Chat>()
  const joined = new Set<number>()

  const pnOf = (person: number) => makeJid(`1555000100${person}`, 's.whatsapp.net')
  const lidOf = (person: number) => makeJid(`8000100${person}`, 'lid')
  const jidOf = ({ person, byLid }: Act) => (byLid ? lidOf(person) : pnOf(person))
  const nameOf = ({ person, byLid }: Act) => `${person}${byLid && !joined.has(person) ? 'l' : 'p'}`

  function chatOf(one: Act): Chat {
    const name = nameOf(one)
    let chat = chats.get(name)
    if (chat === undefined) chats.set(name, (chat = { said: [], removed: new Set() }))
    return chat
  }

  const order = (chat: Chat) =>
    chat.said.sort((one, other) => one.atMs - other.atMs || one.order - other.order)

  /** Runs a unit; when it is stored, also if nobody heard of it, the list follows. */
  async function both(
    task: (unit: UnitOfWork) => Promise<void>,
    then: () => void,
    one: Act,
  ): Promise<void> {
    fails = one.fails
    dead = false
    const ended = await now.work.run(task).then(
      () => true,
      (cause: unknown) => {
        if (!(cause instanceof StorageError)) throw cause
        return false
      },
    )
    fails = undefined
    if (ended || dead) then()
    if (dead) await reopen()
  }

  async function reopen(): Promise<void> {
    await now.work.stop()
    now.store.close()
    now = rooms(await reopenStore())
    await now.work.own()
  }

  /** The stored place of a message, found by its id. */
  async function placeOf(unit: UnitOfWork, one: Act, said: Said) {
    const ref = await now.book.chatOf(unit, jidOf(one))
    const author = said.mine ? 'me' : await now.book.contactOf(unit, jidOf(one))
    const found = await now.log.find(unit, ref.chatId, author, said.id)
    if (found === undefined) throw new Error(`${said.id} is not found`)
    return found.key
  }

  async function append(one: Act, atMs: number, known?: Said): Promise<void> {
    const chat = chatOf(one)
    made += 1
    const said: Said = known ?? { id: `M${made}`, atMs, order: made, mine: one.b % 3 === 0 }
    let stored = false
    await both(
      async (unit) => {
        stored = false
        const ref = await now.book.chatOf(unit, jidOf(one))
        const author = said.mine ? 'me' : await now.book.contactOf(unit, jidOf(one))
        if ((await now.log.find(unit, ref.chatId, author, said.id)) !== undefined) return
        const { id } = said
        await now.log.append(unit, ref, { id, author, atMs: said.atMs, bytes: textBytes(id) })
        stored = true
      },
      () => {
        expect(stored).toBe(known === undefined)
        if (stored) chat.said.push(said)
      },
      one,
    )
  }

  /** Newest first, as history comes; some of it is there already. */
  async function bulk(one: Act): Promise<void> {
    const chat = chatOf(one)
    const count = 1 + (one.a % 150)
    const oldest = chat.said[0]?.atMs ?? START
    const from = one.b % 4 === 0 ? START + (one.b % 5000) : oldest
    const fresh = Array.from({ length: count }, (_, at): Said => {
      made += 1
      history -= 1
      const atMs = Math.max(0, from - Math.floor((at * (one.b % 7)) / 3))
      return { id: `M${made}`, atMs, order: history, mine: at % 3 === 0 }
    })
    const known = chat.said.filter((_, at) => at % 17 === one.b % 17)
    await both(
      async (unit) => {
        const ref = await now.book.chatOf(unit, jidOf(one))
        const other = await now.book.contactOf(unit, jidOf(one))
        const messages = [...fresh, ...known, ...fresh.slice(0, 3)].map(({ id, atMs, mine }) => ({
          id,
          atMs,
          author: mine ? ('me' as const) : other,
          bytes: textBytes(id),
          orderId: 0,
        }))
        const seen = await now.appendMany(unit, ref, messages, true)
        expect(seen.length).toBe(known.length + Math.min(3, count))
      },
      () => void chat.said.push(...fresh),
      one,
    )
  }

  async function change(
    one: Act,
    change: (row: MessageRow) => MessageRow,
    then: (said: Said) => void,
  ): Promise<void> {
    const said = pick(chatOf(one).said, one.a)
    if (said === undefined) return
    await both(
      async (unit) => {
        await now.log.change(unit, await placeOf(unit, one, said), change)
      },
      () => then(said),
      one,
    )
  }

  async function remove(one: Act): Promise<void> {
    const chat = chatOf(one)
    const said = pick(chat.said, one.a)
    if (said === undefined) return
    await both(
      async (unit) => await now.log.remove(unit, await placeOf(unit, one, said)),
      () => {
        chat.said = chat.said.filter((other) => other !== said)
        chat.removed.add(said.id)
      },
      one,
    )
  }

  async function sweep(one: Act): Promise<void> {
    nowMs += 1000
    await both(
      async (unit) => {
        const due = await unit.range('expiries', { to: [nowMs, 0] })
        for (const { key, row } of due) {
          await now.log.remove(unit, row.message, 'expired')
          unit.del('expiries', key)
        }
      },
      () => {
        for (const chat of chats.values()) {
          chat.said = chat.said.filter(({ id, expiresMs = Infinity }) => {
            if (expiresMs < nowMs) chat.removed.add(id)
            return expiresMs >= nowMs
          })
        }
      },
      one,
    )
  }

  /** As space is freed: the oldest ones go without a trace. */
  async function free(one: Act): Promise<void> {
    const chat = chatOf(one)
    const gone = order(chat).slice(0, Math.max(0, Math.min(one.a % 200, chat.said.length - 5)))
    await both(
      async (unit) => {
        for (const said of gone) unit.del('messages', await placeOf(unit, one, said))
      },
      () => void (chat.said = chat.said.filter((said) => !gone.includes(said))),
      one,
    )
  }

  async function join(one: Act): Promise<void> {
    const { person } = one
    await both(
      (unit) => now.book.learn(unit, pnOf(person), lidOf(person), 'strong'),
      () => {
        if (joined.has(person)) return
        joined.add(person)
        const lid = chats.get(`${person}l`)
        const pn = chatOf({ ...one, byLid: false })
        pn.said.push(...(lid?.said ?? []))
        for (const id of lid?.removed ?? []) pn.removed.add(id)
        chats.delete(`${person}l`)
      },
      one,
    )
  }

  async function fold(one: Act): Promise<void> {
    fails = one.fails
    dead = false
    timer?.()
    await now.work.idle()
    fails = undefined
    if (dead) await reopen()
  }

  async function take(one: Act): Promise<void> {
    acts += 1
    switch (one.what) {
      case 'append':
        return await append(one, START + acts * 3)
      case 'anywhere':
        return await append(one, START + (one.a % 3000) - 2000)
      case 'again': {
        const said = pick(chatOf(one).said, one.a)
        return said === undefined ? undefined : await append(one, 0, said)
      }
      case 'bulk':
        return await bulk(one)
      case 'edit': {
        const text = `edited ${acts}`
        const edit = { bytes: textBytes(text), atMs: nowMs }
        return await change(
          one,
          (row) => ({ ...row, edit }),
          (said) => (said.edit = text),
        )
      }
      case 'react': {
        const emoji = `r${acts}`
        const reactions = [{ author: 'me', emoji, atMs: nowMs }] as const
        return await change(
          one,
          (row) => ({ ...row, reactions }),
          (said) => (said.emoji = emoji),
        )
      }
      case 'star':
        return await change(
          one,
          (row) => ({ ...row, starred: true }),
          (said) => (said.starred = true),
        )
      case 'revoke':
        return await change(
          one,
          (row) => ({
            ...row,
            bytes: undefined,
            edit: undefined,
            reactions: undefined,
            deleted: 'sender',
          }),
          (said) => {
            said.revoked = true
            said.edit = undefined
            said.emoji = undefined
          },
        )
      case 'expire': {
        const said = pick(chatOf(one).said, one.a)
        if (said === undefined) return
        const expiresMs = nowMs + (one.b % 3000) + 0.5
        return await both(
          async (unit) => now.log.expire(unit, await placeOf(unit, one, said), expiresMs),
          () => (said.expiresMs = expiresMs),
          one,
        )
      }
      case 'sweep':
        return await sweep(one)
      case 'remove':
        return await remove(one)
      case 'fold':
        return await fold(one)
      case 'free':
        return await free(one)
      case 'join':
        return await join(one)
      case 'reopen':
        return await reopen()
    }
  }

  /** Compares a stretch of the chat that an act was about, or all of every chat. */
  async function look(about?: Act): Promise<void> {
    const { reader } = now.work
    const all = about === undefined
    for (const [name, chat] of chats) {
      if (chat.said.length === 0 || (about !== undefined && name !== nameOf(about))) continue
      const person = Number(name[0])
      const jid = name.endsWith('l') ? lidOf(person) : pnOf(person)
      const ref = await now.book.findChat(reader, jid)
      const chatId = ref?.chatId ?? -1
      const list = order(chat)
      const stored = await now.book.chat(reader, chatId)
      expect(stored?.row.last?.key[1]).toBe(list.at(-1)?.atMs)
      if (all) {
        const found = await now.log.older(reader, chatId, 100_000)
        same(found.toReversed().map(saidIn), list.map(plain))
        for (const id of chat.removed) {
          const copies = await Promise.all(
            (stored?.row.streams ?? []).map((stream) => reader.withId(stream, id)),
          )
          expect(copies.flat().map(({ row }) => row.rev)).toEqual([0])
        }
      }
      const at = (acts * 7919) % list.length
      const place: MessageKey = [0, list[at]?.atMs ?? 0, 0]
      const before = list.filter(({ atMs }) => atMs < place[1])
      const isOdd = acts % 2 === 1
      const found = isOdd
        ? await now.log.older(reader, chatId, 12, place)
        : await now.log.newer(reader, chatId, 12, place)
      const expected = isOdd
        ? before.slice(-12).toReversed()
        : list.slice(before.length, before.length + 12)
      same(found.map(saidIn), expected.map(plain))
      const [next] = found
      if (next !== undefined) expect(await now.log.get(reader, next.key)).toEqual(next.row)
    }
  }

  return { take, look, reopen, acts: () => acts }
}

/** As `toEqual`, which takes long where all is well. */
function same(found: readonly unknown[], expected: readonly unknown[]): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected)
}

const pick = (list: readonly Said[], at: number) => list[at % Math.max(1, list.length)]

function plain({ id, atMs, edit, emoji, starred, revoked }: Said) {
  return { id, atMs, edit, emoji, starred, revoked, said: revoked === true ? undefined : id }
}

/** A stored message as the list has it. */
function saidIn({ key, row }: { readonly key: MessageKey; readonly row: MessageRow }) {
  const text = (bytes: Uint8Array | undefined) =>
    bytes === undefined ? undefined : new TextDecoder().decode(bytes.subarray(2))
  return {
    id: row.id,
    atMs: key[1],
    edit: text(row.edit?.bytes),
    emoji: row.reactions?.[0]?.emoji,
    starred: row.starred,
    revoked: row.deleted === 'sender' ? true : undefined,
    said: text(row.bytes),
  }
}
