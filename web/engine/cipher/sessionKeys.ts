import { equalBytes } from '../../crypto/bytes.ts'
import type { KeyPair } from '../../crypto/x25519.ts'
import type {
  LocalIdentity,
  PreKeyBundle,
  SessionRecord,
  SessionState,
} from '../../signal/records.ts'
import {
  baseKeyOf,
  type Decrypted,
  decryptMessage,
  encryptMessage,
  GAP_LIMIT,
  OWN_DEVICE_GAP_LIMIT,
  remoteRegistrationId,
  type SessionMessageType,
  startSession,
} from '../../signal/session.ts'
import { SignalError } from '../../signal/signalError.ts'
import type { DeviceRow } from '../../storage/rows.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Cipher } from './cipher.ts'
import type { KeyNames } from './keyNames.ts'
import type { PeerIndex } from './peerIndex.ts'

export interface SessionParts {
  readonly names: KeyNames
  readonly peers: PeerIndex
  readonly now: () => number
  readonly newKeyPair: () => KeyPair | Promise<KeyPair>
  /** This device as it is now. */
  readonly device: () => DeviceRow
  /** Whether an address is one's own account's. */
  readonly isOwn: (device: Jid) => boolean
  readonly ownAccountKey?: () => Uint8Array | undefined
  /** Told when the phone of somebody has another identity than the known one. */
  readonly onPhoneChanged: (unit: UnitOfWork, phone: Jid) => Promise<void>
}

type SessionPart = Pick<
  Cipher,
  | 'decrypt'
  | 'withoutSession'
  | 'encrypt'
  | 'startSession'
  | 'dropSession'
  | 'baseKey'
  | 'registrationId'
  | 'identityOf'
>

/** Where the rows of one device lie. */
interface Place {
  readonly device: Jid
  readonly key: string
}

/** The part of the cipher that speaks with single devices. */
export function createSessionKeys(parts: SessionParts): SessionPart {
  const { names, peers, newKeyPair } = parts

  async function placeOf(unit: UnitOfWork, jid: Jid): Promise<Place> {
    const device = await names.settled(unit, jid)
    return { device, key: await names.ofDevice(device) }
  }

  function local(): LocalIdentity {
    const { identity, registrationId } = parts.device()
    return { ...identity, registrationId }
  }

  // What stands in these rows is what `store` put there; their seal vouches for that.
  async function current(unit: UnitOfWork, key: string): Promise<SessionRecord> {
    const row = await unit.get('sessions', key)
    return { current: row?.current as SessionState | undefined, archived: [] }
  }

  async function whole(unit: UnitOfWork, key: string): Promise<SessionRecord> {
    const row = await unit.get('archivedSessions', key)
    const archived = (row?.archived ?? []) as readonly SessionState[]
    return { ...(await current(unit, key)), archived }
  }

  async function store(
    unit: UnitOfWork,
    { device, key }: Place,
    before: SessionRecord,
    next: SessionRecord,
  ): Promise<void> {
    if (next.current !== undefined) unit.put('sessions', key, { current: next.current })
    if (next.archived !== before.archived) {
      unit.put('archivedSessions', key, { archived: next.archived })
    }
    await peers.noteDevice(unit, device)
  }

  /** Remembers the identity key of a device, and says what was known of it. */
  async function meet(
    unit: UnitOfWork,
    { key }: Place,
    identityKey: Uint8Array,
  ): Promise<'known' | 'new' | 'changed'> {
    const stored = await unit.get('identities', key)
    if (stored !== undefined && equalBytes(stored.identityKey, identityKey)) return 'known'
    unit.put('identities', key, { identityKey, firstSeenMs: parts.now() })
    return stored === undefined ? 'new' : 'changed'
  }

  /** A companion with a new key is a new companion; a phone with one is news to the person. */
  async function identityNews(unit: UnitOfWork, place: Place, identityKey: Uint8Array) {
    const isPhone = jidParts(place.device).device === 0
    const identityChanged = (await meet(unit, place, identityKey)) === 'changed' && isPhone
    if (identityChanged) await parts.onPhoneChanged(unit, place.device)
    return { identityChanged }
  }

  async function open(
    unit: UnitOfWork,
    { device, key }: Place,
    type: SessionMessageType,
    bytes: Uint8Array,
  ): Promise<{ readonly before: SessionRecord; readonly opened: Decrypted }> {
    const keys = {
      local: local(),
      newKeyPair,
      gapLimit: parts.isOwn(device) ? OWN_DEVICE_GAP_LIMIT : GAP_LIMIT,
      preKey: (id: number) => unit.get('preKeys', id),
      signedPreKey: (id: number) => signedPreKey(unit, id),
    }
    if (type === 'msg') {
      // Nearly every message: the archive is not even read.
      const before = await current(unit, key)
      try {
        return { before, opened: await decryptMessage(before, type, bytes, keys) }
      } catch (cause) {
        if (!(cause instanceof SignalError)) throw cause
        if ((await unit.get('archivedSessions', key)) === undefined) throw cause
      }
    }
    const before = await whole(unit, key)
    return { before, opened: await decryptMessage(before, type, bytes, keys) }
  }

  /** The current one stands in the device's row, others beside it; a rotation moves them. */
  async function signedPreKey(unit: UnitOfWork, id: number): Promise<KeyPair | undefined> {
    const { signedPreKey: now } = parts.device()
    if (now.id === id) return now
    const row = await unit.get('signedPreKeys', id)
    if (row !== undefined) return row
    const { signedPreKey: later } = parts.device()
    return later.id === id ? later : undefined
  }

  return {
    async decrypt(unit, sender, type, bytes) {
      const place = await placeOf(unit, sender)
      const { before, opened } = await open(unit, place, type, bytes)
      await store(unit, place, before, opened.next)
      if (opened.usedPreKeyId !== undefined) unit.del('preKeys', opened.usedPreKeyId)
      // A late message of an older session says nothing about who the device is now.
      const changed = opened.archivedUsed
        ? { identityChanged: false }
        : await identityNews(unit, place, opened.identityKey)
      return { plaintext: opened.plaintext, ...changed }
    },
    async withoutSession(rows, devices) {
      const keys = await Promise.all(
        devices.map(async (jid) => names.ofDevice(await names.settled(rows, jid))),
      )
      const sessions = await rows.getMany('sessions', keys)
      return devices.filter((_, at) => sessions[at] === undefined)
    },
    async encrypt(unit, jid, padded) {
      const place = await placeOf(unit, jid)
      const before = await current(unit, place.key)
      if (before.current === undefined) return undefined
      const { next, type, bytes } = encryptMessage(before, padded, local())
      await store(unit, place, before, next)
      return { type, bytes }
    },
    async startSession(unit, jid, bundle: PreKeyBundle) {
      const place = await placeOf(unit, jid)
      const before = await whole(unit, place.key)
      const next = await startSession(before, bundle, local(), newKeyPair)
      await store(unit, place, before, next)
      return identityNews(unit, place, bundle.identityKey)
    },
    async dropSession(unit, jid) {
      const { key } = await placeOf(unit, jid)
      const before = await whole(unit, key)
      if (before.current === undefined) return
      unit.del('sessions', key)
      // What it has sent already may still be on its way.
      unit.put('archivedSessions', key, { archived: archivedWith(before) })
    },
    async baseKey(unit, jid) {
      return baseKeyOf(await current(unit, (await placeOf(unit, jid)).key))
    },
    async registrationId(unit, jid) {
      return remoteRegistrationId(await current(unit, (await placeOf(unit, jid)).key))
    },
    async identityOf(unit, jid) {
      const isOwnPhone = jidParts(jid).device === 0 && parts.isOwn(jid)
      const linkedBy = isOwnPhone ? parts.ownAccountKey?.() : undefined
      if (linkedBy !== undefined) return linkedBy
      return (await unit.get('identities', (await placeOf(unit, jid)).key))?.identityKey
    },
  }
}

/** How many older sessions with one device are kept (chapter 04 section 5). */
const ARCHIVED_KEPT = 40

function archivedWith({ current, archived }: SessionRecord): SessionRecord['archived'] {
  return current === undefined ? archived : [current, ...archived].slice(0, ARCHIVED_KEPT)
}
