import { expect, it } from 'vitest'
import { manualClock, seededRandom, settle } from '../../../web/platform/fakes.ts'
import { openService } from '../service.ts'
import { makeDevice } from '../testing/rawDevice.ts'
import { linkDevice } from '../testing/rawLink.ts'
import { attachLane } from '../testing/rawPerson.ts'
import { makePhone } from '../testing/rawPhone.ts'
import { direct } from '../testing/rawStanzas.ts'
import { memoryKeeper } from '../world.ts'

/** What states of earlier builds do not have. */
const ADDED = [
  'primary',
  'keyIndexList',
  'knownBy',
  'privacy',
  'blocked',
  'taken',
  'delivered',
  'answered',
  'published',
  'groups',
  'blobs',
]

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !ADDED.includes(name))
      .map(([name, inner]) => [name, without(inner)]),
  )
}

it('a state of an earlier build is completed: its companions get messages', async () => {
  const randomBytes = seededRandom(59)
  const clock = manualClock()
  const keeper = memoryKeeper()
  const first = await openService({ clock, randomBytes, keeper })
  const ada = await makePhone(first, randomBytes)
  await linkDevice(first, ada, await makeDevice(randomBytes), randomBytes)
  await makePhone(first, randomBytes, '15550002222')
  await first.close()

  const older = memoryKeeper(without(await keeper.load()))
  const service = await openService({ clock, randomBytes, keeper: older })
  const lane = attachLane(service, { ...ada, number: '15550002222' }, 0)
  lane.send(direct('100015550001111@lid', ['100015550001111:1@lid']))
  await settle()
  expect(lane.of('ack')[0]?.attrs['error']).toBeUndefined()
  const companion = '15550001111:1@s.whatsapp.net'
  expect(service.view().queued).toEqual([{ device: companion, stanzas: 1 }])
  expect(service.view().devices.map(({ device }) => device)).toEqual([companion])
  expect(service.ledger.failures).toEqual([])
})
