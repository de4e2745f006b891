import { expect, onTestFinished, test, vi } from 'vitest'
import { seededRandom } from '../../fuzz/seeded.ts'
import { spoilNode } from '../../fuzz/spoilNode.ts'
import { node, type WireNode } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { parseAboutChange } from './about.ts'
import { parseBundles } from './bundles.ts'
import { parseCall } from './call.ts'
import { parseChatState } from './chatstate.ts'
import { parseDeviceChange, parseOwnDevices } from './deviceNotification.ts'
import { parseGroup, parseGroups } from './group.ts'
import { parseGroupNotification } from './groupNotification.ts'
import { parseIdentityChange } from './identityChange.ts'
import { parseIncomingMessage } from './incomingMessage.ts'
import { parsePresence } from './incomingPresence.ts'
import { parseReceipt } from './incomingReceipt.ts'
import { parseMediaConnection } from './mediaConn.ts'
import { parseReuploadAnswer } from './mediaRetry.ts'
import { messageAck, parseMessageAck } from './messageAck.ts'
import { parsePictureChange } from './pictureChange.ts'
import { parseTrustedContactTokens } from './privacyToken.ts'
import { StanzaError } from './stanzaError.ts'
import { parseUsync } from './usyncAnswer.ts'

vi.setConfig({ testTimeout: 60_000 })

const INPUTS = 10_000

const ada = '15550001111:3@s.whatsapp.net'
const adaLid = '100000000000001:3@lid'
const group = '120363000000000001@g.us'
const own = { pn: parseJid('15550002222:7@s.whatsapp.net'), lid: parseJid('200000000000002@lid') }
const bytes = (length: number) => new Uint8Array(length).fill(5)
const iq = (...content: WireNode[]) => node('iq', { id: '1', from: group, type: 'result' }, content)
const notification = (type: string, ...content: WireNode[]) =>
  node('notification', { id: '1', from: ada, type, t: '5', participant: adaLid }, content)

const keys = [
  node('registration', {}, bytes(4)),
  node('type', {}, bytes(1)),
  node('identity', {}, bytes(32)),
  node('skey', {}, [
    node('id', {}, bytes(3)),
    node('value', {}, bytes(32)),
    node('signature', {}, bytes(64)),
  ]),
  node('key', {}, [node('id', {}, bytes(3)), node('value', {}, bytes(32))]),
  node('device-identity', {}, bytes(9)),
]
const participants = [
  node('participant', { jid: adaLid, type: 'admin', phone_number: ada, error: '403' }, [
    node('add_request', { code: 'C', expiration: '5' }),
  ]),
  node('participant', { jid: ada }),
]
const groupNode = node('group', { id: '1', subject: 'Tea', s_t: '5', s_o: ada, creation: '4' }, [
  ...participants,
  node('description', { id: 'D', t: '1', participant: ada }, [node('body', {}, 'At four')]),
  node('ephemeral', { expiration: '60' }),
  node('member_add_mode', {}, 'admin_add'),
  node('linked_parent', { jid: group }),
])
const devices = [
  node('device', { jid: ada, 'key-index': '4', lid: adaLid }),
  node('key-index-list', { ts: '9' }, bytes(6)),
]
const usyncUser = node('user', { jid: ada, pn_jid: ada }, [
  node('devices', {}, [
    node('device-list', { hash: '2:abcdefgh' }, [
      node('device', { id: '3', 'key-index': '2', is_hosted: 'true' }),
    ]),
    node('key-index-list', { ts: '9', expected_ts: '10' }, bytes(6)),
  ]),
  node('lid', { val: adaLid }),
  node('contact', { type: 'in' }, '+15550001111'),
  node('status', { t: '4' }, 'Busy'),
  node('picture', { id: '17' }),
  node('business', {}, [node('verified_name', {}, bytes(3))]),
  node('disappearing_mode', { duration: '86400', t: '3' }),
])
const message = node(
  'message',
  {
    id: 'A1',
    from: group,
    participant: adaLid,
    participant_pn: ada,
    t: '5',
    type: 'text',
    addressing_mode: 'lid',
    notify: 'Ada',
    offline: '1',
  },
  [
    node('enc', { v: '2', type: 'skmsg', mediatype: 'image' }, bytes(20)),
    node('enc', { v: '2', type: 'pkmsg', count: '1' }, bytes(20)),
    node('device-identity', {}, bytes(9)),
    node('meta', { polltype: 'vote' }),
  ],
)
const direct = node(
  'message',
  { id: 'A1', from: '200000000000002:1@lid', recipient: ada, peer_recipient_lid: adaLid, t: '5' },
  [node('unavailable', { type: 'view_once' })],
)

const parsers: readonly [string, (stanza: WireNode) => unknown, readonly WireNode[]][] = [
  ['message', (stanza) => parseIncomingMessage(stanza, own), [message, direct]],
  ['ack of a message', (stanza) => messageAck(stanza, own.pn), [message]],
  [
    'ack',
    parseMessageAck,
    [
      node('ack', { class: 'message', id: 'A1', from: ada, t: '5', error: '421', phash: '2:x' }),
      node('ack', { class: 'message', id: 'A1', participant: ada, server_id: '5' }),
    ],
  ],
  [
    'receipt',
    parseReceipt,
    [
      node('receipt', { id: 'A1', from: group, participant: ada, type: 'read', t: '5' }, [
        node('list', {}, [node('item', { id: 'A2' })]),
        node('participants', { key: 'A1' }, [node('user', { jid: ada, t: '5' })]),
      ]),
      node('receipt', { id: 'A1', from: ada, recipient: adaLid, type: 'retry' }, [
        node('retry', { count: '1', id: 'A1', t: '5', v: '1', error: '7' }),
        node('registration', {}, bytes(4)),
        node('keys', {}, keys),
      ]),
    ],
  ],
  [
    'bundles',
    parseBundles,
    [
      iq(
        node('list', {}, [
          node('user', { jid: ada }, keys),
          node('user', { jid: ada }, [node('keys', {}, keys)]),
          node('user', { jid: adaLid }, [node('error', { code: '406' })]),
        ]),
      ),
    ],
  ],
  [
    'usync',
    parseUsync,
    [
      iq(
        node('usync', {}, [
          node('result', {}, [
            node('devices', {}, [node('error', { code: '429', backoff: '60' })]),
          ]),
          node('list', {}, [usyncUser, usyncUser]),
        ]),
      ),
    ],
  ],
  [
    'devices',
    parseDeviceChange,
    [notification('devices', node('add', { device_hash: 'h' }, devices))],
  ],
  [
    'own devices',
    parseOwnDevices,
    [notification('account_sync', node('devices', { dhash: 'h' }, devices))],
  ],
  ['identity', parseIdentityChange, [notification('encrypt', node('identity'))]],
  [
    'tokens',
    parseTrustedContactTokens,
    [
      notification(
        'privacy_token',
        node('tokens', {}, [node('token', { type: 'trusted_contact', t: '5' }, bytes(9))]),
      ),
    ],
  ],
  ['group', parseGroup, [iq(groupNode)]],
  ['groups', parseGroups, [iq(node('groups', {}, [groupNode, groupNode]))]],
  [
    'group notification',
    parseGroupNotification,
    [
      notification(
        'w:gp2',
        node('create', { reason: 'invite' }, [groupNode]),
        node('add', {}, participants),
        node('subject', { subject: 'Tea', s_t: '5' }),
        node('description', { id: 'D' }, [node('body', {}, 'At four')]),
        node('membership_approval_mode', {}, [node('group_join', { state: 'on' })]),
        node('created_membership_requests', {}, [node('requested_user', { jid: ada })]),
      ),
    ],
  ],
  ['presence', parsePresence, [node('presence', { from: ada, last: '5', count: '3' })]],
  [
    'chat state',
    parseChatState,
    [node('chatstate', { from: group, participant: ada }, [node('composing', { media: 'audio' })])],
  ],
  ['about', parseAboutChange, [notification('status', node('set', {}, 'Busy'))]],
  ['picture', parsePictureChange, [notification('picture', node('set', { jid: ada, id: '9' }))]],
  [
    'call',
    parseCall,
    [
      node('call', { id: '1', from: ada, t: '5' }, [
        node('offer', { 'call-id': 'C', 'call-creator': ada, 'group-jid': group }),
      ]),
    ],
  ],
  [
    'reupload',
    parseReuploadAnswer,
    [
      notification(
        'mediaretry',
        node('encrypt', {}, [node('enc_p', {}, bytes(20)), node('enc_iv', {}, bytes(12))]),
      ),
      notification('mediaretry', node('error', { code: '2' })),
    ],
  ],
  [
    'media connection',
    parseMediaConnection,
    [
      iq(
        node('media_conn', { auth: 'a', ttl: '5', auth_ttl: '4' }, [
          node('host', { hostname: 'a.example', type: 'fallback', fallback_hostname: 'b.example' }),
        ]),
      ),
    ],
  ],
]

test.each(parsers)('a spoilt stanza: %s', (name, parse, valid) => {
  const rng = seededRandom(name.length + 500)
  for (const stanza of valid) parse(stanza)
  // Most inputs end in an error, and writing down its stack costs more than the parsing.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  onTestFinished(() => {
    Error.stackTraceLimit = stackTraceLimit
  })
  let values = 0
  let errors = 0
  for (let turn = 0; turn < INPUTS; turn++) {
    const origin = valid[rng.int(valid.length)] ?? node('none')
    const stanza = spoilNode(origin, rng)
    try {
      parse(stanza)
      values++
    } catch (error) {
      if (!(error instanceof StanzaError)) {
        throw new Error(`${JSON.stringify(stanza)} ended in ${String(error)}`, { cause: error })
      }
      errors++
    }
  }
  // Both ends are reached: spoiling neither breaks everything nor nothing.
  expect(values).toBeGreaterThan(INPUTS / 100)
  expect(errors).toBeGreaterThan(INPUTS / 100)
})
