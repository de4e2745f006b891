import type { Actions } from './actions.ts'
import type { Mirror } from './mirror.ts'

/** Pictures of people and groups that a window has shown. */
export interface Pictures {
  /** The bytes when they are here; undefined when not, or when there is no such picture. */
  readonly get: (picture: string, large: boolean) => Uint8Array | undefined
  /** Fetches what is not here. Never rejects; a failure is tried again when it is wanted again. */
  readonly fetch: (picture: string, large: boolean) => Promise<Uint8Array | undefined>
}

/** Previews of about 5 KB each; the oldest are forgotten first. */
const mostKept = 200

const picturesBy = new WeakMap<Mirror, Pictures>()

/** The pictures of a window's account: kept while it shows its chats, forgotten when it is locked. */
export function picturesOf(mirror: Mirror, actions: Pick<Actions, 'ask'>): Pictures {
  const known = picturesBy.get(mirror)
  if (known !== undefined) return known
  const kept = new Map<string, Uint8Array>()
  const coming = new Map<string, Promise<Uint8Array | undefined>>()
  let age = 0
  mirror.subscribe(() => {
    if (mirror.getState().snapshot?.chats !== undefined || kept.size + coming.size === 0) return
    age += 1
    kept.clear()
    coming.clear()
  })
  async function ask(picture: string, large: boolean): Promise<Uint8Array | undefined> {
    const key = keyOf(picture, large)
    const begun = age
    const result = await actions.ask({ ask: 'picture', picture, large })
    if (begun !== age) return undefined
    coming.delete(key)
    const bytes = result.ok ? result.answer.bytes : undefined
    if (bytes === undefined) return undefined
    kept.set(key, bytes)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return bytes
  }
  const pictures: Pictures = {
    get: (picture, large) => kept.get(keyOf(picture, large)),
    fetch(picture, large) {
      const key = keyOf(picture, large)
      const here = kept.get(key)
      if (here !== undefined) return Promise.resolve(here)
      const asked = coming.get(key) ?? ask(picture, large)
      coming.set(key, asked)
      return asked
    },
  }
  picturesBy.set(mirror, pictures)
  return pictures
}

function keyOf(picture: string, large: boolean): string {
  return large ? `large ${picture}` : picture
}
