import type { WireNode } from '../wire/node/node.ts'
import { parseInfoBroadcast } from '../wire/stanza/infoBroadcast.ts'
import { parseNotification } from '../wire/stanza/notification.ts'
import type { Afterwards, ArrivalParts } from './arrivals.ts'
import { plainError } from './plainErrors.ts'

/** Takes what the service tells unasked: a `notification` or an `ib`. Throws StanzaError. */
export async function takeNews(
  stanza: WireNode,
  parts: ArrivalParts,
): Promise<Afterwards | undefined> {
  if (stanza.tag === 'notification') return takeNotification(stanza, parts)
  await takeInfo(stanza, parts)
  return undefined
}

async function takeNotification(
  stanza: WireNode,
  parts: ArrivalParts,
): Promise<Afterwards | undefined> {
  const { stream, linking, login, facts, trace } = parts
  const notification = parseNotification(stanza)
  switch (notification.kind) {
    case 'refresh-code':
      if (login === undefined) await linking.refreshSecret()
      return
    case 'passkey-demand':
      // Only a page of the official origin can answer it. The ADV secret stays (chapter 03 section 6).
      trace({ step: 'passkey-demanded' })
      if (facts.now().session !== undefined) return
      return () => linking.refuse(stream, plainError('passkey-required'))
    case 'pair-code':
      return linking.takeCodeNotice(stanza)
    case 'account':
      if (notification.pushName !== undefined) await login?.nameTold(notification.pushName)
      return
    case 'own-keys':
      login?.keysNoticed({ ...notification, stanza })
      return
    case 'picture':
      if (login?.news.isOwn(notification.from)) login.pictureChanged()
      return
    case 'identity':
      await login?.news.identityChanged(notification.from)
      return
    case 'other':
      trace({ step: 'stanza-unknown', tag: `notification ${notification.type}`.trim() })
  }
}

async function takeInfo(stanza: WireNode, parts: ArrivalParts): Promise<void> {
  const { stream, linking, login, facts, trace } = parts
  for (const info of parseInfoBroadcast(stanza)) {
    switch (info.kind) {
      case 'offline-preview':
        login?.queue.announced(info.count)
        break
      case 'offline-end':
        login?.queue.ended(info.count)
        break
      case 'edge-routing':
        await facts.change(() => ({
          routing: info.info.length === 0 ? null : { info: info.info.slice() },
        }))
        trace({ step: 'routing', change: info.info.length === 0 ? 'forgotten' : 'stored' })
        break
      case 'no-multi-device':
        if (facts.now().session === undefined) {
          linking.refuse(stream, plainError('multi-device-missing'))
        }
        break
      case 'dirty':
        login?.dirty(info)
        break
      case 'expiration':
        // Nothing follows before the service refuses this version: that has its own rule.
        trace({ step: 'version-expires', atSec: info.atSec ?? 0 })
        break
      case 'noted':
        break
      case 'malformed':
        trace({ step: 'stanza-malformed', rule: info.rule })
        break
      case 'unknown':
        trace({ step: 'stanza-unknown', tag: info.tag })
    }
  }
}
