import { pick } from '../../people/chance.ts'
import { chanceAt, DRAW, drawn, mixed } from '../draw.ts'
import type { PastFacts, PastPerson } from '../past.ts'
import { HOSTILE } from './tongues.ts'

const FIRST = (
  'Olga Pedro Quinn Rosa Sven Tariq Uma Vera Wim Yara Zoë Björn Łucja Çelik José Nguyễn Ольга ' +
  'Дмитрий Ελένη محمد فاطمة נועה अनिता สมชาย 美咲 伟 지민 Søren Þóra Ñusta Ishaan Amara Kofi'
).split(' ')
const LAST = (
  'Ames Berg Costa Dvořák Endo Faye Gruber Hahn Ito Jensen Kowalski Lindgren Müller Núñez O’Brien ' +
  'Петрова Παππάς حداد כהן शर्मा 佐藤 王 김 van-der-Berg Yılmaz Đặng'
).split(' ')
const GROUPS = (
  'Family;Neighbours;Class of 2009;Five-a-side;Trip to Lisbon;Flat 12;Book club 📚;Parents 3b;' +
  'Project Moon;Choir;Хор;عائلتي;家族;가족 모임;Kochgruppe;Les copains;Sailing ⛵;Allotment;Night shift;' +
  'Buy & sell;Crash & burn;Band practice;Running;Secret Santa 🎅;Committee'
).split(';')

/** People who are only in groups, to each who writes alone. */
const OTHERS = 0.4
const GROUP_SHARE = 0.14
const MOST_MEMBERS = 1024

/** Everybody whom only the past knows, and the chats with them: each the same for its seed and number. */
export interface Crowd {
  readonly size: number
  person(at: number): PastPerson
  /** The chat at a position: with one person, or a group. */
  facts(position: number): PastFacts
}

export function createCrowd(seed: number, chats: number): Crowd {
  const size = Math.ceil(chats * (1 + OTHERS)) + 20

  const known: PastPerson[] = []
  const person = (at: number): PastPerson => (known[at] ??= makePerson(at))

  function makePerson(at: number): PastPerson {
    const chance = chanceAt(seed, DRAW.person, at, 0)
    const digits = String(2_000_000 + at).padStart(7, '0')
    const name = `${pick(chance, FIRST)} ${pick(chance, LAST)}`
    const isSaved = chance() < 0.75
    const shown = chance()
    return {
      name: shown < 0.01 ? pick(chance, HOSTILE) : name,
      jid: `1555${digits}@s.whatsapp.net`,
      lid: `31000000${digits}@lid`,
      isSaved,
      isMappedLate: chance() < 0.2,
      isBusiness: chance() < 0.04,
      ...(chance() < 0.05 ? { pushName: '-' } : {}),
    }
  }

  function group(position: number): PastFacts {
    const chance = chanceAt(seed, DRAW.facts, position, 1)
    const count = Math.min(size - 1, 2 + Math.floor(3 / (1 - chance() * 0.998)), MOST_MEMBERS)
    const first = mixed(seed, DRAW.members, position, 0) % size
    // Any step that has no divisor in common with the size meets everybody once; a prime mostly has none.
    const step = [7919, 104_729, 1_299_709][position % 3] ?? 7919
    const people = new Map<number, PastPerson>()
    for (let at = 0; at < count; at++) {
      const who = (first + at * step) % size
      if (!people.has(who)) people.set(who, person(who))
    }
    const title = pick(chance, GROUPS)
    return {
      id: `1203630${String(100_000_000_000 + position)}@g.us`,
      title: position % 7 === 0 ? `${title} ${position}` : title,
      isGroup: true,
      addressing: chance() < 0.8 ? 'lid' : 'pn',
      people: [...people.values()],
    }
  }

  function direct(position: number): PastFacts {
    const one = person(position)
    const form = drawn(seed, DRAW.facts, position, 2)
    const isNumber = form < 0.25
    return {
      id: isNumber ? one.jid : one.lid,
      title: one.name,
      isGroup: false,
      addressing: isNumber ? 'pn' : 'lid',
      people: [one],
      // What was said before the chat moved to the other address still stands under the first one.
      ...(form > 0.95 ? { formerId: one.jid } : {}),
    }
  }

  return {
    size,
    person,
    facts: (position) =>
      drawn(seed, DRAW.facts, position, 0) < GROUP_SHARE ? group(position) : direct(position),
  }
}
