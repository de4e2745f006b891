import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpRefusal, reply } from './reply.ts'

/** The media that the service keeps, by the hosts of the real one. */
export interface MediaStore {
  /** Picture bytes of the picture host. */
  picture(path: string): Uint8Array | undefined
  /** Encrypted bytes of the media host, by path and query. */
  blob(path: string): Uint8Array | undefined
  /** Whether there was such a blob. */
  deleteBlob(path: string): boolean
}

const PICTURES = '/media/pps.whatsapp.net'
const BLOBS = /^\/media\/(?:mmg|mmg-fallback)\.whatsapp\.net(?=\/)/

/** Answers as the relay in front of the media hosts would: GET, and DELETE of a blob. @throws HttpRefusal */
export function answerMedia(
  store: MediaStore,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): void {
  const host = BLOBS.exec(url.pathname)?.[0]
  const path = host === undefined ? '' : url.pathname.slice(host.length) + url.search
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      if (host === undefined) sendPicture(store, response, url.pathname)
      else send(response, 'application/octet-stream', store.blob(path))
      return
    case 'DELETE':
      if (host === undefined || !store.deleteBlob(path)) throw unknownMedia()
      reply(response, 200, { 'Cache-Control': 'no-store' })
      return
    default:
      throw new HttpRefusal(405, 'wrong-method', 'use GET', { Allow: 'GET, HEAD, DELETE' })
  }
}

function sendPicture(store: MediaStore, response: ServerResponse, path: string): void {
  const isPicture = path.startsWith(`${PICTURES}/`)
  send(response, 'image/jpeg', isPicture ? store.picture(path.slice(PICTURES.length)) : undefined)
}

function send(response: ServerResponse, contentType: string, bytes: Uint8Array | undefined): void {
  if (bytes === undefined) throw unknownMedia()
  // As a content network does: it is the client's part to leave nothing in the browser's cache.
  const cacheControl = 'private, max-age=3600'
  reply(response, 200, { 'Content-Type': contentType, 'Cache-Control': cacheControl }, bytes)
}

const unknownMedia = (): HttpRefusal => new HttpRefusal(404, 'unknown-media', 'no such media')
