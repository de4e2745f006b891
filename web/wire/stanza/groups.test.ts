import { expect, test } from 'vitest'
import { node, type WireNode } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { parseGroup, parseGroups } from './group.ts'
import { parseGroupNotification, type GroupChange } from './groupNotification.ts'
import { allGroupsRequest, groupRequest, groupTimerRequest } from './groupRequests.ts'

const group = parseJid('120363000000000001@g.us')
const ada = parseJid('15550001111@s.whatsapp.net')
const adaLid = parseJid('100000000000001@lid')

const actions: readonly [string, WireNode, 'get' | 'set', string, WireNode][] = [
  [
    'all groups',
    allGroupsRequest('1'),
    'get',
    'g.us',
    node('participating', {}, [node('participants'), node('description')]),
  ],
  ['one', groupRequest('1', group), 'get', group, node('query', { request: 'interactive' })],
  [
    'timer',
    groupTimerRequest('1', group, 86400),
    'set',
    group,
    node('ephemeral', { expiration: '86400' }),
  ],
  ['timer off', groupTimerRequest('1', group, 0), 'set', group, node('not_ephemeral')],
]

test.each(actions)('action: %s', (_, request, type, to, content) => {
  expect(request).toEqual(node('iq', { id: '1', to, type, xmlns: 'w:g2' }, [content]))
})

function answer(...content: WireNode[]): WireNode {
  return node('iq', { id: '1', from: group, type: 'result' }, content)
}

const full = node(
  'group',
  {
    id: '120363000000000001',
    subject: 'Tea',
    s_t: '5',
    s_o: ada,
    creation: '4',
    creator: adaLid,
    creator_pn: ada,
    addressing_mode: 'lid',
    size: '2',
    p_v_id: '1',
  },
  [
    node('participant', { jid: adaLid, type: 'superadmin', phone_number: ada }),
    node('participant', { jid: '200000000000002@lid', display_name: '+1∙∙∙22' }),
    node('description', { id: 'D1', t: '6', participant: ada }, [node('body', {}, 'At four')]),
    node('announcement'),
    node('locked'),
    node('ephemeral', { expiration: '86400' }),
    node('member_add_mode', {}, 'admin_add'),
    node('membership_approval_mode', {}, [node('group_join', { state: 'on' })]),
    node('linked_parent', { jid: '120363000000000002@g.us' }),
  ],
)

test('all that the service tells of a group', () => {
  expect(parseGroup(answer(full))).toEqual({
    jid: group,
    subject: 'Tea',
    subjectSec: 5,
    subjectBy: ada,
    createdSec: 4,
    creator: adaLid,
    creatorPn: ada,
    addressing: 'lid',
    size: 2,
    members: [
      { jid: adaLid, pn: ada, rank: 'superadmin' },
      { jid: '200000000000002@lid', rank: 'member', displayName: '+1∙∙∙22' },
    ],
    description: { id: 'D1', text: 'At four', timeSec: 6, by: ada },
    announcement: true,
    locked: true,
    expirationSec: 86400,
    adminsAdd: true,
    joinApproval: true,
    parent: '120363000000000002@g.us',
    isParent: false,
    isDefaultSubgroup: false,
    suspended: false,
  })
})

test('a group that says little', () => {
  const group = parseGroup(answer(node('group', { id: '1@g.us' }, [node('description')])))
  expect(group).toMatchObject({ addressing: 'pn', members: [], expirationSec: 0, adminsAdd: false })
  expect(group.description).toBeUndefined()
  const byLid = node('group', { id: '1' }, [node('participant', { jid: adaLid })])
  expect(parseGroup(answer(byLid)).addressing).toBe('lid')
})

test('one group that is none costs no other', () => {
  const bad = node('group', { id: ada })
  const read = parseGroups(answer(node('groups', {}, [full, bad, node('group')])))
  expect(read.groups.map(({ jid }) => jid)).toEqual([group])
  expect(read.malformed).toBe(2)
})

const changes: readonly [WireNode, GroupChange][] = [
  [
    node('add', { reason: 'invite' }, [node('participant', { jid: adaLid, phone_number: ada })]),
    { kind: 'add', members: [{ jid: adaLid, pn: ada, rank: 'member' }], reason: 'invite' },
  ],
  [
    node('modify', {}, [node('participant', { jid: ada })]),
    { kind: 'modify', members: [{ jid: ada, rank: 'member' }] },
  ],
  [node('subject', { subject: 'Tea', s_t: '5' }), { kind: 'subject', subject: 'Tea', timeSec: 5 }],
  [
    node('description', { id: 'D1' }, [node('body', {}, 'At four')]),
    { kind: 'description', id: 'D1', text: 'At four' },
  ],
  [node('description', { id: 'D1' }, [node('delete')]), { kind: 'description', id: 'D1' }],
  [node('not_announcement'), { kind: 'announcement', on: false }],
  [node('locked'), { kind: 'locked', on: true }],
  [node('ephemeral', { expiration: '60' }), { kind: 'timer', expirationSec: 60 }],
  [node('not_ephemeral'), { kind: 'timer', expirationSec: 0 }],
  [node('invite', { code: 'C' }), { kind: 'invite', code: 'C' }],
  [node('member_add_mode', {}, 'all_member_add'), { kind: 'adminsAdd', on: false }],
  [
    node('membership_approval_mode', {}, [node('group_join', { state: 'on' })]),
    { kind: 'joinApproval', on: true },
  ],
  [
    node('revoked_membership_requests', {}, [node('participant', { jid: ada })]),
    { kind: 'join-requests', people: [ada], gone: true },
  ],
  [node('delete', { reason: 'x' }), { kind: 'delete', reason: 'x' }],
  [node('unsuspended'), { kind: 'suspended', on: false }],
  [node('growth_locked'), { kind: 'other', tag: 'growth_locked' }],
  [
    node('remove', {}, [node('participant')]),
    { kind: 'malformed', tag: 'remove', rule: 'missing-attribute at participant@jid' },
  ],
]

test('several changes in one notification, the malformed one too', () => {
  const attrs = {
    id: '1',
    type: 'w:gp2',
    from: group,
    participant: adaLid,
    participant_pn: ada,
    notify: 'Ada',
    t: '7',
    addressing_mode: 'lid',
  }
  const stanza = node(
    'notification',
    attrs,
    changes.map(([change]) => change),
  )
  expect(parseGroupNotification(stanza)).toEqual({
    group,
    author: adaLid,
    authorPn: ada,
    authorName: 'Ada',
    timeSec: 7,
    addressing: 'lid',
    changes: changes.map(([, change]) => change),
  })
})

test('one is in a group now', () => {
  const create = node('create', { type: 'new', reason: 'invite' }, [full])
  const stanza = node('notification', { id: '1', type: 'w:gp2', from: group }, [create])
  const [change] = parseGroupNotification(stanza).changes
  expect(change).toMatchObject({ kind: 'create', reason: 'invite', group: { subject: 'Tea' } })
})
