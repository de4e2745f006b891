import { contentField } from '../../formats/unwrapMessage.ts'
import type { ContextInfo, Message } from '../../wire/proto/gen/message_pb.ts'

/** The context of a content, whichever it is. `message`: without its envelopes. */
export function contextOf(message: Message): ContextInfo | undefined {
  const field = contentField(message)
  if (field === undefined || field === 'unknown') return undefined
  const content: unknown = message[field]
  if (typeof content !== 'object' || content === null || !('contextInfo' in content)) {
    return undefined
  }
  // Every field of this name is one of these in every schema.
  return content.contextInfo as ContextInfo | undefined
}
