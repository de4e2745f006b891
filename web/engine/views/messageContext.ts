import type { ContextInfo, Message } from '../../wire/proto/gen/message_pb.ts'
import type { ContentField } from '../../formats/unwrapMessage.ts'

/** Somebody or something that a message speaks of, by the words of its sender. */
export interface ContextView {
  /** The message that it answers. */
  readonly quote?: {
    readonly id: string
    /** JID text of who wrote that one; the other side of the chat when it is empty. */
    readonly participant: string
    readonly message: Message
  }
  /** JID texts. */
  readonly mentioned: readonly string[]
  readonly forwarded?: 'once' | 'often'
}

/** From this score on the service's apps say that something was forwarded many times. */
const OFTEN = 5

/** What a content says beside itself: quote, mentions, forwarding. */
export function contextOf(
  message: Message,
  field: ContentField | 'unknown' | undefined,
): ContextView {
  const info = contextInfoOf(message, field)
  if (info === undefined) return { mentioned: [] }
  const { stanzaId, quotedMessage } = info
  const quoted = stanzaId !== '' && quotedMessage !== undefined
  const score = info.forwardingScore
  return {
    mentioned: info.mentionedJid,
    ...(quoted
      ? { quote: { id: stanzaId, participant: info.participant, message: quotedMessage } }
      : {}),
    ...(info.isForwarded || score > 0 ? { forwarded: score >= OFTEN ? 'often' : 'once' } : {}),
  }
}

/** The context of the content field; each kind of content carries it in its own message. */
function contextInfoOf(
  message: Message,
  field: ContentField | 'unknown' | undefined,
): ContextInfo | undefined {
  if (field === undefined || field === 'unknown') return undefined
  const content: unknown = message[field]
  if (typeof content !== 'object' || content === null || !('contextInfo' in content)) {
    return undefined
  }
  // A field of this name has this type in every schema of the messages.
  return content.contextInfo as ContextInfo | undefined
}
