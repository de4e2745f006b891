import { expect, it, vi } from 'vitest'
import { unwrapMessage } from '../../formats/unwrapMessage.ts'
import { padMessage } from '../../formats/messagePadding.ts'
import { seededRandom } from '../../platform/fakes.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import type { Jid } from '../../wire/jid.ts'
import { bytesOf, child, children, type WireNode } from '../../wire/node/node.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { createArrivalQueue } from '../connection/arrivalQueue.ts'
import { type InboxStage, linkIn, openInbox } from '../../../e2e/node/inboxStage.ts'
import {
  createScriptedSender,
  queued,
  type ScriptedSender,
} from '../../../e2e/node/scriptedSender.ts'
import { encoded, group, people, startMs } from '../../../e2e/node/talkRooms.ts'

vi.setConfig({ testTimeout: 600_000 })

const startSec = startMs / 1000

/** Counts steps down; the one after the last never ends, and nothing leaves any more. */
function fuse(left: number) {
  let burn = () => {}
  const burnt = new Promise<void>((resolve) => {
    burn = resolve
  })
  const state = { isBurnt: false, where: '' }
  return {
    burnt,
    state,
    /** Whether there is one more step. */
    spend(where: string): boolean {
      if (state.isBurnt) return false
      if (left-- > 0) return true
      state.isBurnt = true
      state.where = where
      burn()
      return false
    },
    async step(where: string): Promise<void> {
      if (!this.spend(where)) await new Promise(() => {})
    },
  }
}

/** What the service keeps until it is answered, and whom it asks to send again. */
function createMailbox(resend: (id: string) => Promise<WireNode>) {
  const waiting = new Map<string, WireNode>()
  const asked: string[] = []
  return {
    waiting,
    put(stanza: WireNode): void {
      waiting.set(stanza.attrs['id'] ?? '', stanza)
    },
    take(answer: WireNode): void {
      const id = answer.attrs['id'] ?? ''
      if (answer.attrs['type'] === 'retry') return void asked.push(id)
      const list = child(answer, 'list')
      const others = list === undefined ? [] : children(list).map(({ attrs }) => attrs['id'] ?? '')
      for (const one of [id, ...others]) waiting.delete(one)
    },
    /** What was asked for comes behind everything else. */
    async serve(): Promise<void> {
      for (const id of asked.splice(0)) {
        const stanza = await resend(id)
        waiting.delete(id)
        waiting.set(id, stanza)
      }
    },
  }
}

function spoiled(stanza: WireNode): WireNode {
  const content = children(stanza).map((inner) => {
    if (inner.tag !== 'enc') return inner
    const bytes = bytesOf(inner).slice()
    bytes[bytes.length - 8] = (bytes.at(-8) ?? 0) ^ 1
    return { ...inner, content: bytes }
  })
  return { ...stanza, content }
}

async function idsIn(stage: InboxStage, chat: Jid) {
  const found = await stage.book.findChat(stage.work.reader, chat)
  if (found === undefined) return []
  const rows = await stage.log.older(stage.work.reader, found.chatId, 200)
  return rows.map(({ row }) => ({
    id: row.id,
    text:
      row.bytes === undefined
        ? undefined
        : unwrapMessage(decodeProto(MessageSchema, row.bytes), false).message.conversation,
  }))
}

interface Run {
  /** Where each life was stopped. */
  readonly stops: Map<string, number>
}

/** One life: everything that waits comes, until the fuse burns or all is answered. */
async function live(
  store: AccountStore,
  mailbox: ReturnType<typeof createMailbox>,
  steps: number,
): Promise<string> {
  const use = fuse(steps)
  const { burnt, state } = use
  const slow: AccountStore = {
    ...store,
    async commit(writes, expected) {
      await use.step('before a commit')
      await store.commit(writes, expected)
      await use.step('after a commit')
    },
  }
  const stage = await openInbox(slow, {
    send(stanza) {
      if (!use.spend('at an answer')) return false
      mailbox.take(stanza)
      return true
    },
  })
  const whole = async () => {
    for (let round = 0; round < 6 && mailbox.waiting.size > 0; round++) {
      const queue = createArrivalQueue()
      for (const stanza of mailbox.waiting.values()) {
        const come = round === 0 ? queued(stanza) : stanza
        queue.add((turn) => stage.inbox.take(come, stage.line, turn).then(() => {}))
      }
      await queue.idle()
      stage.inbox.offlineOver()
      await mailbox.serve()
    }
    await stage.inbox.idle()
  }
  await Promise.race([whole(), burnt])
  stage.inbox.stop()
  expect(stage.broken).toEqual([])
  return state.isBurnt ? state.where : 'never'
}

/** Everything that was answered is stored: an answer takes it off the service for good. */
async function expectAnsweredStored(
  stage: InboxStage,
  waiting: ReadonlyMap<string, WireNode>,
  said: ReadonlyMap<string, { readonly chat: Jid; readonly text: string }>,
): Promise<void> {
  for (const chat of [people.ann.lid, group]) {
    const stored = await idsIn(stage, chat)
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length)
    for (const [id, { chat: where, text }] of said) {
      if (where !== chat || waiting.has(id)) continue
      const row = stored.find((one) => one.id === id)
      // A placeholder stands for what was asked for again.
      expect(row, id).toBeDefined()
      if (row?.text !== undefined) expect(row.text).toBe(text)
    }
  }
}

async function run(seed: number, stops: Map<string, number>): Promise<void> {
  const opened = await openTestStore()
  let { store } = opened
  const { bundle } = await linkIn(store, seed)
  const random = seededRandom(seed)
  const draw = (below: number) => (random(1)[0] ?? 0) % below
  const said = new Map<string, { readonly chat: Jid; readonly text: string }>()
  const ann: ScriptedSender = await createScriptedSender(people.ann.lid, bundle(), random)
  const mailbox = createMailbox(async (id) => {
    const { text = '' } = said.get(id) ?? {}
    return ann.direct({ conversation: text }, { id, atSec: startSec, enc: { count: '1' } })
  })
  let hasKey = false

  function say(at: number): void {
    const id = `M${at}`
    const text = `text ${at}`
    const wrapping = { id, atSec: startSec + at }
    const isToGroup = draw(3) === 0
    said.set(id, { chat: isToGroup ? group : people.ann.lid, text })
    if (isToGroup) {
      mailbox.put(ann.group(group, { conversation: text }, wrapping, !hasKey))
      hasKey = true
    } else {
      const stanza = ann.direct({ conversation: text }, wrapping)
      mailbox.put(draw(5) === 0 ? spoiled(stanza) : stanza)
    }
  }

  for (let life = 0; life < 5; life++) {
    for (let count = draw(5); count >= 0; count--) say(said.size)
    const where = await live(store, mailbox, draw(24))
    stops.set(where, (stops.get(where) ?? 0) + 1)
    store = await opened.reopen()
    const look = await openInbox(store)
    await expectAnsweredStored(look, mailbox.waiting, said)
    if (life === 2) {
      // Once Ann has heard of this device, she writes on in the same session.
      const padded = padMessage(encoded({ conversation: 'hello' }), 1)
      const sealed = await look.work.run((unit) => look.cipher.encrypt(unit, ann.jid, padded))
      if (sealed !== undefined) await ann.read(sealed.type, sealed.bytes)
    }
    look.inbox.stop()
    store = await opened.reopen()
  }
  for (let calm = 0; calm < 2; calm++) await live(store, mailbox, 10_000)
  expect([...mailbox.waiting.keys()]).toEqual([])
  const end = await openInbox(store)
  for (const chat of [people.ann.lid, group]) {
    const stored = await idsIn(end, chat)
    const expected = [...said].filter(([, one]) => one.chat === chat)
    expect(stored.toSorted(byId)).toEqual(
      expected.map(([id, { text }]) => ({ id, text })).toSorted(byId),
    )
  }
  end.inbox.stop()
  store.close()
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1
}

it('an engine that is killed anywhere loses nothing and shows nothing twice', async () => {
  const stops: Run['stops'] = new Map()
  for (let seed = 1; seed <= 20; seed++) await run(seed, stops)
  // Each of the three windows was hit often enough to mean something.
  for (const where of ['before a commit', 'after a commit', 'at an answer']) {
    expect(stops.get(where) ?? 0, where).toBeGreaterThanOrEqual(10)
  }
})
