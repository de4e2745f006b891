import type { RandomBytes } from '../../web/crypto/x25519.ts'
import type { PhoneControl } from './control.ts'
import { createLane } from './lane.ts'
import type { PhoneLine } from './line.ts'
import { makePerson, type PersonState, type PersonWish } from './person.ts'
import { createPhone, type Phone, unlinkRefused } from './phone.ts'
import { REFUSAL_WORDS } from './refusals.ts'
import { typeRefused } from './typeRefusals.ts'

/** All simulated people: plain and JSON-safe, kept with the sandbox's state. */
export interface PhonesState {
  readonly people: readonly PersonState[]
}

/** Who owns the phones, with their keys: for code that plays these people. */
export interface PhoneBook {
  owners(): readonly PersonState[]
  /** Called after each change of an owner. Returns the function that stops it. */
  onOwners(listener: () => void): () => void
}

export interface PhonesOptions {
  readonly line: PhoneLine
  readonly randomBytes: RandomBytes
  /** Unix milliseconds on the sandbox's clock. */
  readonly now: () => number
  /** Runs a task later, on the sandbox's clock; returns the function that cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void
  /** What `persist` got last; without it one person is made. */
  readonly saved?: PhonesState
  /** Stores everything. A key index is stored before it is used. */
  readonly persist: (state: PhonesState) => Promise<void>
  /** What went wrong where nobody waits for an answer. */
  readonly report?: (note: string) => void
}

/**
 * Brings the phones to life: each opens its account at the service and signs in.
 * Throws PhoneLineError when the service refuses one of them.
 */
export async function createPhones(options: PhonesOptions): Promise<PhoneControl & PhoneBook> {
  const { line, randomBytes, now, after, persist, saved } = options
  const phones: Phone[] = []
  const listeners = new Set<() => void>()

  const changed = (): void => listeners.forEach((listener) => listener())
  const saveInTurn = createLane()
  const addInTurn = createLane()
  const save = (): Promise<void> =>
    saveInTurn(() => persist({ people: phones.map((phone) => phone.state()) }))

  function enter(person: PersonState): Phone {
    const report = options.report ?? ((): void => undefined)
    const phone = createPhone({ person, line, randomBytes, now, after, save, changed, report })
    phones.push(phone)
    return phone
  }

  function add(wish?: PersonWish): Promise<Phone> {
    return addInTurn(async () => {
      const phone = enter(await makePerson(randomBytes, phones.length, wish))
      await save()
      await phone.start()
      return phone
    })
  }

  function find(id: string | undefined): Phone | undefined {
    return id === undefined ? phones[0] : phones.find((phone) => phone.state().id === id)
  }

  if (saved && saved.people.length > 0) {
    saved.people.forEach(enter)
    for (const phone of phones) await phone.start()
  } else {
    await add()
  }

  function onChange(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    owners: () => phones.map((phone) => phone.state()),
    onOwners: onChange,
    list: () => phones.map((phone) => phone.view()),
    picture: (id) => find(id)?.picture,
    add: async (wish) => (await add(wish)).view(),
    async scan(id, qr, scanOptions) {
      const phone = find(id)
      if (phone) return phone.scan(qr, scanOptions?.token)
      return { ok: false, code: 'unknown-phone', message: REFUSAL_WORDS['unknown-phone'] }
    },
    async typeCode(id, code) {
      return find(id)?.typeCode(code) ?? typeRefused('unknown-phone')
    },
    async unlink(id, device) {
      return find(id)?.unlink(device) ?? unlinkRefused('unknown-phone')
    },
    async rename(id, name) {
      const phone = find(id)
      await phone?.rename(name)
      return phone?.view()
    },
    async reregister(id) {
      const phone = find(id)
      await phone?.reregister()
      return phone?.view()
    },
    onChange,
    accessToken: (id) => find(id)?.accessToken(),
    close: () => phones.forEach((phone) => phone.close()),
  }
}
