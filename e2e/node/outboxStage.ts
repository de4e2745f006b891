import { createCipher } from '../../web/engine/cipher/cipher.ts'
import type { Devices } from '../../web/engine/devices/devices.ts'
import { createDeviceKeys } from '../../web/engine/keys/deviceKeys.ts'
import { createOutbox } from '../../web/engine/outbox/outbox.ts'
import type { Party } from '../../web/engine/cipher/testParty.ts'
import { settingsView } from '../../web/engine/talk/settings.ts'
import type { Line } from '../../web/engine/talk/talk.ts'
import { settle } from '../../web/platform/fakes.ts'
import { accountOf, deviceOf } from '../../web/wire/account.ts'
import { type Jid, jidParts } from '../../web/wire/jid.ts'
import { node, type WireNode } from '../../web/wire/node/node.ts'
import { openRooms, people } from './talkRooms.ts'

/** For tests: an outbox on real rows and real keys, and a service of which only the wire is there. */
export async function openOutboxStage(other: Party) {
  const rooms = await openRooms()
  const { work, book, log, content, store, clock, randomBytes } = rooms
  const device = await createDeviceKeys(randomBytes, clock.now())
  const { pn, lid } = people.me
  const own = () => ({ pn: accountOf(pn), lid: accountOf(lid), device: jidParts(pn).device })
  const addressKey = (address: string) => store.addressKey(address)
  const cipher = createCipher({
    addressKey,
    randomBytes,
    now: () => clock.now(),
    lidOf: book.lidOf,
    pnOf: book.pnOf,
    isOwn: book.isMe,
    device: () => device,
  })
  const sent: WireNode[] = []
  const broken: unknown[] = []
  /** Devices that were begun anew with, and whether they are on their person's list. */
  const renewed: Jid[] = []
  const listed = { value: true }
  const settings = { value: settingsView({}) }
  /** What happens while keys, or a group, are asked for. */
  const service = { onReach: async () => {}, onRefresh: async () => {} }
  const begin = (jid: Jid) =>
    work.run(async (unit) => void (await cipher.startSession(unit, jid, other.bundle())))
  const known = (users: readonly Jid[]) =>
    users.map((user) => deviceOf(user, 0)).filter((jid) => listed.value || book.isMe(jid))
  const devices: Devices = {
    of: async (users) => known(users),
    known: async (_, users) => known(users),
    async reach(all) {
      await service.onReach()
      for (const jid of await cipher.withoutSession(work.reader, all)) await begin(jid)
      return []
    },
    async renew(jid) {
      renewed.push(jid)
      await begin(jid)
      return false
    },
    async useKeys(unit, jid) {
      await cipher.startSession(unit, jid, other.bundle())
      return true
    },
    lidOf: async (number) => book.lidOf(work.reader, number),
    findNumber: async () => undefined,
    forget: async () => {},
    isListed: async () => listed.value,
    takeNotification: async () => undefined,
  }
  const line: Line = {
    isOpen: () => true,
    send: (stanza) => sent.push(stanza) > 0,
    request: async () => node('iq', { type: 'result' }),
  }
  const outbox = createOutbox({
    clock,
    randomBytes,
    work,
    book,
    log,
    content,
    cipher,
    devices,
    addressKey,
    own,
    trace: () => {},
    deviceIdentity: () => Uint8Array.of(1),
    settings: () => settings.value,
    focusedWindows: () => new Set(),
    available: () => true,
    refreshGroup: () => service.onRefresh(),
    breathe: async () => {},
    onBroken: (cause) => broken.push(cause),
  })
  outbox.connected(line)
  return {
    ...rooms,
    cipher,
    outbox,
    sent,
    broken,
    renewed,
    listed,
    service,
    line,
    /** What the person chose. */
    settings,
    /** Waits until nothing is under way. */
    async quiet() {
      for (let turn = 0; turn < 3; turn++) {
        await settle()
        await outbox.idle()
        await work.idle()
      }
    },
  }
}
