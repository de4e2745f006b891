import { children, node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { optionalJid, optionalText, present, requiredJid, requireTag } from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** What somebody does in a chat right now. */
export type ChatActivity = 'typing' | 'recording' | 'paused'

/** Somebody's activity in a chat. Not answered. */
export interface ChatState {
  /** A person or a group. */
  readonly from: Jid
  /** Who, in a group. */
  readonly participant?: Jid
  readonly activity: ChatActivity
}

/**
 * Reads `<chatstate>` (chapter 06 section 2).
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'missing-child', 'bad-address'
 */
export function parseChatState(stanza: WireNode): ChatState {
  requireTag(stanza, 'chatstate')
  const state = children(stanza).find(({ tag }) => tag === 'composing' || tag === 'paused')
  if (state === undefined) throw new StanzaError('missing-child', 'chatstate>composing')
  return {
    from: requiredJid(stanza, 'from'),
    ...present('participant', optionalJid(stanza, 'participant')),
    activity: activityOf(state),
  }
}

function activityOf(state: WireNode): ChatActivity {
  if (state.tag === 'paused') return 'paused'
  return optionalText(state, 'media') === 'audio' ? 'recording' : 'typing'
}

/** Says in a chat what this person does. Not answered. */
export function chatState(to: Jid, activity: ChatActivity): WireNode {
  const media: Record<string, string> = activity === 'recording' ? { media: 'audio' } : {}
  return node('chatstate', { to }, [
    activity === 'paused' ? node('paused') : node('composing', media),
  ])
}
