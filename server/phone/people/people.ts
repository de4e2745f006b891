import type { RandomBytes } from '../../../web/crypto/x25519.ts'
import type { DeviceEvent } from '../device/core.ts'
import type { Device } from '../device/device.ts'
import { DeviceError } from '../device/deviceError.ts'
import { forgetUser } from '../device/pairwise.ts'
import type { DeviceLine } from '../deviceLine.ts'
import { createLane } from '../lane.ts'
import type { HistoryWish } from '../history/wish.ts'
import type { PhoneLine } from '../line.ts'
import type { PhoneBook } from '../phones.ts'
import { createAnswering } from './answering.ts'
import { createBook } from './book.ts'
import { openCast } from './casting.ts'
import type { PeopleControl } from './control.ts'
import { chatsOf, conversationOf, heardOf } from './conversation.ts'
import { createGatherings } from './gatherings.ts'
import { createHousehold } from './household.ts'
import { emptyPeople, type PeopleState } from './peopleState.ts'
import type { PeopleWorld, Person } from './person.ts'
import { createPrimaries } from './primaries.ts'
import { createSaving } from './saving.ts'
import { createTalking } from './talking.ts'
import { createTicks } from './ticks.ts'
import { createTimers } from './timers.ts'
import { aboutRequest } from './upkeep.ts'

/** Where people are kept over a restart: plain data of numbers, texts, bytes, lists and maps. */
export interface PeopleKeeper {
  load(): Promise<PeopleState | undefined>
  save(state: PeopleState): Promise<void>
}

export interface PeopleOptions {
  readonly line: PhoneLine
  readonly devices: DeviceLine
  readonly phones: PhoneBook
  readonly randomBytes: RandomBytes
  /** Unix milliseconds on the sandbox's clock. */
  readonly now: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  /** Without one everything is forgotten at the end. */
  readonly keeper?: PeopleKeeper
  /** Whether the cast is there and lives; without it tests bring whom they need. */
  readonly cast: boolean
  /** Chooses the words that people say by themselves. */
  readonly seed?: number
  /** What phones remember and tell a new companion. */
  readonly history?: HistoryWish | 'none'
  readonly report: (note: string) => void
}

/** Simulated people, and what the host needs beside the control. */
export interface People {
  readonly control: PeopleControl
  /** Everybody goes offline; resolves when all of it is kept. */
  close(): Promise<void>
}

const IDLE_ROUNDS = 3
const IDLE_MS = 8

/** Brings the owners of phones online as devices, and with them everybody who is kept, or the cast. */
export async function createPeople(options: PeopleOptions): Promise<People> {
  const { line, devices, phones, randomBytes, after, report, keeper, seed = 1 } = options
  /** A clock with a rate gives fractions, and times go into messages as whole numbers. */
  const now = (): number => Math.floor(options.now())
  const state = (await keeper?.load()) ?? emptyPeople()
  const listeners = new Set<() => void>()
  const changed = (): void => listeners.forEach((listener) => listener())
  const book = createBook(state.groups)
  const ticks = createTicks(book)
  let working = 0

  const saving = createSaving(keeper && (() => keeper.save(state)), (cause) =>
    report(`people could not be saved: ${String(cause)}`),
  )
  const world: PeopleWorld = { devices, randomBytes, now, after, report, save: saving.changed }
  const timers = createTimers(state.timers, book)
  const talking = createTalking({ book, randomBytes, now, timers })
  const answering = createAnswering(world, { book, talking, seed, background })
  const gatherings = createGatherings(book, { changed, save: world.save })
  const primaries = createPrimaries({
    world,
    line,
    devices,
    phones,
    book,
    state,
    history: options.history ?? 'none',
    seed,
    background,
    settled(owner) {
      if (options.cast) answering.greet(owner)
    },
  })
  const household = createHousehold({ world, line, book, state, listener: onEvent })
  const inTurn = createLane()

  function background(what: string, work: Promise<unknown>): void {
    working++
    work
      .catch((error: unknown) => {
        if (error instanceof DeviceError && error.code === 'offline') return
        report(`${what}: ${error instanceof Error ? error.message : String(error)}`)
      })
      .finally(() => {
        working--
      })
  }

  function onEvent(person: Person, device: Device, event: DeviceEvent): void {
    if (event.type === 'receipt') ticks.note(event.stanza)
    if (device.core.state.device === 0) timers.learn(person, event)
    if (event.type === 'message' && device.core.state.device === 0) {
      answering.heard(person, event.message)
    }
    if (person.isPhone) primaries.take(person, event)
    changed()
  }

  const settlePhones = (): Promise<void> =>
    inTurn(async () => {
      await household.settlePhones(phones.owners())
      primaries.watch()
    })

  const stop = phones.onOwners(() => background('phones', settlePhones()))
  await household.wake()
  await settlePhones()
  if (options.cast)
    await openCast({ household, gatherings, book, state, background, save: world.save })

  const isIdle = (): boolean =>
    working === 0 && book.people.every((person) => person.devices.every((one) => one.isIdle()))

  const activity = (): number =>
    book.people
      .flatMap((person) => person.devices)
      .reduce((sum, device) => sum + device.activity(), 0)

  const control: PeopleControl = {
    ...talking,
    ...gatherings,
    list: () => book.people.map((person) => person.view()),
    async add(wish = {}) {
      const person = await household.add(wish)
      changed()
      return person.view()
    },
    async rename(who, name) {
      await household.rename(contactOf(who), name)
      changed()
    },
    async about(who, text) {
      contactOf(who).about = text
      await book
        .person(who)
        .device()
        .core.request((id) => aboutRequest(id, text))
      await world.save()
    },
    manner(who, change) {
      const person = book.person(who)
      const kept = household.contact(person) ?? state.phones.get(person.id)
      if (kept !== undefined) kept.manner = { ...kept.manner, ...change }
      background('manner', world.save())
      changed()
      return person.view()
    },
    async device(who, change) {
      const person = book.person(who)
      if (change === 'add') await household.addCompanion(person, contactOf(who))
      else await household.dropCompanion(person, contactOf(who))
      changed()
      return person.view()
    },
    async reregister(who) {
      const again = await household.reregister(book.person(who), contactOf(who))
      await world.save()
      changed()
      return again.view()
    },
    async forget(who, whom) {
      const other = whom === undefined ? undefined : book.person(whom)
      for (const { core } of book.person(who).devices) {
        await core.inCrypto(async () => {
          if (other === undefined) core.state.sessions.clear()
          else forgetUser(core, other.lid, 'sessions')
        })
      }
      await world.save()
    },
    async online(who, isOnline, number) {
      const person = book.person(who)
      for (const device of number === undefined ? person.devices : [person.device(number)]) {
        if (isOnline) await device.goOnline()
        else device.goOffline()
      }
      changed()
    },
    async showIdentity(who, how) {
      await household.showIdentity(book.person(who), contactOf(who), how)
    },
    trick(who, kind, times = 1, number = 0) {
      const device = book.person(who).device(number)
      if (kind === 'release') device.release()
      else device.tricks.arm(kind, times)
    },
    heard: (who) => heardOf(book, book.person(who)),
    content(who, messageId) {
      const { state } = book.person(who).device().core
      return [...state.heard, ...state.sent].find(({ id }) => id === messageId)?.bytes
    },
    ticks: (_who, messageId) => ticks.of(messageId),
    chats(who, withPast = false) {
      const person = book.person(who)
      return chatsOf(book, person, withPast ? primaries.past(person) : undefined)
    },
    conversation(who, chatName, withPast = false) {
      const person = book.person(who)
      const chat = book.nameOf(book.chat(chatName))
      return conversationOf(book, person, chat, withPast ? primaries.past(person) : undefined)
    },
    past: (who) => primaries.record(book.person(who)),
    giveHistory: (who, pieces) => primaries.give(book.person(who), pieces),
    async idle() {
      let before = -1
      for (let quiet = 0; quiet < IDLE_ROUNDS; ) {
        await new Promise<void>((resolve) => setTimeout(resolve, IDLE_MS))
        const now = activity()
        quiet = isIdle() && now === before ? quiet + 1 : 0
        before = now
      }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function contactOf(who: string): NonNullable<ReturnType<typeof household.contact>> {
    const contact = household.contact(book.person(who))
    if (contact === undefined) {
      throw new DeviceError('unknown', `${who} has a phone: use what the phone offers`)
    }
    return contact
  }

  return {
    control,
    async close() {
      stop()
      primaries.close()
      answering.close()
      for (const { devices: all } of book.people) for (const device of all) device.goOffline()
      await saving.flush()
    },
  }
}
