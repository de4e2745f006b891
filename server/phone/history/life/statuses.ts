import { pick } from '../../people/chance.ts'
import { madeUpContent, textContent } from '../../people/contents.ts'
import { bytesFrom, chanceAt, DRAW } from '../draw.ts'
import type { PastChat, PastMessage, PastPerson } from '../past.ts'
import { idOfPlace } from '../placeId.ts'
import { TONGUES } from './tongues.ts'
import { wording } from './wording.ts'

const STATUS = 'status@broadcast'
const SENT = 2
const MOST_SEEN = 8
/** Every fourth is one's own; the oldest are more than a day old, so that they are gone. */
const OWN_EVERY = 4
const STEP_SEC = 4000

/** Status posts of the last day and a little more, oldest first. */
export function makeStatuses(options: {
  readonly seed: number
  readonly position: number
  readonly count: number
  readonly untilSec: number
  readonly people: readonly PastPerson[]
}): PastChat {
  const { seed, position, count, untilSec, people } = options

  const timeOf = (at: number): number => untilSec - (count - at) * STEP_SEC

  function messageAt(at: number): PastMessage {
    const chance = chanceAt(seed, DRAW.content, position, at)
    const atSec = timeOf(at)
    const isMine = at % OWN_EVERY === 0 || people.length === 0
    const author = isMine ? undefined : pick(chance, people)
    const participant = author === undefined ? {} : { participant: author.lid }
    return {
      key: {
        remoteJid: STATUS,
        fromMe: isMine,
        id: idOfPlace(seed, { chat: position, at }),
        ...participant,
      },
      ...participant,
      message:
        chance() < 0.5
          ? madeUpContent(pick(chance, ['image', 'video']), {}, bytesFrom(chance), atSec)
          : textContent(wording(chance, pick(chance, TONGUES)), {}),
      messageTimestamp: BigInt(atSec),
      status: isMine ? SENT : 0,
      ...(author === undefined ? {} : { pushName: author.name, statusAlreadyViewed: at % 2 === 0 }),
      ...(isMine
        ? {
            userReceipt: people.slice(0, MOST_SEEN).map(({ lid }, who) => ({
              userJid: lid,
              receiptTimestamp: BigInt(atSec + 5 + who),
              ...(who % 2 === 0 ? { readTimestamp: BigInt(atSec + 600) } : {}),
            })),
          }
        : {}),
    }
  }

  return {
    id: STATUS,
    title: 'Status',
    isGroup: true,
    addressing: 'lid',
    people,
    timerSec: 0,
    isArchived: false,
    isPinned: false,
    unread: 0,
    count,
    timeOf,
    messages: (from = 0, to = count) =>
      Array.from({ length: Math.max(0, Math.min(to, count) - Math.max(from, 0)) }, (_, at) =>
        messageAt(Math.max(from, 0) + at),
      ),
  }
}
