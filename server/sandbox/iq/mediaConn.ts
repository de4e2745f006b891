import { node } from '../../../web/wire/node/node.ts'
import { printable } from '../linking/refBook.ts'
import { MEDIA_HOST } from '../media/blobs.ts'
import { one } from '../strict/shape.ts'
import { result } from './answers.ts'
import type { IqRule } from './rule.ts'

/** Routes to the media hosts, and the token for uploads (09 section 1). */
export const mediaConnRule: IqRule = {
  name: 'media_conn',
  type: 'set',
  xmlns: 'w:m',
  asks: 'media_conn',
  children: [one({ tag: 'media_conn' })],
  answer({ world }, _, iq) {
    const attrs = { auth: printable(world.randomBytes(32)), ttl: '21600', auth_ttl: '21600' }
    const hosts = [
      node('host', { hostname: MEDIA_HOST, type: 'primary' }),
      node('host', { hostname: 'mmg-fallback.whatsapp.net', type: 'fallback' }),
    ]
    return result(iq, node('media_conn', { ...attrs, max_buckets: '12' }, hosts))
  },
}
