import type { ManualClock } from '../../../web/platform/fakes.ts'
import { manualClock, settleQuickly } from '../../../web/platform/fakes.ts'
import { type Draw, drawer } from '../../chaos/draw.ts'
import { buildTalkTown, type Talker, type TalkTown } from '../talkTown.ts'
import { createLives, type Lives } from './lives.ts'

/** Where something can be written. */
export interface Place {
  /** As people name it who write to the account that Moonlet belongs to. */
  readonly name: string
  /** As the owner's phone names it. */
  readonly fromPhone: string
  /** As Moonlet numbers it. */
  readonly chatId: number
  /** People, without the owner. */
  readonly members: readonly string[]
}

/** A text, once in each of the places where it belongs. */
export interface Text {
  readonly text: string
  readonly place: Place
  /** A person's id, the owner's phone, or `me`: composed in Moonlet. */
  readonly author: string
}

/** A town of people who talk, and a browser whose engines are stopped. */
export interface Crowd {
  readonly town: TalkTown
  readonly clock: ManualClock
  readonly lives: Lives
  readonly me: Talker
  readonly places: readonly Place[]
  readonly said: Text[]
  readonly draw: Draw
}

export const PHONE = 'phone-1'

/** Two contacts, one with two devices, one who writes to the number; a group of all. */
export async function openCrowd(seed: number): Promise<Crowd> {
  const clock = manualClock(1_767_225_600_000, settleQuickly)
  const town = await buildTalkTown(seed, { clock })
  const lives = createLives(() => town.service, clock)
  const me = await town.linked(lives.options)
  const ben = await town.people.add({ name: 'Ben', companions: 1 })
  const cid = await town.people.add({ name: 'Cid', manner: { addressing: 'number' } })
  const members = [ben.id, cid.id]
  const moon = await town.people.group({ subject: 'Moon', members: [...members, PHONE] })
  const direct = async ({ id, number }: typeof ben): Promise<Place> => ({
    name: PHONE,
    fromPhone: id,
    chatId: await me.chatWith(number),
    members: [id],
  })
  const group = { name: moon.id, fromPhone: moon.id, chatId: await me.groupChat(), members }
  const places = [await direct(ben), await direct(cid), group]
  return { town, clock, lives, me, places, said: [], draw: drawer(seed) }
}

/** Time passes until it fits, or so much has passed. */
export async function passUntil(
  { clock }: Pick<Crowd, 'clock'>,
  limitMs: number,
  fits: () => boolean | Promise<boolean>,
): Promise<boolean> {
  for (let passed = 0; passed < limitMs; passed += 100) {
    if (await fits()) return true
    await clock.advance(100)
  }
  return await fits()
}
