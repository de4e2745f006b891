import type { ChatRowView, MessageView } from '../../../../bridge/chatViews.ts'
import type { PlainError } from '../../../../bridge/errors.ts'
import type { MessageAnchor, MessagePage, QueryResult } from '../../../../bridge/queries.ts'
import type { Actions } from '../../../../state/actions.ts'
import type { FileSink } from '../../../parts/device.ts'
import { formatIso } from '../../../words/isoTimes.ts'
import { ARCHIVE_VERSION, type ArchiveHead, archiveMessage } from './archiveMessage.ts'
import { htmlFoot, htmlHead, htmlMessage } from './archiveHtml.ts'
import { createZipPacker } from './zipPacker.ts'

/** As many as one answer holds. */
const PAGE = 200

/** The engine could not give what was asked for. */
export class ExportError extends Error {
  readonly code = 'export-failed'
  readonly error: PlainError

  constructor(error: PlainError) {
    super(error.code)
    this.error = error
  }
}

export interface ExportWish {
  readonly chat: Pick<ChatRowView, 'chatId' | 'kind' | 'number'>
  /** What the chat is called. */
  readonly name: string
  readonly exportedAtMs: number
  readonly timeZone: string
  /** Asks the engine. Never rejects. */
  readonly ask: Actions['ask']
  readonly sink: FileSink
  /** So many messages are written. */
  readonly onProgress: (count: number) => void
  /** Ends it: nothing more is written. */
  readonly signal: AbortSignal
}

/**
 * Writes a chat into a zip with `chat.html` and `chat.json`, from its oldest message to its newest, 200
 * at a time: never more of them are objects at once. Resolves with their number. Throws ExportError,
 * what the sink fails with, and the signal's reason.
 */
export async function exportChat(wish: ExportWish): Promise<number> {
  const { name, exportedAtMs, sink, signal } = wish
  const zip = createZipPacker()
  const page = zip.file('chat.html')
  const json = zip.file('chat.json')
  page.write(htmlHead(name, exportedAtMs))
  json.write(`${JSON.stringify(headOf(wish)).slice(0, -1)},"messages":[`)
  let count = 0
  let before: MessageView | undefined
  for await (const messages of pages(wish)) {
    let text = ''
    let line = ''
    for (const view of messages) {
      text += htmlMessage(view, before)
      line += `${count === 0 ? '' : ','}\n${JSON.stringify(archiveMessage(view))}`
      before = view
      count += 1
    }
    page.write(text)
    json.write(line)
    for (const bytes of zip.take()) await sink.write(bytes)
    wish.onProgress(count)
  }
  signal.throwIfAborted()
  page.write(htmlFoot(count))
  page.end()
  json.write(`\n],"count":${count}}\n`)
  json.end()
  zip.end()
  for (const bytes of zip.take()) await sink.write(bytes)
  return count
}

function headOf({ chat, name, exportedAtMs, timeZone }: ExportWish): ArchiveHead {
  const { kind, number } = chat
  return {
    format: 'moonlet-chat',
    version: ARCHIVE_VERSION,
    exportedAt: formatIso(exportedAtMs),
    timeZone,
    chat: { name, kind, ...(number === undefined ? {} : { number }) },
  }
}

/** All messages, oldest first, as they are when their page is asked for. */
async function* pages({ chat, ask, signal }: ExportWish): AsyncGenerator<readonly MessageView[]> {
  let anchor: MessageAnchor = { at: 'date', ms: 0 }
  for (;;) {
    signal.throwIfAborted()
    const result: QueryResult<'messages'> = await ask({
      ask: 'messages',
      chatId: chat.chatId,
      anchor,
      count: PAGE,
    })
    signal.throwIfAborted()
    if (!result.ok) throw new ExportError(result.error)
    const { messages, atEnd }: MessagePage = result.answer
    if (messages.length > 0) yield messages
    const last: MessageView | undefined = messages.at(-1)
    if (atEnd || last === undefined) return
    anchor = { at: 'after', key: last.key }
  }
}
