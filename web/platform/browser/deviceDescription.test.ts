import { describe, expect, it } from 'vitest'
import { describeDevice } from './deviceDescription.ts'

const like = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('describeDevice', () => {
  it.each([
    [`Mozilla/5.0 (X11; Linux x86_64) ${like} Chrome/140.0.0.0 Safari/537.36`, 'Chrome', 'Linux'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541) ${like} Chrome/140.0 Safari/537.36`, 'Chrome', 'Linux'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64) ${like} Chrome/140.0 Safari/537.36 Edg/140.0`,
      'Edge',
      'Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0) ${like} Chrome/140.0 Safari/537.36 OPR/120.0`,
      'Opera',
      'Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 (KHTML, like Gecko) Version/19.0 Safari/605',
      'Safari',
      'Mac OS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) CriOS/140.0 Mobile Safari/604',
      'Chrome',
      'iOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 15; K) ${like} Chrome/140.0 Mobile Safari/537.36`,
      'Chrome',
      'Android',
    ],
    ['Something new (Plan 9)', 'Chrome', 'Linux'],
    ['', 'Chrome', 'Linux'],
  ])('%s', (userAgent, browser, os) => {
    expect(describeDevice({ userAgent })).toEqual({ browser, os })
  })

  it('trusts client hints more than the frozen user agent', () => {
    const userAgentData = {
      brands: [{ brand: 'Chromium' }, { brand: 'Microsoft Edge' }, { brand: 'Not=A?Brand' }],
      platform: 'macOS',
    }
    const userAgent = `Mozilla/5.0 (X11; Linux x86_64) ${like} Chrome/140.0 Safari/537.36`
    expect(describeDevice({ userAgent, userAgentData })).toEqual({ browser: 'Edge', os: 'Mac OS' })
    const unknown = { brands: [{ brand: 'Chromium' }], platform: '' }
    expect(describeDevice({ userAgent, userAgentData: unknown }).os).toBe('Linux')
  })
})
