import type { MessageRow } from '../../storage/talkRows.ts'
import type { RowReader } from '../work/work.ts'
import type { ChatSizesParts, StreamSize } from './chatSizes.ts'
import { eachStream } from './eachStream.ts'

const END = Number.MAX_SAFE_INTEGER

/** Sizes of streams, counted from their messages. */
export function streamSizes(
  rows: RowReader,
  breathe: () => Promise<void>,
): Pick<ChatSizesParts, 'sizeOfStream' | 'sizesOfStreams'> {
  async function sizeOfStream(streamId: number): Promise<StreamSize> {
    const found = await rows.range('messages', { from: [streamId, 0, 0], to: [streamId, END, END] })
    const bytes = found.reduce((sum, { row }) => sum + bytesOf(row), 0)
    return { messages: found.length, bytes }
  }
  return {
    sizeOfStream,
    async *sizesOfStreams() {
      for await (const slice of eachStream(rows, breathe)) {
        for (const { key } of slice) yield [{ streamId: key, ...(await sizeOfStream(key)) }]
      }
    },
  }
}

function bytesOf({ bytes, id }: MessageRow): number {
  return (bytes?.length ?? 0) + id.length
}
