import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { accountHash } from '../devices/announcements.ts'
import { mayKnow } from '../people/privacy.ts'
import type { Account } from '../state/accounts.ts'
import { publishedDevices } from '../state/directory.ts'
import type { AddressingMode } from '../state/groups.ts'

/** What is asked about one user. */
export interface Question {
  readonly context: ServiceContext
  readonly asker: Account
  /** undefined: nobody here has this address. */
  readonly account: Account | undefined
  /** The form of address that the user is named by. */
  readonly mode: AddressingMode
  /** The hash of devices that the asker knows. */
  readonly hash: string | undefined
  /** The text of a search by number. */
  readonly text: string | undefined
  /** Whether that text is a number with its country. */
  readonly isNumber: boolean
}

/**
 * The child that answers one protocol for one user; undefined when there is nothing to say, and
 * 'unchanged' when the asker knows the devices already.
 */
export function answerFor(
  question: Question,
  protocol: string,
): WireNode | 'unchanged' | undefined {
  const { account, asker } = question
  switch (protocol) {
    case 'devices':
      return devices(question)
    case 'contact':
      return contact(question)
    case 'lid':
      return account !== undefined && question.mode === 'pn'
        ? node('lid', { val: account.lid })
        : undefined
    case 'status':
      return account === undefined ? undefined : about(account, asker)
    case 'picture': {
      const picture = account?.picture
      if (account === undefined || picture === undefined) return undefined
      return mayKnow(account, asker, 'profile') ? node('picture', { id: picture.id }) : undefined
    }
    case 'disappearing_mode': {
      const { duration = '0', t = '0' } = account?.disappearing ?? {}
      return account === undefined ? undefined : node('disappearing_mode', { duration, t })
    }
    default:
      return undefined
  }
}

function devices({ account, mode, hash }: Question): WireNode | 'unchanged' {
  if (account === undefined) {
    return node('devices', {}, [node('error', { code: '404', text: 'item-not-found' })])
  }
  const current = accountHash(account, mode)
  if (hash === current) return 'unchanged'
  const companions = publishedDevices(account).filter(({ device }) => device !== 0)
  const list = [
    node('device', { id: '0' }),
    ...companions.map(({ device, keyIndex }) =>
      node('device', { id: String(device), 'key-index': String(keyIndex) }),
    ),
  ]
  const { keyIndexList } = account
  const indexes =
    keyIndexList === undefined
      ? []
      : [node('key-index-list', { ts: keyIndexList.ts }, keyIndexList.bytes)]
  return node('devices', {}, [node('device-list', { hash: current }, list), ...indexes])
}

function contact({ account, text = '', isNumber }: Question): WireNode {
  const type = !isNumber ? 'invalid' : account === undefined ? 'out' : 'in'
  return node('contact', { type }, text)
}

function about(account: Account, asker: Account): WireNode {
  if (!mayKnow(account, asker, 'status')) return node('status', { code: '401' })
  const { text, t } = account.about ?? { text: '', t: '0' }
  return text === '' ? node('status', { t }) : node('status', { t }, text)
}
