import type { RandomBytes } from '../../../web/crypto/x25519.ts'
import { makeJid, type Jid } from '../../../web/wire/jid.ts'
import type { DeviceEvent } from '../device/core.ts'
import { createDevice, type Device } from '../device/device.ts'
import type { DeviceAccount } from '../device/core.ts'
import { DeviceError } from '../device/deviceError.ts'
import type { DeviceState } from '../device/deviceState.ts'
import type { DeviceLine } from '../deviceLine.ts'
import type { Manner, PersonView } from './control.ts'

/** What people are made on. */
export interface PeopleWorld {
  readonly devices: DeviceLine
  readonly randomBytes: RandomBytes
  readonly now: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  readonly save: () => Promise<void>
  readonly report: (note: string) => void
}

/** The facts about a person that change. */
export interface PersonFacts {
  readonly name: string
  readonly about: string
  readonly manner: Manner
}

/** Somebody with devices: the owner of a phone, or a contact. */
export interface Person {
  readonly id: string
  readonly isPhone: boolean
  readonly account: DeviceAccount
  readonly facts: () => PersonFacts
  /** Device 0 first. */
  readonly devices: Device[]
  /** The person's address by number. */
  readonly jid: Jid
  readonly lid: Jid
  /** One of the person's devices; the first when none is named. @throws DeviceError */
  device(number?: number): Device
  /** Takes one more device into use; it is offline. */
  addDevice(state: DeviceState): Device
  view(): PersonView
}

export function createPerson(
  world: PeopleWorld,
  options: {
    readonly id: string
    readonly isPhone: boolean
    readonly account: DeviceAccount
    readonly facts: () => PersonFacts
    readonly states: readonly DeviceState[]
    readonly listener: (person: Person, device: Device, event: DeviceEvent) => void
  },
): Person {
  const { id, isPhone, account, facts } = options
  const devices: Device[] = []

  function addDevice(state: DeviceState): Device {
    const device: Device = createDevice({
      account,
      state,
      line: world.devices,
      randomBytes: world.randomBytes,
      now: world.now,
      after: world.after,
      manner() {
        const { addressing, receipts } = facts().manner
        return { addressing, receipts: receipts === 'none' ? 'none' : 'delivered' }
      },
      save: world.save,
      listener: (event) => options.listener(person, device, event),
      report: world.report,
    })
    devices.push(device)
    return device
  }

  const person: Person = {
    id,
    isPhone,
    account,
    facts,
    devices,
    jid: makeJid(account.number, 's.whatsapp.net'),
    lid: account.lid as Jid,
    addDevice,
    device(number = 0) {
      const found = devices.find(({ core }) => core.state.device === number)
      if (found === undefined) throw new DeviceError('unknown', `${id} has no device ${number}`)
      return found
    },
    view() {
      const { name, about, manner } = facts()
      return {
        id,
        name,
        number: account.number,
        lid: account.lid,
        jid: person.jid,
        isPhone,
        about,
        devices: devices.map(({ core }) => core.state.device),
        manner,
      }
    },
  }
  for (const state of options.states) addDevice(state)
  return person
}
