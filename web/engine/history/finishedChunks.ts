import { sealReuploadRequest } from '../../formats/mediaRetry.ts'
import type { Clock } from '../../platform/platform.ts'
import type { Keyed } from '../../storage/readRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto, encodeProto } from '../../wire/proto/codec.ts'
import {
  type HistorySyncNotification,
  HistorySyncNotificationSchema,
} from '../../wire/proto/gen/peerData_pb.ts'
import { reuploadReceipt } from '../../wire/stanza/mediaRetry.ts'
import { receipts } from '../../wire/stanza/receipt.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import { chunkName } from './chunkNames.ts'
import { type Failed, stateOf } from './chunkState.ts'
import { changeState, dropBlob } from './keptBlob.ts'

type Chunk = Keyed<'historyChunks'>

/** How long the phone has to upload a chunk again before it counts as lost. */
const UPLOAD_AGAIN_MS = 120_000
/** Chunks that are done and remembered, so that one that comes again is answered and no more. */
const REMEMBERED = 64

export interface FinishedParts {
  readonly clock: Pick<Clock, 'now'>
  readonly work: Work
  readonly randomBytes: (length: number) => Uint8Array
  readonly ownAccount: () => Jid
}

/** Chunks that are done, one way or the other, and what the phone must be told of them. */
export interface FinishedChunks {
  /** Marks a chunk as stored. Its blob goes; so does the memory that it could not be had before. */
  stored(unit: UnitOfWork, key: number, notification: HistorySyncNotification): Promise<void>
  /** Marks a chunk as given up; the phone is to be asked for it once. */
  failed(
    unit: UnitOfWork,
    key: number,
    notification: HistorySyncNotification,
    failed: Failed,
  ): Promise<void>
  /** Tells the phone what it was not told yet. Twice at once, it would be told twice. */
  tell(line: Line): Promise<void>
  /** How many chunks could not be had, and are not expected any more. */
  lost(): Promise<number>
  /** Has the phone asked once more for all that could not be had. False: there is nothing to ask for. */
  askAgain(): Promise<boolean>
}

export function createFinishedChunks(parts: FinishedParts): FinishedChunks {
  const { clock, work } = parts

  async function others(
    unit: UnitOfWork,
    key: number,
    name: string | undefined,
  ): Promise<readonly Chunk[]> {
    if (name === undefined) return []
    const all = await unit.range('historyChunks', {})
    return all.filter((chunk) => chunk.key !== key && stateOf(chunk.row).name === name)
  }

  /** This chunk stands for them now. The phone is still told of those it was not told of. */
  async function giveWay(unit: UnitOfWork, before: readonly Chunk[]): Promise<void> {
    for (const { key, row } of before) {
      if (row.done !== true) continue
      if (stateOf(row).told === true) unit.del('historyChunks', key)
      else await changeState(unit, key, () => ({}))
    }
  }

  async function forget(unit: UnitOfWork): Promise<void> {
    const all = await unit.range('historyChunks', {})
    const done = all.filter(({ row }) => row.done === true && stateOf(row).told === true)
    const lost = done.filter(({ row }) => stateOf(row).failed !== undefined)
    const fine = done.filter(({ row }) => stateOf(row).failed === undefined)
    for (const old of [...fine.slice(0, -REMEMBERED), ...lost.slice(0, -REMEMBERED)]) {
      unit.del('historyChunks', old.key)
    }
  }

  /** Without the payload, which may be long. The key stays: with it the phone can be asked again. */
  function briefly(notification: HistorySyncNotification): Uint8Array {
    const { mediaKey, syncType, chunkOrder, progress, peerDataRequestSessionId } = notification
    return encodeProto(HistorySyncNotificationSchema, {
      mediaKey,
      syncType,
      chunkOrder,
      progress,
      peerDataRequestSessionId,
    })
  }

  /** The stanza that asks for a chunk to be uploaded again; none where there is no key to ask with. */
  function requestOf({ row }: Chunk) {
    const { mediaKey } = decodeProto(HistorySyncNotificationSchema, row.notification)
    if (mediaKey.length !== 32) return []
    const { stanzaId: id } = row
    const sealed = sealReuploadRequest(id, mediaKey, parts.randomBytes(12))
    return [reuploadReceipt({ id, to: parts.ownAccount(), sealed })]
  }

  return {
    async stored(unit, key, notification) {
      await dropBlob(unit, key)
      const name = chunkName(notification)
      await giveWay(unit, await others(unit, key, name))
      const done = { done: true, notification: new Uint8Array(0) }
      await changeState(unit, key, () => (name === undefined ? {} : { name }), done)
      await forget(unit)
    },
    async failed(unit, key, notification, failed) {
      await dropBlob(unit, key)
      const name = chunkName(notification)
      const before = await others(unit, key, name)
      const own = await unit.get('historyChunks', key)
      const asked = [...before.map(({ row }) => row), ...(own === undefined ? [] : [own])]
      const wasAsked = asked.some((row) => stateOf(row).askedMs !== undefined)
      await giveWay(unit, before)
      const canAsk = !wasAsked && notification.mediaKey.length === 32
      const state = {
        ...(name === undefined ? {} : { name }),
        failed,
        ...(canAsk ? { askedMs: clock.now(), ask: true } : { askedMs: 0 }),
      }
      const done = { done: true, notification: briefly(notification) }
      await changeState(unit, key, () => state, done)
      await forget(unit)
    },
    async tell(line) {
      const all = await work.reader.range('historyChunks', {})
      const untold = all.filter(({ row }) => row.done === true && stateOf(row).told !== true)
      const told: number[] = []
      for (const chunk of untold) {
        const asks = stateOf(chunk.row).ask === true ? requestOf(chunk) : []
        const { stanzaId } = chunk.row
        const to = { to: parts.ownAccount(), type: 'hist_sync' } as const
        if (![...asks, ...receipts(to, [stanzaId])].every((stanza) => line.send(stanza))) break
        told.push(chunk.key)
      }
      if (told.length === 0) return
      await work.run(async (unit) => {
        for (const key of told) {
          await changeState(unit, key, (state) => ({ ...state, ask: false, told: true }))
        }
      })
    },
    async lost() {
      const all = await work.reader.range('historyChunks', {})
      return all.filter(({ row }) => {
        const { failed, askedMs = 0 } = stateOf(row)
        return failed !== undefined && askedMs + UPLOAD_AGAIN_MS <= clock.now()
      }).length
    },
    askAgain: () =>
      work.run(async (unit) => {
        const all = await unit.range('historyChunks', {})
        const lost = all.filter(
          (chunk) => stateOf(chunk.row).failed !== undefined && requestOf(chunk).length > 0,
        )
        for (const { key } of lost) {
          const asked = { askedMs: clock.now(), ask: true, told: false }
          await changeState(unit, key, (state) => ({ ...state, ...asked }))
        }
        return lost.length > 0
      }),
  }
}
