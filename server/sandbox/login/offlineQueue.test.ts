import { beforeEach, describe, expect, it } from 'vitest'
import { parseJid } from '../../../web/wire/jid.ts'
import { child, node, type WireNode } from '../../../web/wire/node/node.ts'
import { manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { PhoneLineError } from '../../phone/line.ts'
import { openService, type SandboxService } from '../service.ts'
import type { RawClient } from '../testing/rawClient.ts'
import { makeDevice, type RawDevice } from '../testing/rawDevice.ts'
import { linkDevice, logIn } from '../testing/rawLink.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper, type World } from '../world.ts'

const randomBytes = seededRandom(23)
const companion = parseJid('15550001111:1@s.whatsapp.net')
let world: World
let service: SandboxService
let phone: RawPhone
let device: RawDevice

beforeEach(async () => {
  world = { clock: manualClock(), randomBytes, keeper: memoryKeeper() }
  service = await openService(world)
  phone = await makePhone(service, randomBytes)
  device = await makeDevice(randomBytes)
  await linkDevice(service, phone, device, randomBytes)
})

const relay = (name: string): Promise<void> =>
  service.line.relay(
    { number: phone.number, token: phone.token },
    companion,
    node('notification', { type: 'account_sync', pushname: name }),
  )

async function enter(): Promise<RawClient> {
  const client = await logIn(service, phone, device, randomBytes)
  await client.next('success')
  return client
}

const goActive = (client: RawClient): void =>
  client.send(
    node('iq', { id: 'a', to: 's.whatsapp.net', type: 'set', xmlns: 'passive' }, [node('active')]),
  )

const names = (client: RawClient): string[] =>
  client.received
    .filter(({ tag }) => tag === 'notification')
    .map(({ attrs }) => attrs['pushname'] ?? '')

const ack = ({ attrs }: WireNode): WireNode =>
  node('ack', {
    class: 'notification',
    id: attrs['id'] ?? '',
    to: attrs['from'] ?? '',
    type: attrs['type'] ?? '',
  })

describe('the offline queue', () => {
  it('waits for active, sends five, then batches, then the end mark', async () => {
    for (let n = 1; n <= 8; n++) await relay(`n${n}`)
    const client = await enter()
    const preview = await client.next((s) => child(s, 'offline_preview') !== undefined)
    expect(child(preview, 'offline_preview')?.attrs).toMatchObject({
      count: '8',
      notification: '8',
    })
    await settle()
    expect(names(client)).toEqual([])

    goActive(client)
    await settle()
    expect(names(client)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5'])
    await relay('live')
    client.send(node('ib', {}, [node('offline_batch', { count: '200' })]))
    await settle()
    expect(names(client)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'live'])
    expect(client.received.at(-1)).toMatchObject({
      content: [{ tag: 'offline', attrs: { count: '8' } }],
    })
    const first = client.received.find(({ tag }) => tag === 'notification')
    expect(first?.attrs).toMatchObject({ from: '15550001111@s.whatsapp.net', offline: '0' })
    expect(service.ledger.failures).toEqual([])
  })

  it('keeps what was not answered, over a reconnect and a restart', async () => {
    await relay('kept')
    await relay('answered')
    const client = await enter()
    goActive(client)
    const kept = await client.next((s) => s.attrs['pushname'] === 'kept')
    client.send(ack(await client.next((s) => s.attrs['pushname'] === 'answered')))
    await settle()
    expect(service.view().pendingAnswers).toMatchObject([{ id: kept.attrs['id'] }])
    expect(service.view().queued).toEqual([{ device: companion, stanzas: 1 }])
    await service.close()

    service = await openService(world)
    const again = await enter()
    goActive(again)
    const repeated = await again.next((s) => s.attrs['pushname'] === 'kept')
    expect(repeated.attrs['id']).toBe(kept.attrs['id'])
    again.send(ack(repeated))
    await settle()
    expect(service.view().queued).toEqual([])
    expect(names(again)).toEqual(['kept'])
    expect(service.ledger.failures).toEqual([])
  })

  it('sends at once to a companion that is active', async () => {
    const client = await enter()
    goActive(client)
    await client.next((s) => child(s, 'offline')?.attrs['count'] === '0')
    await relay('now')
    const live = await client.next((s) => s.attrs['pushname'] === 'now')
    expect(live.attrs['offline']).toBeUndefined()
  })
})

describe('relay', () => {
  it('refuses bad tokens and devices of others', async () => {
    const other = await makePhone(service, randomBytes, '15550002222')
    const stanza = node('notification', { type: 'account_sync' })
    const send = (number: string, token: string, to = companion) =>
      service.line.relay({ number, token }, to, stanza)
    await expect(send(phone.number, 'x')).rejects.toEqual(new PhoneLineError('unknown-token'))
    await expect(send(phone.number, other.token)).rejects.toEqual(
      new PhoneLineError('foreign-token'),
    )
    await expect(send(other.number, other.token)).rejects.toEqual(
      new PhoneLineError('unknown-device'),
    )
    const second = parseJid('15550001111:2@s.whatsapp.net')
    await expect(send(phone.number, phone.token, second)).rejects.toEqual(
      new PhoneLineError('unknown-device'),
    )
  })
})
