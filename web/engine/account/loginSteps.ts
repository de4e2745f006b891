import type { Platform, RandomBytes } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { SessionRow } from '../../storage/rows.ts'
import { jidParts, makeJid, parseJid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { unifiedSessionId } from '../../wire/sessionId.ts'
import { unifiedSession } from '../../wire/stanza/infoBroadcast.ts'
import { activeRequest } from '../../wire/stanza/passive.ts'
import { type LoginSuccess, parseSuccess } from '../../wire/stanza/success.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { StanzaStream } from '../connection/stanzaStream.ts'
import { newAdvSecret } from '../keys/deviceKeys.ts'
import { createKeyCare } from '../keys/keyCare.ts'
import type { Trace } from '../traceRing.ts'
import type { AccountFacts, FactChange, Facts } from './accountFacts.ts'
import { createOfflineQueue, type OfflineQueue } from './offlineQueue.ts'
import { newLidWrites } from './ownAddresses.ts'
import { createPresence, type Presence } from './presence.ts'
import { createProfile } from './profile.ts'
import { createSessionNews, type SessionNews } from './sessionNews.ts'

export interface LoginParts {
  readonly platform: Platform
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly stream: StanzaStream
  readonly focused: () => boolean
  /** The login is committed. */
  readonly onLoggedIn: () => void
  /** The account moved here, and whether nobody else has it was not proven. */
  readonly onUnproven: (proof: 'elsewhere' | 'unknown') => void
  /** What had waited on the service is through. */
  readonly onQueueOver: () => void
  /** Asks for all groups anew; true when they are stored. */
  readonly refreshGroups: () => Promise<boolean>
  /** Name or picture changed. */
  readonly onProfile: () => void
  /** Something here is broken. */
  readonly onBroken: (cause: unknown) => void
}

/** What a linked device does on one connection. */
export interface LoginSteps {
  readonly queue: OfflineQueue
  readonly presence: Presence
  /**
   * True once this connection may be used: at once, unless the account has just moved here. False when
   * it may not. Nothing that arrives is read before.
   */
  readonly proven: Promise<boolean>
  readonly news: SessionNews
  /** Reads `<success>`. Only the first one counts. Throws StanzaError. */
  succeeded(stanza: WireNode): void
  /** The service says the push name; resolves once it is stored. */
  nameTold(name: string): Promise<void>
  /** The service says how many one-time keys it has left, or wants the keys compared. */
  keysNoticed(notice: { readonly left?: number; readonly stanza: WireNode }): void
  /** The own picture changed. */
  pictureChanged(): void
  /** The service marked a domain as changed; nobody waits for what follows. */
  dirty(mark: Parameters<SessionNews['dirty']>[0]): void
  stop(): void
}

/** The steps after `<success>`, in the order of chapter 01 section 6. */
export function createLoginSteps(parts: LoginParts): LoginSteps {
  const { platform, store, facts, trace, stream } = parts
  const { clock, randomBytes, fetchMedia } = platform
  const keys = createKeyCare({
    clock,
    randomBytes,
    store,
    facts,
    trace,
    request: stream.request,
    isOpen: stream.isOpen,
    beside,
    ...(platform.preKeysPerUpload === undefined ? {} : { uploadSize: platform.preKeysPerUpload }),
  })
  const profile = createProfile({ facts, fetchMedia, trace, onChange: parts.onProfile })
  const news = createSessionNews({
    facts,
    trace,
    profile,
    attempt,
    request: stream.request,
    refreshGroups: parts.refreshGroups,
  })
  const send = (stanza: WireNode) => void stream.send(stanza)
  const queue = createOfflineQueue({ clock, trace, send })
  const presence = createPresence({
    clock,
    trace,
    send,
    sayInUse,
    focused: parts.focused,
    name: () => facts.now().profile?.pushName,
  })
  let settleProven: (isProven: boolean) => void = () => {}
  const proven = new Promise<boolean>((resolve) => {
    settleProven = resolve
  })
  if (!needsProof()) settleProven(true)
  let offsetMs = 0
  let begun = false

  function needsProof(): boolean {
    return facts.now().session?.onTheMove === true
  }

  async function prove(): Promise<'own' | 'elsewhere' | 'unknown'> {
    let proof: 'own' | 'elsewhere' | 'unknown' = 'unknown'
    try {
      proof = needsProof() ? await keys.prove() : 'own'
      return proof
    } finally {
      settleProven(proof === 'own')
    }
  }

  function sayInUse(): void {
    send(unifiedSession(unifiedSessionId(Math.floor(clock.now()), Math.floor(offsetMs))))
  }

  async function run(success: LoginSuccess): Promise<void> {
    const inDoubt = facts.now().doubt !== undefined
    await commitLogin(success)
    trace({ step: 'login-succeeded' })
    if (inDoubt) trace({ step: 'doubt-cleared' })
    const proof = await prove()
    if (proof !== 'own') return parts.onUnproven(proof)
    parts.onLoggedIn()
    sayInUse()
    await keys.beforeActive()
    const activated = attempt('active', stream.request(activeRequest))
    // With nothing in it, the queue may have ended long before.
    queue.whenOver(() => beside(keys.queueOver()))
    queue.whenOver(parts.onQueueOver)
    await activated
    presence.begin()
    await profile.refreshPicture(stream.request)
  }

  async function commitLogin(success: LoginSuccess): Promise<void> {
    const { session } = facts.now()
    if (session === undefined) throw new Error('a login needs a session')
    const lid = newLid(session, success)
    const also = lid === undefined ? [] : await newLidWrites(store, session, lid, clock.now())
    await facts.change((newest) => ({
      ...loginChange(newest, success, lid, also),
      ...secretsUsedUp(newest, randomBytes),
    }))
  }

  /** A request that may fail without ending the connection. Its end alone is passed on. */
  async function attempt<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (cause) {
      if (!(cause instanceof RequestError) || cause.code === 'closed') throw cause
      trace({ step: 'request-failed', what, code: cause.refusal || cause.code })
      return undefined
    }
  }

  /** Work that nobody waits for. When the connection ends, so does it; the next login starts anew. */
  function beside(work: Promise<unknown>): void {
    work.catch((cause: unknown) => {
      if (!(cause instanceof RequestError && cause.code === 'closed')) parts.onBroken(cause)
    })
  }

  return {
    queue,
    presence,
    proven,
    news,
    dirty: (mark) => beside(news.dirty(mark)),
    succeeded(stanza) {
      const success = parseSuccess(stanza)
      if (begun) return
      begun = true
      if (success.unknown > 0) {
        trace({ step: 'stanza-unknown', tag: 'success', parts: success.unknown })
      }
      for (const rule of success.malformed) trace({ step: 'stanza-malformed', rule })
      offsetMs = success.serverSec === undefined ? 0 : success.serverSec * 1000 - clock.now()
      beside(run(success))
    },
    async nameTold(name) {
      if (await profile.learnName(name)) presence.update()
    },
    keysNoticed({ left, stanza: { attrs } }) {
      const { id = '', offline } = attrs
      keys.noticed({ id, queued: offline !== undefined, ...(left === undefined ? {} : { left }) })
    },
    pictureChanged: () => beside(profile.refreshPicture(stream.request)),
    stop() {
      settleProven(false)
      queue.stop()
      keys.stop()
      presence.stop()
    },
  }
}

/** The own LID as a device address, if the service tells one that is not stored yet. */
function newLid(session: SessionRow, { lid }: LoginSuccess) {
  if (lid === undefined) return undefined
  const { device } = jidParts(parseJid(session.jid))
  const told = makeJid(jidParts(lid).user, 'lid', device)
  return told === session.lid ? undefined : told
}

function loginChange(
  { session, profile, doubt, ban }: Facts,
  success: LoginSuccess,
  lid: string | undefined,
  also: FactChange['also'] = [],
): FactChange | undefined {
  if (session === undefined) return undefined
  const { displayName } = success
  const isNamed = profile?.pushName !== undefined || displayName === undefined
  // Whatever was said about this account's phone before: the link is still there.
  const { phoneChanged: _, ...kept } = session
  return {
    session: {
      ...kept,
      loginCounter: session.loginCounter + 1,
      ...(lid === undefined ? {} : { lid }),
    },
    also,
    ...(isNamed ? {} : { profile: { ...profile, pushName: displayName } }),
    ...(doubt === undefined ? {} : { doubt: null }),
    ...(ban === undefined ? {} : { ban: null }),
  }
}

/** Once a link is confirmed, the secret that its code showed must not prove anything any more. */
function secretsUsedUp({ device, session }: Facts, randomBytes: RandomBytes): FactChange {
  const isFirst = session?.loginCounter === 0
  return device !== undefined && isFirst
    ? { device: { ...device, advSecret: newAdvSecret(randomBytes) } }
    : {}
}
