import { plainError } from '../plainErrors.ts'
import { settingsView } from './settings.ts'
import type { Talk, TalkWorld } from './talk.ts'

/** Puts the rooms of conversations together. Resolves once what they keep in memory is read. */
export async function createTalk({ facts }: TalkWorld): Promise<Talk> {
  const refused = { ok: false, error: plainError('internal') } as const
  return {
    chats: () => ({ rows: [], total: 0, unread: 0 }),
    history: () => undefined,
    settings: () => settingsView(facts.now().settings),
    run: async () => refused,
    answer: async () => refused,
    take: async () => 'unknown',
    connected() {},
    offlineOver() {},
    lost() {},
    focusChanged() {},
    windowGone() {},
    async stop() {},
  }
}
