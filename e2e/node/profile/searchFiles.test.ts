import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { searchFiles } from '../../profile/searchFiles.ts'
import vectors from '../../profile/vectors/chromium-leveldb.json'
import { compressSnappy } from './compressSnappy.ts'
import { writeLog } from './writeLog.ts'

const secret = new Uint8Array(randomBytes(32))
const hex = Buffer.from(secret).toString('hex')
const markers = [{ name: 'secret', value: secret }]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'search-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function plant(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), content)
}

describe('searching files', () => {
  it('finds nothing where there is nothing', async () => {
    await plant('Default/Cookies', randomBytes(50_000))
    await plant('Default/empty', '')
    await plant('Default/db/000005.ldb', Buffer.from(vectors.table, 'base64'))
    await plant('Default/db/000004.log', Buffer.from(vectors.log, 'base64'))
    await symlink('nowhere-12345', join(folder, 'SingletonLock'))
    expect(await searchFiles(folder, markers)).toEqual([])
    expect(await searchFiles(folder, [])).toEqual([])
  })

  it.each([
    ['raw', Buffer.from(secret)],
    ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())],
    ['hex utf16le', Buffer.from(hex, 'utf16le')],
    ['base64+0', Buffer.from(Buffer.from(secret).toString('base64'))],
    ['base64+1', Buffer.from(Buffer.concat([Buffer.from('x'), secret]).toString('base64'))],
    ['base64+2', Buffer.from(Buffer.concat([Buffer.from('xy'), secret]).toString('base64'))],
    ['decimals', Buffer.from(JSON.stringify([...secret]))],
  ])('finds a key that lies in a file as %s', async (encoding, content) => {
    await plant('a/b/c', Buffer.concat([Buffer.alloc(999), content, Buffer.alloc(999)]))
    const hits = await searchFiles(folder, markers)
    expect(hits).toContainEqual(
      expect.objectContaining({ marker: 'secret', file: join('a', 'b', 'c'), encoding }),
    )
  })

  it('says where, once, however a large file is cut', async () => {
    const piece = 4 * 1024 * 1024
    const places = [0, piece - 33, piece - 32, piece - 31, piece - 16, piece - 1, piece, piece + 68]
    for (const offset of places) {
      const file = Buffer.alloc(piece + 100)
      file.set(secret, offset)
      await plant('large', file)
      expect(await searchFiles(folder, markers)).toEqual([
        { marker: 'secret', file: 'large', encoding: 'raw', layer: 'file', offset },
      ])
    }
  })

  it('finds a marker in the name of a file or folder', async () => {
    await plant('of 15550001234/x', '')
    const hits = await searchFiles(folder, [{ name: 'number', value: '15550001234' }])
    expect(hits).toMatchObject([{ marker: 'number', layer: 'path', encoding: 'utf8' }])
  })

  it('finds what Chromium hid in a compressed table', async () => {
    await plant('db/000005.ldb', Buffer.from(vectors.table, 'base64'))
    const search = async (value: string) => await searchFiles(folder, [{ name: 'control', value }])
    expect(await search('control-text-one')).toMatchObject([
      { layer: 'table block', encoding: 'utf8' },
      { layer: 'table block', encoding: 'utf8' },
    ])
    expect(await search('control-key-one-and-two')).toContainEqual(
      expect.objectContaining({ layer: 'table keys', encoding: 'text utf16be' }),
    )
    // Compressed twice: the value by IndexedDB, the block by LevelDB.
    expect(await search('control-text-inside')).toContainEqual(
      expect.objectContaining({ layer: 'compressed value', encoding: 'utf8' }),
    )
  })

  it('finds what a log cut in two', async () => {
    const record = Buffer.alloc(70_000)
    record.set(secret, 32_768 - 7 - 16)
    await plant('db/000004.log', writeLog([record]))
    await plant('db/MANIFEST-000001', writeLog([record]))
    const hits = await searchFiles(folder, markers)
    expect(hits.map(({ file, layer }) => `${layer} of ${file}`).toSorted()).toEqual([
      `log record of ${join('db', '000004.log')}`,
      `log record of ${join('db', 'MANIFEST-000001')}`,
    ])
  })

  it('finds what is in a compressed value, in a blob and in a log', async () => {
    // What comes before makes the compressor cut the marker up.
    const halves = Buffer.concat([secret.subarray(0, 16), Buffer.from('|'), secret.subarray(16)])
    const compressed = compressSnappy(Buffer.concat([halves, Buffer.from('='), secret]))
    const value = Buffer.concat([Buffer.from('ff1102', 'hex'), compressed])
    expect(value.includes(Buffer.from(secret))).toBe(false)
    await plant('blob/6/00/2', value)
    await plant('db/000004.log', writeLog([Buffer.concat([Buffer.from('key'), value])]))
    const hits = await searchFiles(folder, markers)
    expect(hits.map(({ layer }) => layer)).toEqual(['compressed value', 'compressed value'])
  })

  it('fails on a table that it cannot read: that is no pass', async () => {
    const table = Buffer.from(vectors.table, 'base64')
    table.fill(0xff, 0, 8)
    await plant('db/000005.ldb', table)
    await expect(searchFiles(folder, markers)).rejects.toThrow(RangeError)
    await expect(searchFiles(join(folder, 'missing'), markers)).rejects.toThrow()
  })

  it('is quick for thousands of markers', async () => {
    await plant('noise', randomBytes(3_000_000))
    const many = Array.from({ length: 1700 }, (_, at) => ({
      name: `key ${at}`,
      value: new Uint8Array(randomBytes(32)),
    }))
    const last = many.at(-1)?.value ?? secret
    await plant('late', Buffer.concat([randomBytes(100), last]))
    expect(await searchFiles(folder, many)).toMatchObject([{ marker: 'key 1699', offset: 100 }])
  })
})
