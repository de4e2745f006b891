import type { MessageView } from '../../bridge/chatViews.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { compareMessages, messageKeyText } from '../chats/messageKey.ts'
import type { RowReader } from '../work/work.ts'

const END = Number.MAX_SAFE_INTEGER

/** What lies between two places of a conversation; absent: to its beginning, to its end. */
export interface Bounds {
  readonly after?: MessageKey
  readonly before?: MessageKey
}

/**
 * A line for each damaged page of these streams between two places: what stood there cannot be read.
 * It stands right before what follows it. Throws StorageError.
 */
export async function gapLines(
  rows: RowReader,
  chatId: number,
  streams: readonly number[],
  { after, before }: Bounds,
): Promise<MessageView[]> {
  const damaged = await Promise.all(
    streams.map((stream) =>
      rows.range('damagedPages', { from: [stream, 0, 0], to: [stream, END, END] }),
    ),
  )
  return damaged.flat().flatMap(({ key, row }) => {
    const place = placeOf(key, row)
    const isOlder = after !== undefined && compareMessages(place, after) <= 0
    const isNewer = before !== undefined && compareMessages(place, before) >= 0
    return isOlder || isNewer ? [] : [lineAt(place, chatId)]
  })
}

/** The last place of the gap: nothing that can be read lies there. */
function placeOf(
  [streamId, atMs, seq]: MessageKey,
  { to, foundMs }: { readonly to?: MessageKey; readonly foundMs: number },
): MessageKey {
  if (to !== undefined) return [streamId, to[1], to[2] - 1]
  // The page of a whole stream begins before all times.
  return atMs === 0 ? [streamId, foundMs, seq] : [streamId, atMs, seq]
}

const lineAt = (place: MessageKey, chatId: number): MessageView => ({
  key: messageKeyText(place),
  chatId,
  atMs: place[1],
  seq: place[2],
  rev: 1,
  fromMe: false,
  content: { kind: 'system', event: { what: 'gap' } },
  reactions: [],
  edited: false,
  starred: false,
})
