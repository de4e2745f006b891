import type { MessageView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'

const longest = 400

/** A message in one breath, for the ears: who, what, when, how far it came. */
export function spokenOf(message: MessageView): string {
  const { content, sender, fromMe, quote, reactions, ticks } = message
  if (content.kind === 'system') return words.system(content.event)
  const gist = words.gist(content, fromMe)
  return words.spoken([
    fromMe || sender === undefined ? undefined : words.nameOf(sender),
    quote === undefined ? undefined : words.quoteOf(quote),
    gist.length > longest ? `${gist.slice(0, longest)}…` : gist,
    message.edited ? words.edited : undefined,
    message.starred ? words.starred : undefined,
    words.time(message.atMs),
    fromMe && ticks !== undefined ? words.ticks[ticks] : undefined,
    ...reactions.map(({ emoji, people }) => words.reaction(emoji, people)),
  ])
}
