import { generateKeyPair } from '../../web/crypto/x25519.ts'
import type { EngineEvent } from '../../web/bridge/contract.ts'
import type { TraceStep } from '../../web/bridge/trace.ts'
import { loadFacts } from '../../web/engine/account/accountFacts.ts'
import { ownAccountKey } from '../../web/engine/account/ownAccountKey.ts'
import { createCipher } from '../../web/engine/cipher/cipher.ts'
import { createArrivalQueue } from '../../web/engine/connection/arrivalQueue.ts'
import { createInbox } from '../../web/engine/inbox/createInbox.ts'
import type { HistoryNotice } from '../../web/engine/inbox/inbox.ts'
import { createDeviceKeys } from '../../web/engine/keys/deviceKeys.ts'
import type { PeerMessage } from '../../web/engine/outbox/outbox.ts'
import type { Line } from '../../web/engine/talk/talk.ts'
import { seededRandom } from '../../web/platform/fakes.ts'
import type { PreKeyBundle } from '../../web/signal/records.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import { encodeNode } from '../../web/wire/node/encode.ts'
import type { WireNode } from '../../web/wire/node/node.ts'
import { people, openRooms, startMs } from './talkRooms.ts'

const PRE_KEYS = 40

/** For tests: a linked device in a store, and the bundles that others get of it, one at a time. */
export async function linkIn(store: AccountStore, seed = 11) {
  const randomBytes = seededRandom(seed)
  const device = await createDeviceKeys(randomBytes, startMs)
  const facts = await loadFacts(store)
  const pairs = await Promise.all(
    Array.from({ length: PRE_KEYS }, () => generateKeyPair(randomBytes)),
  )
  await facts.change(() => ({
    device: { ...device, nextPreKeyId: PRE_KEYS + 1, firstUnuploadedPreKeyId: PRE_KEYS + 1 },
    session: {
      jid: people.me.pn,
      lid: people.me.lid,
      deviceIdentity: new Uint8Array(),
      service: 'sandbox',
      root: new Uint8Array(32),
      loginCounter: 1,
      preKeysUploaded: true,
      linkedAtMs: startMs,
    },
    also: pairs.map((row, at) => ({ put: 'preKeys', key: at + 1, row }) as const),
  }))
  let next = 0
  const bundle = (): PreKeyBundle => {
    const pair = pairs[next++]
    return {
      registrationId: device.registrationId,
      identityKey: device.identity.publicKey,
      signedPreKey: device.signedPreKey,
      ...(pair === undefined ? {} : { preKey: { id: next, publicKey: pair.publicKey } }),
    }
  }
  return { bundle }
}

/** For tests: the inbox over real rooms, a line whose stanzas are kept, and an outbox that notes. */
export async function openInbox(
  store: AccountStore,
  { send = () => true }: { readonly send?: (stanza: WireNode) => boolean } = {},
) {
  const rooms = await openRooms({ store })
  const facts = await loadFacts(store)
  const { book, clock, randomBytes, own } = rooms
  const sent: WireNode[] = []
  const peers: PeerMessage[] = []
  const acks: WireNode[] = []
  const retries: WireNode[] = []
  const events: EngineEvent[] = []
  const steps: TraceStep[] = []
  const histories: HistoryNotice[] = []
  const broken: unknown[] = []
  const windows = new Set<string>()
  const focused = new Set<string>()
  const state = { available: false, online: true }
  const cipher = createCipher({
    randomBytes,
    now: () => clock.now(),
    addressKey: (address) => store.addressKey(address),
    lidOf: (rows, pn) => book.lidOf(rows, pn),
    pnOf: (rows, lid) => book.pnOf(rows, lid),
    device: () => {
      const { device } = facts.now()
      if (device === undefined) throw new Error('the device is linked')
      return device
    },
    isOwn: (jid) => book.isMe(jid),
    ownAccountKey: () => ownAccountKey(facts),
  })
  book.hooks.onPair = (unit, pn, lid) => cipher.moveToLid(unit, pn, lid)
  const line: Line = {
    request: () => Promise.reject(new Error('nothing is asked for here')),
    isOpen: () => state.online,
    send(stanza) {
      encodeNode(stanza)
      if (!send(stanza)) return false
      sent.push(stanza)
      return true
    },
  }
  const inbox = createInbox({
    ...rooms,
    platform: { clock, randomBytes },
    facts,
    cipher,
    own,
    trace: (step) => void steps.push(step),
    outbox: {
      async sendPeer(unit, peer) {
        unit.after(() => void peers.push(peer))
        return { id: `peer ${peers.length}` }
      },
      async takeAck(_, stanza) {
        return acks.push(stanza) > 0
      },
      async takeRetry(_, stanza) {
        retries.push(stanza)
      },
    },
    line: () => (state.online ? line : undefined),
    available: () => state.available,
    windows: () => windows,
    focusedWindows: () => focused,
    tell: (...told) => void events.push(...told),
    notice: async (chatId, key) => ({
      chatId,
      key: key.join('.'),
      chatName: 'Chat',
      content: { kind: 'text', text: '', mentions: [] },
    }),
    async takeHistory(_, notice) {
      histories.push(notice)
    },
    takeOlder: async () => false,
    onBroken: (cause) => void broken.push(cause),
  })
  const queue = createArrivalQueue()
  /** Hands stanzas over as the stream does, and waits until all are answered. */
  async function arrive(...stanzas: readonly WireNode[]): Promise<void> {
    for (const stanza of stanzas) {
      queue.add(async (turn) => {
        try {
          await inbox.take(stanza, line, turn)
        } catch (cause) {
          broken.push(cause)
        }
      })
    }
    await queue.idle()
  }
  inbox.connected(line)
  return {
    ...rooms,
    facts,
    cipher,
    inbox,
    line,
    arrive,
    state,
    windows,
    focused,
    sent,
    peers,
    acks,
    retries,
    events,
    steps,
    histories,
    broken,
  }
}

export type InboxStage = Awaited<ReturnType<typeof openInbox>>
