import { describe, expect, it } from 'vitest'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import { DevicePropsSchema } from '../../web/wire/proto/gen/payload_pb.ts'
import { companionLabel, readCompanionName } from './deviceName.ts'

describe('readCompanionName', () => {
  it.each([
    [1, 'Linux', 'Chrome (Linux)'],
    [2, 'Windows', 'Firefox (Windows)'],
    [5, 'Mac OS', 'Safari (Mac OS)'],
    [6, 'Windows', 'Edge (Windows)'],
    [0, 'Linux', 'Browser (Linux)'],
    [1, '', 'Chrome (unknown system)'],
  ] as const)('names platform %i on "%s" %s', (platformType, os, label) => {
    const props = encodeProto(DevicePropsSchema, { platformType, os })
    expect(companionLabel(readCompanionName(props))).toBe(label)
  })

  it('keeps a label to one short line', () => {
    const props = encodeProto(DevicePropsSchema, {
      platformType: 1,
      os: `Li\u202enux\n${'🌙'.repeat(60)}`,
    })
    const { os } = readCompanionName(props)
    expect(os.startsWith('Linux🌙')).toBe(true)
    expect(Array.from(os)).toHaveLength(40)
  })

  it('names a companion with malformed properties neutrally', () => {
    expect(readCompanionName(Uint8Array.of(0xff, 0xff))).toEqual({
      browser: 'Browser',
      os: 'unknown system',
    })
  })
})
