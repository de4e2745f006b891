import { describe, expect, it } from 'vitest'
import type { ErrorCode, Remedy } from '../../bridge/errors.ts'
import { type Place, type WayOn, wayOn } from './wayOn.ts'

describe('wayOn', () => {
  it.each<[Place, ErrorCode, WayOn, Remedy?]>([
    ['waiting', 'offline', 'retryNow'],
    ['waiting', 'unreachable', 'retryNow'],
    ['stopped', 'replaced', 'retryNow'],
    ['stopped', 'clock-wrong', 'retryNow'],
    ['stopped', 'certificate-refused', 'retryNow'],
    ['stopped', 'outdated', 'reload'],
    ['stopped', 'storage-damaged', 'openOrStartOver', 'no'],
    ['stopped', 'service-changed', 'startOver'],
    ['stopped', 'banned', 'retryNow'],
    ['stopped', 'not-while-linked', 'none', 'no'],
    ['waiting', 'banned', 'none'],
    ['waiting', 'disk-full', 'retryNow'],
    ['ended', 'logged-out', 'newCode'],
    ['ended', 'banned', 'newCode'],
    ['refused', 'pair-signature', 'newCode'],
    ['refused', 'storage-damaged', 'startOver'],
    ['ended', 'unlinked', 'newCode'],
    ['lost', 'storage-failed', 'reload'],
    ['lost', 'unreachable', 'reload'],
  ])('%s, %s: %s', (place, code, expected, remedy = 'now') => {
    expect(wayOn(place, { code, remedy })).toBe(expected)
  })
})
