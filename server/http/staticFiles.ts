import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import type { Audience } from './headers.ts'

/** A file as it is answered. */
export interface StaticFile {
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly cacheControl: string
  readonly audience: Audience
}

interface Page {
  readonly file: string
  readonly audience: Audience
}

/** HTML is answered under these addresses only, each with the headers of its page. */
const PAGES: ReadonlyMap<string, Page> = new Map([
  ['/', { file: 'index.html', audience: 'companion' }],
  ['/phone', { file: 'server/phone/page/index.html', audience: 'phone' }],
  ['/demo', { file: 'server/demo/index.html', audience: 'demo' }],
])

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** A build's files under `/assets/` carry a hash of their content in their names. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/
const YEAR = 'public, max-age=31536000, immutable'

/** Whether an address is one of the pages. */
export const isPage = (path: string): boolean => PAGES.has(path)

/**
 * The file for a request path as it stands in the URL, query removed; undefined when there is none,
 * when its kind is unknown, or when the path leads anywhere but into the folder.
 */
export async function findFile(folder: string, path: string): Promise<StaticFile | undefined> {
  const page = PAGES.get(path)
  if (page !== undefined) {
    const bytes = await read(folder, page.file)
    const fixed = { contentType: 'text/html; charset=utf-8', cacheControl: 'no-cache' }
    return bytes && { bytes, ...fixed, audience: page.audience }
  }
  const name = fileName(path)
  if (name === undefined) return undefined
  const contentType = CONTENT_TYPES[extname(name)]
  if (contentType === undefined) return undefined
  const bytes = await read(folder, name)
  const cacheControl = HASHED.test(path) ? YEAR : 'no-cache'
  return bytes && { bytes, contentType, cacheControl, audience: 'none' }
}

/** The relative file name of a path; undefined for anything but plain segments. */
function fileName(path: string): string | undefined {
  const segments = path.slice(1).split('/')
  const isPlain = segments.every((segment) => /^[A-Za-z0-9_][\w.-]*$/.test(segment))
  return path.startsWith('/') && isPlain ? segments.join('/') : undefined
}

async function read(folder: string, name: string): Promise<Uint8Array | undefined> {
  const root = resolve(folder)
  const file = resolve(root, name)
  if (!file.startsWith(root + sep)) return undefined
  try {
    return await readFile(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
    throw cause
  }
}
