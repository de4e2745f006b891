import { describe, expect, it } from 'vitest'
import { cleanRequest } from './dirty.ts'
import { removeCompanionRequest } from './removeCompanion.ts'

describe('requests about the session', () => {
  it('a domain is clean again: type and timestamp go back as they came', () => {
    expect(cleanRequest('1', 'account_sync', '1767225600')).toEqual({
      tag: 'iq',
      attrs: { id: '1', to: 's.whatsapp.net', type: 'set', xmlns: 'urn:xmpp:whatsapp:dirty' },
      content: [{ tag: 'clean', attrs: { type: 'account_sync', timestamp: '1767225600' } }],
    })
    expect(cleanRequest('1', 'groups', '').content).toEqual([
      { tag: 'clean', attrs: { type: 'groups' } },
    ])
  })

  it('this device leaves the account by its own wish', () => {
    expect(removeCompanionRequest('2', '15550001111:3@s.whatsapp.net')).toEqual({
      tag: 'iq',
      attrs: { id: '2', to: 's.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [
        {
          tag: 'remove-companion-device',
          attrs: { jid: '15550001111:3@s.whatsapp.net', reason: 'user_initiated' },
        },
      ],
    })
  })
})
