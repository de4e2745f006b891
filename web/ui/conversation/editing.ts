import type { MessageView } from '../../bridge/chatViews.ts'

/** The service takes edits for this long, in milliseconds. */
const editMs = 20 * 60_000

/** Whether one's own message can still be changed. */
export function canEdit({ fromMe, content, ticks, atMs }: MessageView, nowMs: number): boolean {
  return fromMe && content.kind === 'text' && ticks !== 'failed' && nowMs - atMs < editMs
}

/** The newest of one's own messages, if it can still be changed. `messages`: oldest first. */
export function lastEditable(
  messages: readonly MessageView[],
  nowMs: number,
): MessageView | undefined {
  const last = messages.findLast(({ fromMe, content }) => fromMe && content.kind !== 'system')
  return last !== undefined && canEdit(last, nowMs) ? last : undefined
}
