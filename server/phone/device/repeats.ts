import { isJid } from '../../../web/wire/jid.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { type DeviceCore, isOwn } from './core.ts'

/**
 * The ciphertexts of a direct message once more, each for its device alone. A service passes on the
 * same stanza only once; a copy that looks like an answer to a retry gets through.
 */
export function repeats(core: DeviceCore, message: WireNode): readonly WireNode[] {
  const { id = '', type = '', edit } = message.attrs
  const shown = child(message, 'device-identity')
  const participants = child(message, 'participants')
  return children(participants ?? node('none')).flatMap((to) => {
    const jid = to.attrs['jid'] ?? ''
    const enc = child(to, 'enc')
    if (enc === undefined || !isJid(jid) || isOwn(core, jid)) return []
    const attrs = { id, to: jid, type, device_fanout: 'false', ...(edit ? { edit } : {}) }
    const again = node('enc', { ...enc.attrs, count: '1' }, bytesOf(enc))
    const isFirst = enc.attrs['type'] === 'pkmsg'
    return [node('message', attrs, [again, ...(isFirst && shown ? [shown] : [])])]
  })
}
