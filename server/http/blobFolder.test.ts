import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { blobFolder, passingShelf } from './blobFolder.ts'

const parent = mkdtempSync(join(tmpdir(), 'moonlet-test-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const bytes = (length: number) => new Uint8Array(length).fill(7)

it('keeps blobs as files, and forgets them one by one', async () => {
  const folder = join(parent, 'kept', 'blobs')
  const shelf = blobFolder(folder)
  expect(shelf.get('a-token')).toBeUndefined()
  await shelf.put('a-token', bytes(10))
  await shelf.put('b_token', bytes(20))
  expect(blobFolder(folder).get('a-token')).toEqual(bytes(10))
  shelf.delete('a-token')
  shelf.delete('a-token')
  expect(readdirSync(folder)).toEqual(['b_token.enc'])
})

it('takes no path for a token', async () => {
  const shelf = blobFolder(join(parent, 'paths'))
  await expect(shelf.put('../outside', bytes(1))).rejects.toThrow(RangeError)
  expect(shelf.get('../outside')).toBeUndefined()
  shelf.delete('../outside')
})

it('a passing shelf holds a little, puts the rest into a folder, and leaves none behind', async () => {
  const passing = join(parent, 'passing')
  await blobFolder(passing).put('made', bytes(1))
  const shelf = passingShelf(passing, 100)
  await shelf.put('small', bytes(90))
  expect(readdirSync(passing)).toEqual(['made.enc'])
  await shelf.put('large', bytes(50))
  expect(readdirSync(passing)).toHaveLength(2)
  expect(shelf.get('small')).toEqual(bytes(90))
  expect(shelf.get('large')).toEqual(bytes(50))
  shelf.delete('small')
  shelf.delete('large')
  expect(shelf.get('small')).toBeUndefined()
  expect(shelf.get('large')).toBeUndefined()
  await shelf.put('next', bytes(60))
  expect(shelf.get('next')).toEqual(bytes(60))
  shelf.close()
  expect(readdirSync(passing)).toEqual(['made.enc'])
})
