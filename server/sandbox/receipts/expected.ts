import { bareJid, isJid } from '../../../web/wire/jid.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { accountJid, modeOf } from '../state/directory.ts'

/** How a message has to be answered when it was handled (05 sections 6 and 7). */
export interface ExpectedReceipt {
  /** undefined: the plain form. */
  readonly type: string | undefined
  readonly participant: string | undefined
  readonly recipient: string | undefined
  readonly context: string | undefined
}

const STATUS = 'status@broadcast'
const DAY_MS = 86_400_000

/** The one right receipt for a message that this device was given. */
export function expectedReceipt(connection: Connection, message: WireNode): ExpectedReceipt {
  const { from = '', participant, recipient, category } = message.attrs
  const plain = connection.available ? undefined : 'inactive'
  const nothing = { participant: undefined, recipient: undefined, context: undefined }
  if (category === 'peer') return { ...nothing, type: 'peer_msg' }
  if (participant !== undefined) {
    if (isOwn(connection, participant)) return { ...nothing, type: 'sender', participant }
    if (from === STATUS) return { ...nothing, type: undefined, participant, context: 'status' }
    return { ...nothing, type: plain, participant }
  }
  if (isOwn(connection, from)) return { ...nothing, type: 'sender', recipient }
  return { ...nothing, type: plain }
}

/** A message in a chat between two that came from another device of one's own. */
export function isOwnDirect(connection: Connection, { attrs }: WireNode): boolean {
  const { from = '', participant, category } = attrs
  return participant === undefined && category !== 'peer' && isOwn(connection, from)
}

/** A status that had ended before it was delivered; posts are shown for a day. */
export function isOldStatus({ attrs }: WireNode, nowMs: number): boolean {
  return attrs['from'] === STATUS && Number(attrs['t']) * 1000 + DAY_MS < nowMs
}

function isOwn({ stage }: Connection, address: string): boolean {
  if (stage.at !== 'companion' || !isJid(address)) return false
  return bareJid(address) === accountJid(stage.account, modeOf(address))
}
