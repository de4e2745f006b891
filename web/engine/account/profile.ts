import type { TraceStep } from '../../bridge/trace.ts'
import type { FetchMedia } from '../../platform/platform.ts'
import { bareJid, parseJid } from '../../wire/jid.ts'
import { parsePicture, type PictureAnswer, pictureRequest } from '../../wire/stanza/picture.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import type { Trace } from '../traceRing.ts'
import type { AccountFacts } from './accountFacts.ts'

/** The small picture has a few kilobytes; anything near this is not one. */
const PICTURE_LIMIT_BYTES = 512 * 1024

type Outcome = Extract<TraceStep, { step: 'picture' }>['outcome']

/** Name and picture of the own account. */
export interface Profile {
  /** Stores a name the service told, unless it is empty or known. True when it is new. */
  learnName(name: string): Promise<boolean>
  /**
   * Fetches the picture if there is a newer one. True when what is stored is what the service has;
   * failures are traced and left to the next login.
   */
  refreshPicture(request: Request): Promise<boolean>
}

/** The profile of one account; `onChange` is called after each commit. */
export function createProfile(parts: {
  readonly facts: AccountFacts
  readonly fetchMedia: FetchMedia
  readonly trace: Trace
  readonly onChange: () => void
}): Profile {
  const { facts, trace } = parts

  async function refresh(request: Request): Promise<Outcome> {
    const { session, profile } = facts.now()
    if (session === undefined) return 'none'
    const target = bareJid(parseJid(session.jid))
    const answer = await request((id) => pictureRequest(id, target, profile?.pictureId)).then(
      parsePicture,
      noneIfMissing,
    )
    if (answer.kind === 'unchanged') return 'unchanged'
    const found = answer.kind === 'found' ? answer : undefined
    const picture = found && (await download(found.url))
    if (found !== undefined && picture === undefined) return 'unreachable'
    await facts.change(({ profile: newest }) => ({
      profile: {
        ...(newest?.pushName === undefined ? {} : { pushName: newest.pushName }),
        ...(found === undefined || picture === undefined ? {} : { pictureId: found.id, picture }),
      },
    }))
    parts.onChange()
    return found === undefined ? 'none' : 'stored'
  }

  /** The bytes, or nothing when the media host is out of reach: the next login asks again. */
  function download(url: string): Promise<Uint8Array | undefined> {
    return parts.fetchMedia(url, PICTURE_LIMIT_BYTES).catch(() => undefined)
  }

  return {
    async learnName(name) {
      // The service's way to say that there is none (chapter 06 section 3).
      if (name === '-') return false
      let isNew = false
      await facts.change(({ profile }) => {
        isNew = profile?.pushName !== name
        return isNew ? { profile: { ...profile, pushName: name } } : undefined
      })
      if (isNew) parts.onChange()
      return isNew
    },
    async refreshPicture(request) {
      try {
        const outcome = await refresh(request)
        trace({ step: 'picture', outcome })
        return outcome !== 'unreachable'
      } catch (cause) {
        if (cause instanceof RequestError && cause.code !== 'closed') {
          trace({ step: 'request-failed', what: 'picture', code: cause.refusal || cause.code })
        } else if (cause instanceof StanzaError) {
          trace({ step: 'stanza-malformed', rule: cause.message })
        } else {
          throw cause
        }
        return false
      }
    },
  }
}

/** 404 is another way to say that there is no picture (chapter 06 section 4). */
function noneIfMissing(cause: unknown): PictureAnswer {
  if (cause instanceof RequestError && cause.refusal === 404) return { kind: 'none' }
  throw cause
}
