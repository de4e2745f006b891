import type { Jid } from '../../wire/jid.ts'
import { chatState } from '../../wire/stanza/chatstate.ts'
import type { Line } from '../talk/talk.ts'
import type { OutboxParts } from './outboxParts.ts'

/** Whoever reads it believes it for about 25 s: so often it is said again. */
const RENEW_MS = 10_000

/** Tells others that this person is writing. Lives in memory: nothing of it is stored. */
export interface Typing {
  say(to: Jid, typing: boolean, line: Line): void
  /** What was said ended with the connection. */
  forget(): void
}

export function createTyping({
  clock,
  available,
}: Pick<OutboxParts, 'clock' | 'available'>): Typing {
  const said = new Map<Jid, number>()
  return {
    say(to, typing, line) {
      // Nobody hears it from somebody who is not here (law 12).
      if (!available() || !line.isOpen()) return
      const nowMs = clock.now()
      const last = said.get(to)
      if (typing) {
        if (last !== undefined && nowMs - last < RENEW_MS) return
        said.set(to, nowMs)
        line.send(chatState(to, 'typing'))
      } else if (last !== undefined) {
        said.delete(to)
        line.send(chatState(to, 'paused'))
      }
    },
    forget: () => said.clear(),
  }
}
