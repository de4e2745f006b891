import { describe, expect, it } from 'vitest'
import { utf8Decode, utf8Encode } from '../../crypto/bytes.ts'
import { parseJid } from '../../wire/jid.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { makeParty, type Party } from './testParty.ts'

const GROUP = parseJid('120363000000000001@g.us')

async function begin(from: Party, to: Party): Promise<void> {
  await from.work().run((unit) => from.cipher().startSession(unit, to.jid, to.bundle()))
}

function seal(from: Party, to: Party, text: string) {
  return from.work().run(async (unit) => {
    const sealed = await from.cipher().encrypt(unit, to.jid, utf8Encode(text))
    if (sealed === undefined) throw new Error('no session')
    return sealed
  })
}

function open(at: Party, from: Party, sealed: Awaited<ReturnType<typeof seal>>, as = from.jid) {
  return at.work().run(async (unit) => {
    const opened = await at.cipher().decrypt(unit, as, sealed.type, sealed.bytes)
    return { ...opened, text: utf8Decode(opened.plaintext) }
  })
}

async function two(seed: number) {
  const ann = await makeParty('15550001111:3@s.whatsapp.net', seededRandom(seed))
  const ben = await makeParty('15550002222@s.whatsapp.net', seededRandom(seed + 1))
  return { ann, ben }
}

describe('sessions', () => {
  it('carry messages both ways, and the one-time key is gone with the first', async () => {
    const { ann, ben } = await two(1)
    await begin(ann, ben)
    expect((await open(ben, ann, await seal(ann, ben, 'hello'))).text).toBe('hello')
    expect(await ben.store().get('preKeys', 1)).toBeUndefined()
    expect((await open(ann, ben, await seal(ben, ann, 'hi'))).text).toBe('hi')
    expect((await seal(ann, ben, 'again')).type).toBe('msg')
  })

  it('that are dropped still read what was sent in them', async () => {
    const { ann, ben } = await two(3)
    await begin(ann, ben)
    await open(ben, ann, await seal(ann, ben, 'one'))
    const late = await seal(ben, ann, 'late')
    await ann.work().run((unit) => ann.cipher().dropSession(unit, ben.jid))
    expect(await ann.cipher().withoutSession(ann.work().reader, [ben.jid])).toEqual([ben.jid])
    expect((await open(ann, ben, late)).text).toBe('late')
  })

  it('report another phone once, and take no late message for one', async () => {
    const { ann, ben } = await two(5)
    await begin(ann, ben)
    await open(ben, ann, await seal(ann, ben, 'one'))
    const late = await seal(ben, ann, 'from the old phone')
    const newPhone = await makeParty(ben.jid, seededRandom(50))
    await begin(newPhone, ann)
    const first = await open(ann, newPhone, await seal(newPhone, ann, 'new'))
    expect(first.identityChanged).toBe(true)
    expect((await open(ann, newPhone, await seal(newPhone, ann, 'more'))).identityChanged).toBe(
      false,
    )
    expect((await open(ann, ben, late)).identityChanged).toBe(false)
    // What is written now goes to the new phone.
    expect((await open(newPhone, ann, await seal(ann, ben, 'to you'))).text).toBe('to you')
  })

  it('leave the unit as it was when a message cannot be read', async () => {
    const { ann, ben } = await two(7)
    await begin(ann, ben)
    await open(ben, ann, await seal(ann, ben, 'one'))
    await open(ann, ben, await seal(ben, ann, 'answered'))
    const sealed = await seal(ann, ben, 'two')
    const spoiled = sealed.bytes.slice()
    spoiled.set([(spoiled.at(-1) ?? 0) ^ 1], spoiled.length - 1)
    await expect(open(ben, ann, { ...sealed, bytes: spoiled })).rejects.toMatchObject({
      name: 'SignalError',
    })
    expect((await open(ben, ann, sealed)).text).toBe('two')
    await expect(open(ben, ann, sealed)).rejects.toMatchObject({ code: 'duplicate' })
  })
})

describe('one person under two addresses', () => {
  it('keeps sessions, identities and group keys when the pair becomes known', async () => {
    const { ann, ben } = await two(9)
    const [pn, lid] = [parseJid('15550001111@s.whatsapp.net'), parseJid('901@lid')]
    const annAsLid = parseJid('901:3@lid')
    await begin(ann, ben)
    await open(ben, ann, await seal(ann, ben, 'by number'))
    const shared = await ann
      .work()
      .run((unit) => ann.cipher().encryptGroup(unit, GROUP, utf8Encode('to all')))
    await ben
      .work()
      .run((unit) => ben.cipher().takeDistribution(unit, GROUP, ann.jid, shared.distribution))
    await ben.work().run((unit) => ben.cipher().moveToLid(unit, pn, lid))
    ben.lids.set(pn, lid)
    for (const as of [ann.jid, annAsLid]) {
      expect((await open(ben, ann, await seal(ann, ben, as), as)).text).toBe(as)
    }
    const group = await ben
      .work()
      .run((unit) => ben.cipher().decryptGroup(unit, GROUP, annAsLid, shared.bytes))
    expect(utf8Decode(group)).toBe('to all')
    expect(await ben.work().run((unit) => ben.cipher().identityOf(unit, ann.jid))).toEqual(
      ann.bundle().identityKey,
    )
    expect(await ben.store().getAll('sessions')).toHaveLength(1)
  })

  it('does not put an old session in the place of one that the LID has', async () => {
    const { ann, ben } = await two(11)
    const [pn, lid] = [parseJid('15550001111@s.whatsapp.net'), parseJid('901@lid')]
    await begin(ann, ben)
    await open(ben, ann, await seal(ann, ben, 'by number'))
    await begin(ann, ben)
    const newer = await seal(ann, ben, 'by LID')
    expect((await open(ben, ann, newer, parseJid('901:3@lid'))).text).toBe('by LID')
    const before = await ben.work().run((unit) => ben.cipher().baseKey(unit, parseJid('901:3@lid')))
    await ben.work().run((unit) => ben.cipher().moveToLid(unit, pn, lid))
    ben.lids.set(pn, lid)
    const after = await ben.work().run((unit) => ben.cipher().baseKey(unit, ann.jid))
    expect(after).toEqual(before)
  })
})

describe('group keys', () => {
  const members = ['15550003333@s.whatsapp.net', '15550004444:2@s.whatsapp.net'].map(parseJid)

  const write = (party: Party) =>
    party.work().run((unit) => party.cipher().encryptGroup(unit, GROUP, utf8Encode('x')))

  it('have as holders whom the service confirmed, until somebody must not read on', async () => {
    const { ann } = await two(13)
    const first = await write(ann)
    expect(first.holders).toEqual([])
    await ann.work().run((unit) => ann.cipher().markHolders(unit, GROUP, first.keyId, members))
    const second = await write(ann)
    expect(second.keyId).toBe(first.keyId)
    expect(second.holders).toEqual(members)
    await ann.work().run((unit) => ann.cipher().forgetHolders(unit, GROUP, members.slice(0, 1)))
    expect(await ann.cipher().holdersOf(ann.work().reader, GROUP)).toEqual(members.slice(1))
    await ann
      .work()
      .run((unit) => ann.cipher().forgetUser(unit, parseJid('15550004444@s.whatsapp.net')))
    const third = await write(ann)
    expect(third.keyId).not.toBe(first.keyId)
    expect(third.holders).toEqual([])
    // A late ack speaks of the key before.
    await ann.work().run((unit) => ann.cipher().markHolders(unit, GROUP, first.keyId, members))
    expect(await ann.cipher().holdersOf(ann.work().reader, GROUP)).toEqual([])
  })

  it('are worn out after 1000 messages', async () => {
    const { ann } = await two(15)
    const first = await write(ann)
    const key = await ann.store().addressKey(GROUP)
    const row = await ann.store().get('ownSenderKeys', key)
    await ann.work().run(async (unit) => {
      const state = { ...(row?.state as object), iteration: 1000 }
      unit.put('ownSenderKeys', key, { state, holders: members, createdMs: 0 })
    })
    const next = await write(ann)
    expect(next.keyId).not.toBe(first.keyId)
    expect(next.holders).toEqual([])
  })
})
