import { deflateSync } from 'node:zlib'
import type { EngineEvent } from '../../web/bridge/contract.ts'
import { createAppendMany } from '../../web/engine/chats/appendMany.ts'
import { RequestError } from '../../web/engine/connection/iqTracker.ts'
import { createHistory } from '../../web/engine/history/history.ts'
import { createOlder } from '../../web/engine/history/older.ts'
import type { PeerMessage } from '../../web/engine/outbox/outbox.ts'
import type { Line } from '../../web/engine/talk/talk.ts'
import type { TraceStep } from '../../web/bridge/trace.ts'
import { sealMedia } from '../../web/formats/mediaCrypto.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import type { MessageRow } from '../../web/storage/talkRows.ts'
import { accountOf } from '../../web/wire/account.ts'
import { node, type WireNode } from '../../web/wire/node/node.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import {
  type Conversation,
  type HistorySync,
  HistorySyncSchema,
  type HistorySyncMsg,
} from '../../web/wire/proto/gen/history_pb.ts'
import {
  type HistorySyncNotification,
  HistorySyncNotificationSchema,
} from '../../web/wire/proto/gen/peerData_pb.ts'
import type { Message } from '../../web/wire/proto/gen/message_pb.ts'
import type { Init } from '../../web/wire/proto/schema.ts'
import { openRooms, people, startMs } from './talkRooms.ts'

/** What a media host says: a status, bytes, or nothing at all. */
export type HostAnswer = number | Uint8Array | 'silence'

/** For tests: a chunk as a phone makes it, and the blob of it. */
export interface MadeChunk {
  readonly notification: Uint8Array
  readonly path: string
  readonly blob: Uint8Array
}

export function makeChunk(
  sync: Init<HistorySync>,
  told: Init<HistorySyncNotification> = {},
  bytes = encodeProto(HistorySyncSchema, sync),
): MadeChunk {
  const mediaKey = new Uint8Array(32).fill(7 + (sync.chunkOrder ?? 0))
  const { upload, fileSha256, fileEncSha256, fileLength } = sealMedia(
    deflateSync(bytes),
    'history',
    mediaKey,
  )
  const directPath = `/v/chunk-${sync.syncType}-${sync.chunkOrder ?? 0}.enc?oh=1`
  const { syncType, chunkOrder, progress } = sync
  const notification = encodeProto(HistorySyncNotificationSchema, {
    fileSha256,
    fileEncSha256,
    fileLength: BigInt(fileLength),
    mediaKey,
    directPath,
    ...(syncType === undefined ? {} : { syncType }),
    ...(chunkOrder === undefined ? {} : { chunkOrder }),
    ...(progress === undefined ? {} : { progress }),
    ...told,
  })
  return { notification, path: directPath, blob: upload }
}

/** For tests: a message of the past, `ago` seconds before the clock of the stage. */
export function pastMessage(
  remoteJid: string,
  id: string,
  ago: number,
  message: Init<Message> = { conversation: id },
  more: { readonly fromMe?: boolean; readonly participant?: string; readonly status?: number } = {},
): Init<HistorySyncMsg> {
  const { fromMe = false, participant, status } = more
  return {
    message: {
      key: { remoteJid, fromMe, id, ...(participant === undefined ? {} : { participant }) },
      message,
      messageTimestamp: BigInt(startMs / 1000 - ago),
      ...(status === undefined ? {} : { status }),
    },
  }
}

/** For tests: so many messages of one chat, newest first. */
export function pastChat(id: string, count: number, from = 0): Init<Conversation> {
  const messages = Array.from({ length: count }, (_, at) =>
    // Three of each second: their order must not depend on where a slice ended.
    pastMessage(id, `${id.slice(0, 14)} ${from + at}`, 10 + Math.floor((from + at) / 3)),
  )
  return { id, messages }
}

/** For tests: the history over real rooms, media hosts that answer as told, and a phone that is heard. */
export async function openHistory(
  changes: { readonly store?: AccountStore; readonly answer?: (url: string) => HostAnswer } = {},
) {
  const rooms = await openRooms(changes.store === undefined ? {} : { store: changes.store })
  const { work, book, log, content, clock, randomBytes, store } = rooms
  const sent: WireNode[] = []
  const urls: string[] = []
  const events: EngineEvent[] = []
  const steps: TraceStep[] = []
  const broken: unknown[] = []
  const peers: PeerMessage[] = []
  const blobs = new Map<string, Uint8Array>()
  const state = { hosts: 0, online: true, room: 'ok' as 'ok' | 'low' | 'full', quotaHits: 0 }
  const roomListeners = new Set<() => void>()
  const fromBlobs = (url: string) =>
    blobs.get(url.replace(/^https:\/\/[^/]+/, '').split('&')[0] ?? '') ?? 404
  const line: Line = {
    isOpen: () => state.online,
    send(stanza) {
      if (!state.online) return false
      sent.push(stanza)
      return true
    },
    async request() {
      if (!state.online) throw new RequestError('closed')
      state.hosts += 1
      const host = (hostname: string, type: string) => node('host', { hostname, type })
      return node('iq', { type: 'result' }, [
        node('media_conn', { auth: 'a', ttl: '3600' }, [
          host('two.example', 'fallback'),
          host('one.example', 'primary'),
        ]),
      ])
    },
  }
  const older = createOlder({
    clock,
    work,
    book,
    log,
    outbox: {
      async sendPeer(unit, peer) {
        unit.after(() => void peers.push(peer))
        return { id: `ASK${peers.length}` }
      },
    },
    isConnected: () => state.online,
    tell: (...told) => void events.push(...told),
    onBroken: (cause) => void broken.push(cause),
  })
  const history = await createHistory({
    work,
    book,
    log,
    content,
    store,
    older,
    onReceived: older.received,
    appendMany: createAppendMany({ book, log }),
    breathe: async () => {},
    platform: {
      clock,
      randomBytes,
      async fetchMedia(url) {
        urls.push(url)
        const answer = (changes.answer ?? fromBlobs)(url)
        if (answer instanceof Uint8Array) return answer.slice()
        throw Object.assign(new Error('no file'), answer === 'silence' ? {} : { status: answer })
      },
    },
    room: {
      level: () => state.room,
      look: async () => {},
      quotaHit: () => void (state.quotaHits += 1),
      onChange(listener) {
        roomListeners.add(listener)
        return () => roomListeners.delete(listener)
      },
    },
    trace: (step) => void steps.push(step),
    ownAccount: () => accountOf(people.me.pn),
    ownName: () => {},
    nctSaltKept: () => {},
    onChange: () => {},
    onBroken: (cause) => void broken.push(cause),
  })

  /** Hands chunks over as the inbox does, under their names as stanza ids. */
  async function announce(...chunks: readonly (readonly [id: string, chunk: MadeChunk])[]) {
    for (const [stanzaId, { notification, path, blob }] of chunks) {
      blobs.set(path, blob)
      await work.run((unit) => history.take(unit, { stanzaId, notification }))
    }
  }

  /** Waits until nothing is being read or written, or until only the clock could move it. */
  async function settled(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await Promise.race([history.idle(), new Promise((resolve) => setTimeout(resolve, 400))])
      await work.idle()
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  const roomTo = (level: 'ok' | 'low' | 'full') => {
    state.room = level
    for (const listener of roomListeners) listener()
  }

  return {
    ...rooms,
    history,
    older,
    line,
    sent,
    urls,
    events,
    steps,
    broken,
    peers,
    blobs,
    state,
    announce,
    settled,
    roomTo,
  }
}

export type HistoryStage = Awaited<ReturnType<typeof openHistory>>

/** For tests: everything that is stored of conversations, as one can compare it. */
export async function storedPast({ work, log }: Pick<HistoryStage, 'work' | 'log'>) {
  const chats = await work.reader.range('chats', {})
  const all: Record<string, readonly (readonly [string, MessageRow['author'], number])[]> = {}
  for (const { key, row } of chats) {
    const rows = await log.older(work.reader, key, 100_000)
    all[row.jid] = rows.map((one) => [one.row.id, one.row.author, one.key[1]] as const)
  }
  return all
}
