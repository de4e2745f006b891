import { beforeEach, describe, expect, it } from 'vitest'
import { utf8Encode } from '../../crypto/bytes.ts'
import { hmacSha256 } from '../../crypto/hash.ts'
import { manualClock, seededRandom } from '../../platform/fakes.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { parseJid } from '../../wire/jid.ts'
import { child, node, type WireNode } from '../../wire/node/node.ts'
import { create } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { createBook } from '../chats/createBook.ts'
import type { Line } from '../talk/talk.ts'
import { createWork } from '../work/createWork.ts'
import { createPrivacyTokens } from './privacyTokens.ts'

const WEEK_SEC = 604_800
const ben = parseJid('901@lid')
const own = { pn: parseJid('15550001111@s.whatsapp.net'), lid: parseJid('900@lid') }
const text = create(MessageSchema, { conversation: 'hello' })
/** In the middle of a week of the service. */
const startSec = 2900 * WEEK_SEC + 1000

async function openStage(salt?: Uint8Array) {
  const { store } = await openTestStore()
  const clock = manualClock(startSec * 1000)
  const work = createWork({ store, clock, randomBytes: seededRandom(4) })
  const addressKey = (address: string) => store.addressKey(address)
  const book = createBook({ addressKey, own: () => own })
  const asked: WireNode[] = []
  const line: Line = {
    isOpen: () => true,
    send: () => true,
    async request(build) {
      asked.push(build('1'))
      return node('iq', { type: 'result' })
    },
  }
  const tokens = createPrivacyTokens({ work, book, clock, trace: () => {}, nctSalt: () => salt })
  const hold = (atSec: number) =>
    work.run(async (unit) => {
      const contactId = await book.contactOf(unit, ben)
      const tcToken = { token: Uint8Array.of(7), atSec }
      await book.changeContact(unit, contactId, (row) => ({ ...row, tcToken }))
    })
  const forMessage = (message = text) => tokens.forMessage(work.reader, ben, message)
  return { clock, asked, hold, forMessage, issue: () => tokens.issue(ben, line) }
}

let stage: Awaited<ReturnType<typeof openStage>>

beforeEach(async () => {
  stage = await openStage()
})

describe('a token that somebody gave us', () => {
  it('goes along in the week it was given in and three more', async () => {
    const firstDay = 2900 * WEEK_SEC
    await stage.hold(firstDay - 3 * WEEK_SEC)
    expect(await stage.forMessage()).toEqual({ kind: 'tctoken', bytes: Uint8Array.of(7) })
    await stage.hold(firstDay - 3 * WEEK_SEC - 1)
    expect(await stage.forMessage()).toBeUndefined()
  })

  it('does not go with what is no message to read', async () => {
    await stage.hold(startSec)
    const control = create(MessageSchema, { protocolMessage: { type: 0 } })
    expect(await stage.forMessage(control)).toBeUndefined()
  })

  it('is stood in for by a hash of their LID, where the service gave us a secret', async () => {
    const salt = new Uint8Array(32).fill(3)
    stage = await openStage(salt)
    expect(await stage.forMessage()).toEqual({
      kind: 'cstoken',
      bytes: hmacSha256(salt, utf8Encode(ben)),
    })
  })
})

describe('a token of ours', () => {
  it('is given once a week, to people that are known', async () => {
    await stage.issue()
    expect(stage.asked).toEqual([])
    await stage.hold(startSec)
    await stage.issue()
    await stage.issue()
    expect(stage.asked).toHaveLength(1)
    const tokens = stage.asked[0] && child(stage.asked[0], 'tokens')
    expect(tokens && child(tokens, 'token')?.attrs).toEqual({
      jid: ben,
      t: String(startSec),
      type: 'trusted_contact',
    })
    await stage.clock.advance(WEEK_SEC * 1000)
    await stage.issue()
    expect(stage.asked).toHaveLength(2)
  })
})
