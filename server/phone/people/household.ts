import { generateKeyPair, type KeyPair, type RandomBytes } from '../../../web/crypto/x25519.ts'
import { equalBytes, fromBase64 } from '../../../web/crypto/bytes.ts'
import { forged } from '../device/companionIdentity.ts'
import type { DeviceEvent } from '../device/core.ts'
import type { Device } from '../device/device.ts'
import { makeDevice } from '../device/deviceState.ts'
import type { PhoneLine } from '../line.ts'
import type { PersonState } from '../person.ts'
import type { Book } from './book.ts'
import type { PersonWish } from './control.ts'
import { type ContactState, type PeopleState, QUIET } from './peopleState.ts'
import { createPerson, type PeopleWorld, type Person } from './person.ts'
import {
  aboutRequest,
  announce,
  newCompanion,
  registerContact,
  setUpAnew,
  withdrawLast,
} from './upkeep.ts'

/** Brings people to life, and changes what devices they have. */
export interface Household {
  /** Somebody new. */
  add(wish: PersonWish): Promise<Person>
  /** Everybody who is kept, online again. */
  wake(): Promise<void>
  /** The owners of phones as devices of their accounts; made anew after a new identity. */
  settlePhones(owners: readonly PersonState[]): Promise<void>
  contact(person: Person): ContactState | undefined
  addCompanion(person: Person, contact: ContactState): Promise<void>
  dropCompanion(person: Person, contact: ContactState): Promise<void>
  reregister(person: Person, contact: ContactState): Promise<Person>
  /** Tells the service another identity of the companions than the true one, or none. */
  showIdentity(
    person: Person,
    contact: ContactState,
    how: 'true' | 'absent' | 'forged',
  ): Promise<void>
  rename(contact: ContactState, name: string): Promise<void>
}

export interface HouseholdParts {
  readonly world: PeopleWorld
  readonly line: PhoneLine
  readonly book: Book
  readonly state: PeopleState
  readonly listener: (person: Person, device: Device, event: DeviceEvent) => void
}

export function createHousehold(parts: HouseholdParts): Household {
  const { world, line, book, state, listener } = parts
  /** Owners rename themselves at their phones. */
  const names = new Map<string, string>()
  const upkeep = { line, devices: world.devices, randomBytes: world.randomBytes, now: world.now }

  function enter(contact: ContactState): Person {
    const { id, number, lid, identity } = contact
    const person = createPerson(world, {
      id,
      isPhone: false,
      account: { number, lid, identity },
      facts: () => ({ name: contact.name, about: contact.about, manner: contact.manner }),
      states: contact.devices,
      listener,
    })
    replace(person)
    return person
  }

  /** A person made anew keeps their place. */
  function replace(person: Person): void {
    const at = book.people.findIndex(({ id }) => id === person.id)
    if (at < 0) book.people.push(person)
    else book.people.splice(at, 1, person)
  }

  async function wakeContact(contact: ContactState): Promise<Person> {
    await registerContact(upkeep, contact)
    for (const device of contact.devices.slice(1)) await announce(upkeep, contact, device)
    const person = enter(contact)
    for (const device of person.devices) await device.goOnline()
    return person
  }

  return {
    async add(wish) {
      const { randomBytes } = world
      const identity = await generateKeyPair(randomBytes)
      const primary = await makeDevice(randomBytes, 0, identity)
      // Several may be added at once: nothing is awaited between the count and the place it gives.
      const position = state.contacts.length + 1
      const contact: ContactState = {
        id: `contact-${position}`,
        name: wish.name ?? `Contact ${position}`,
        number: wish.number ?? `1555${digits(randomBytes, 7)}`,
        lid: `2${digits(randomBytes, 14)}@lid`,
        about: wish.about ?? '',
        portraitSeed: undefined,
        identity,
        rawId: 1 + (randomBytes(1)[0] ?? 0) * 7919 + position,
        lastKeyIndex: 0,
        devices: [primary],
        manner: { ...QUIET, ...wish.manner },
      }
      state.contacts.push(contact)
      for (let count = 0; count < (wish.companions ?? 0); count++) {
        await newCompanion(upkeep, contact)
      }
      await world.save()
      const person = await wakeContact(contact)
      if (contact.about !== '') {
        await person.device().core.request((id) => aboutRequest(id, contact.about))
      }
      return person
    },
    async wake() {
      for (const contact of state.contacts) await wakeContact(contact)
    },
    async settlePhones(owners) {
      for (const owner of owners) {
        const identity = identityOf(owner)
        const known = state.phones.get(owner.id)
        const isSame = known && equalBytes(known.device.keys.identity.publicKey, identity.publicKey)
        const present = book.people.find(({ id }) => id === owner.id)
        if (isSame && present) continue
        for (const device of present?.devices ?? []) device.goOffline()
        const kept = isSame
          ? known
          : {
              phone: owner.id,
              device: await makeDevice(world.randomBytes, 0, identity),
              manner: known?.manner ?? QUIET,
              sinceMs: known?.sinceMs ?? world.now(),
              appStateKey: { id: appStateKeyId(world.randomBytes), data: world.randomBytes(32) },
              shipped: new Map(),
            }
        kept.device.heard.push(...(isSame ? [] : (known?.device.heard ?? [])))
        state.phones.set(owner.id, kept)
        const { number, lid } = owner
        const person = createPerson(world, {
          id: owner.id,
          isPhone: true,
          account: { number, lid, identity },
          facts: () => ({
            name: names.get(owner.id) ?? owner.name,
            about: '',
            manner: kept.manner,
          }),
          states: [kept.device],
          listener,
        })
        replace(person)
        await person.device().goOnline()
      }
      names.clear()
      for (const { id, name } of owners) names.set(id, name)
    },
    contact: ({ id }) => state.contacts.find((contact) => contact.id === id),
    async addCompanion(person, contact) {
      const device = await newCompanion(upkeep, contact)
      await world.save()
      await announce(upkeep, contact, device)
      await person.addDevice(device).goOnline()
    },
    async dropCompanion(person, contact) {
      const number = await withdrawLast(upkeep, contact)
      const at = person.devices.findIndex(({ core }) => core.state.device === number)
      for (const gone of person.devices.splice(at, 1)) gone.goOffline()
      await world.save()
    },
    async reregister(person, contact) {
      for (const device of person.devices) device.goOffline()
      await setUpAnew(upkeep, contact)
      const again = enter(contact)
      await again.device().goOnline()
      return again
    },
    async showIdentity(person, contact, how) {
      for (const { core } of person.devices.slice(1)) {
        const { signedIdentity = new Uint8Array(0) } = core.state
        const shown = { true: signedIdentity, absent: undefined, forged: forged(signedIdentity) }
        await announce(upkeep, contact, { ...core.state, signedIdentity: shown[how] })
      }
    },
    async rename(contact, name) {
      contact.name = name
      await registerContact(upkeep, contact)
      await world.save()
    },
  }
}

/** Device 0, and some epoch, big endian. */
function appStateKeyId(randomBytes: RandomBytes): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0, ...randomBytes(2))
}

function identityOf({ identity }: PersonState): KeyPair {
  return {
    privateKey: fromBase64(identity.privateKey),
    publicKey: fromBase64(identity.publicKey),
  }
}

/** Every digit equally likely: bytes from 250 up are thrown away. */
function digits(randomBytes: RandomBytes, count: number): string {
  let text = ''
  while (text.length < count) {
    for (const byte of randomBytes(count)) {
      if (byte < 250 && text.length < count) text += String(byte % 10)
    }
  }
  return text
}
