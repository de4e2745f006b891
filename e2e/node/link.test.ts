import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../../web/platform/fakes.ts'
import { buildTown, type Town } from './town.ts'

let town: Town

afterEach(() => {
  expect(town.service.ledger.failures).toEqual([])
})

describe('link by QR', () => {
  it('shows a code, is scanned, and knows who it is', async () => {
    town = await buildTown()
    const running = await town.browser().start()
    const scan = await town.phones.scan(undefined, await running.code())
    expect(scan).toMatchObject({ ok: true })
    await running.linked()
    const [phone] = town.phones.list()
    const { account } = await running.reaches('name and picture', (snapshot) =>
      Boolean(snapshot.account?.pushName && snapshot.account.picture),
    )
    expect(account).toMatchObject({
      number: phone?.number,
      lid: phone?.lid,
      pushName: phone?.name,
      phonePlatform: 'android',
      deviceName: 'Chrome (Linux)',
      deviceNumber: 1,
    })
    expect(account?.picture).toEqual(town.phones.picture(undefined))
    expect(phone?.devices).toMatchObject([{ device: 1, name: 'Chrome (Linux)' }])
    await until(() => town.service.view().pendingAnswers.length === 0, 'every stanza answered')
  })
})
