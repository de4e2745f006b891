import { generateKeyPair } from '../../crypto/x25519.ts'
import type { RandomBytes } from '../../platform/platform.ts'
import type { PreKeyBundle } from '../../signal/records.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { DeviceRow } from '../../storage/rows.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { accountOf } from '../../wire/account.ts'
import { type Jid, parseJid } from '../../wire/jid.ts'
import { createDeviceKeys } from '../keys/deviceKeys.ts'
import { createWork } from '../work/createWork.ts'
import type { Work } from '../work/work.ts'
import { type Cipher, createCipher } from './cipher.ts'

/** How often a step may end before the next one never does, as when a worker is killed. */
export interface Fuse {
  step(): Promise<void>
  readonly burnt: Promise<void>
}

export function fuse(left: number): Fuse {
  let rest = left
  let burn = () => {}
  const burnt = new Promise<void>((resolve) => {
    burn = resolve
  })
  return {
    burnt,
    step() {
      if (rest-- > 0) return Promise.resolve()
      burn()
      return new Promise(() => {})
    },
  }
}

/** For tests: one device with a store of its own, which outlives what runs on it. */
export interface Party {
  readonly jid: Jid
  readonly store: () => AccountStore
  readonly work: () => Work
  readonly cipher: () => Cipher
  /** Pairs of addresses as this party knows them. */
  readonly lids: Map<Jid, Jid>
  /** What the service hands out; takes a one-time key as long as there is one. */
  bundle(): PreKeyBundle
  /** Another program on the same store; `fuse` decides when it is killed. */
  restart(fuse?: Fuse): Promise<void>
}

const ONE_TIME_KEYS = 30

export async function makeParty(jid: string, randomBytes: RandomBytes): Promise<Party> {
  const opened = await openTestStore({ randomBytes })
  const device: DeviceRow = await createDeviceKeys(randomBytes, 0)
  const preKeys = await Promise.all(
    Array.from({ length: ONE_TIME_KEYS }, () => generateKeyPair(randomBytes)),
  )
  let { store } = opened
  await store.commit(preKeys.map((row, at) => ({ put: 'preKeys', key: at + 1, row })))
  let handedOut = 0
  const lids = new Map<Jid, Jid>()
  const pns = () => new Map([...lids].map(([pn, lid]) => [lid, pn]))
  let work: Work
  let cipher: Cipher

  function begin(burning?: Fuse): void {
    const guarded: AccountStore =
      burning === undefined
        ? store
        : {
            ...store,
            async commit(writes, expected) {
              await burning.step()
              await store.commit(writes, expected)
              await burning.step()
            },
          }
    work = createWork({
      store: guarded,
      clock: { now: () => 0, after: () => () => {} },
      randomBytes,
    })
    cipher = createCipher({
      randomBytes,
      now: () => 0,
      addressKey: (address) => store.addressKey(address),
      lidOf: async (_, pn) => lids.get(pn),
      pnOf: async (_, lid) => pns().get(lid),
      device: () => device,
      isOwn: (other) => accountOf(other) === accountOf(parseJid(jid)),
    })
  }

  begin()
  return {
    jid: parseJid(jid),
    store: () => store,
    work: () => work,
    cipher: () => cipher,
    lids,
    bundle() {
      handedOut += 1
      const preKey = preKeys[handedOut - 1]
      const { identity, registrationId, signedPreKey } = device
      return {
        registrationId,
        identityKey: identity.publicKey,
        signedPreKey,
        ...(preKey === undefined ? {} : { preKey: { id: handedOut, publicKey: preKey.publicKey } }),
      }
    },
    async restart(burning) {
      store = await opened.reopen()
      begin(burning)
    },
  }
}
