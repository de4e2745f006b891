import type { Actions } from './actions.ts'
import type { Mirror } from './mirror.ts'

interface Watched {
  readonly counts: Map<number, number>
  tell(): void
}

const watchedBy = new WeakMap<Mirror, Watched>()

/**
 * Has the engine tell the messages and the activity of these chats. One set a window: views may watch
 * the same chat, and every new engine is told again. Returns what ends it.
 */
export function watchChats(
  mirror: Mirror,
  actions: Pick<Actions, 'talk'>,
  chatIds: readonly number[],
): () => void {
  const watched = watchedBy.get(mirror) ?? begin(mirror, actions)
  const { counts } = watched
  for (const chatId of chatIds) counts.set(chatId, (counts.get(chatId) ?? 0) + 1)
  watched.tell()
  let over = false
  return () => {
    if (over) return
    over = true
    for (const chatId of chatIds) {
      const left = (counts.get(chatId) ?? 0) - 1
      if (left > 0) counts.set(chatId, left)
      else counts.delete(chatId)
    }
    watched.tell()
  }
}

function begin(mirror: Mirror, { talk }: Pick<Actions, 'talk'>): Watched {
  const counts = new Map<number, number>()
  let told = ''
  const tell = (again = false): void => {
    const chatIds = [...counts.keys()].sort((one, other) => one - other)
    if (!again && chatIds.join() === told) return
    told = chatIds.join()
    void talk({ type: 'watch', chatIds })
  }
  mirror.listen((news) => {
    if (news === 'snapshot' && counts.size > 0) tell(true)
  })
  const watched = { counts, tell: () => tell() }
  watchedBy.set(mirror, watched)
  return watched
}
