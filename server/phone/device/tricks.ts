/** Ways in which a device misbehaves on purpose (04 section 8). */
export const TRICK_KINDS = [
  /** A new session that leaves the other's one-time key out. */
  'no-one-time-key',
  /** A pre-key message without the companion's identity, with one that is forged, or without the account's key. */
  'identity-absent',
  'identity-forged',
  'identity-stripped',
  /** Of a direct message: each device of the other side gets the same ciphertext a second time. */
  'twice',
  /** A bit of every ciphertext is turned. */
  'tampered',
  /** Ten messages of the chain are never sent. */
  'skip',
  /** Nothing is sent until `release`, or until that many are held: then the last one goes first. */
  'hold',
  'reorder',
  /** The service's warning that one-time keys run low is ignored. */
  'no-refill',
  /** Of a phone: each of the next pieces of history comes twice, or all of them the wrong way round. */
  'chunks-twice',
  'chunks-reversed',
  /** The next blob is not where its notification says, is spoiled, or has a wrong MAC and right hashes. */
  'blob-missing',
  'blob-broken',
  'blob-mac',
  /** The phone says that it has older messages and cannot read them. */
  'older-unreadable',
  /** The phone does not answer what a companion asks of it. */
  'peer-silent',
] as const

export type TrickKind = (typeof TRICK_KINDS)[number]

/** The tricks a device still has up its sleeve. */
export interface TrickBox {
  /** For how many messages; `hold` counts nothing and lasts until it is ended. */
  arm(kind: TrickKind, times: number): void
  /** Uses a trick up once. */
  strike(kind: TrickKind): boolean
  isArmed(kind: TrickKind): boolean
  /** What is left of it. */
  left(kind: TrickKind): number
  disarm(kind: TrickKind): void
}

export function createTrickBox(): TrickBox {
  const armed = new Map<TrickKind, number>()
  return {
    arm: (kind, times) => void armed.set(kind, times),
    strike(kind) {
      const left = armed.get(kind) ?? 0
      if (left <= 0) return false
      if (left === 1) armed.delete(kind)
      else armed.set(kind, left - 1)
      return true
    },
    isArmed: (kind) => (armed.get(kind) ?? 0) > 0,
    left: (kind) => armed.get(kind) ?? 0,
    disarm: (kind) => void armed.delete(kind),
  }
}
