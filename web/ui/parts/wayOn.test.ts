import { describe, expect, it } from 'vitest'
import { type Place, type WayOn, wayOn } from './wayOn.ts'
import type { ErrorCode } from '../../bridge/errors.ts'

describe('wayOn', () => {
  it.each<[Place, ErrorCode, WayOn]>([
    ['waiting', 'offline', 'retryNow'],
    ['waiting', 'unreachable', 'retryNow'],
    ['stopped', 'replaced', 'retryNow'],
    ['stopped', 'clock-wrong', 'retryNow'],
    ['stopped', 'certificate-refused', 'retryNow'],
    ['stopped', 'outdated', 'reload'],
    ['stopped', 'storage-damaged', 'startOver'],
    ['stopped', 'service-changed', 'startOver'],
    ['stopped', 'banned', 'none'],
    ['refused', 'pair-signature', 'newCode'],
    ['refused', 'storage-damaged', 'startOver'],
    ['ended', 'unlinked', 'newCode'],
    ['lost', 'storage-failed', 'reload'],
    ['lost', 'unreachable', 'reload'],
  ])('%s, %s: %s', (place, code, expected) => {
    expect(wayOn(place, code)).toBe(expected)
  })
})
