import { expect, it } from 'vitest'
import { FormatError } from '../../formats/formatError.ts'
import { StorageError } from '../../storage/errors.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { ChunkFailure } from './chunkBytes.ts'
import { failedFor } from './chunkTroubles.ts'

it('what is wrong with a chunk itself is for ever, also what nobody foresaw', () => {
  expect(failedFor(new FormatError('malformed', 'cut'))).toBe('broken')
  expect(failedFor(new StorageError('bad-write', 'a number'))).toBe('broken')
  expect(failedFor(new RangeError('nobody foresaw it'))).toBe('broken')
  expect(failedFor(new ChunkFailure('gone'))).toBe('gone')
})

it('trouble of the line or of the disk is not the chunk’s', () => {
  expect(failedFor(new ChunkFailure('unreachable'))).toBeUndefined()
  expect(failedFor(new RequestError('timeout'))).toBeUndefined()
  for (const code of ['quota', 'unavailable', 'closed', 'conflict', 'damaged'] as const) {
    expect(failedFor(new StorageError(code, 'disk'))).toBeUndefined()
  }
})
