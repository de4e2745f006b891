import { toBase64 } from '../../../web/crypto/bytes.ts'
import { sha256 } from '../../../web/crypto/hash.ts'
import type { ServiceContext } from '../context.ts'
import { printable } from '../linking/refBook.ts'

/** Where the real service keeps encrypted media. */
export const MEDIA_HOST = 'mmg.whatsapp.net'
/** Of the segment that history blobs are deleted under. */
const SEGMENT = '/mms/md-msg-hist/'

/** Keeps an encrypted blob under a path that cannot be guessed; gives the path. */
export async function keepBlob(
  { state, world }: ServiceContext,
  blob: Uint8Array,
): Promise<string> {
  const path = `/v/t62.7118-24/${printable(world.randomBytes(18))}.enc?ccb=11-4&oh=${printable(world.randomBytes(12))}&oe=7FFFFFFF`
  const token = tokenOf(blob)
  await state.shelf.put(token, blob)
  state.blobs.set(path, token)
  return path
}

/** The blob of a request's path and query; whatever was added behind the direct path is ignored. */
export function readBlob(context: ServiceContext, url: string): Uint8Array | undefined {
  const path = pathOf(context, url)
  const token = path === undefined ? undefined : context.state.blobs.get(path)
  const blob = token === undefined ? undefined : context.state.shelf.get(token)
  if (blob === undefined) return undefined
  if (context.armory.strike('blob-missing', undefined) !== undefined) return undefined
  if (context.armory.strike('blob-spoiled', undefined) === undefined) return blob
  const spoiled = blob.slice()
  spoiled[spoiled.length - 1] = (spoiled.at(-1) ?? 0) ^ 1
  return spoiled
}

/**
 * DELETE of a history blob (09 section 5): its token is the base64url of its SHA-256. Gives whether
 * there was one.
 */
export function deleteBlob(context: ServiceContext, url: string): boolean {
  const given = url.startsWith(SEGMENT) ? url.slice(SEGMENT.length).split('?')[0] : undefined
  const token = given?.replace(/(%3D|=)+$/i, '')
  if (token === undefined) return false
  for (const [path, kept] of context.state.blobs) {
    if (kept !== token) continue
    context.state.blobs.delete(path)
    context.state.shelf.delete(token)
    context.saveSoon()
    return true
  }
  return false
}

function pathOf({ state }: ServiceContext, url: string): string | undefined {
  if (state.blobs.has(url)) return url
  const plain = url.split('?')[0] ?? ''
  return [...state.blobs.keys()].find((path) => path.split('?')[0] === plain)
}

function tokenOf(blob: Uint8Array): string {
  return toBase64(sha256(blob)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
