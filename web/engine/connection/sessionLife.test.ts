import { afterEach, describe, expect, it, vi } from 'vitest'
import { equalBytes } from '../../crypto/bytes.ts'
import { settle } from '../../platform/fakes.ts'
import { StorageError } from '../../storage/errors.ts'
import { SERVICE_VERSION } from '../../wire/payload.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import type { Peer } from '../../../e2e/node/scriptedPeer.ts'
import {
  clearStages,
  errorOf,
  linkOn,
  logIn,
  setStage,
  showCode,
  type Stage,
  type StageOptions,
} from '../../../e2e/node/scriptedService.ts'
import { failure, streamError, success } from '../../../e2e/node/scriptedStanzas.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

const own = '15550001111@s.whatsapp.net'
const [primary, secondary, pinned] = SERVICE_VERSION

async function linkedStage(options: StageOptions = {}): Promise<Stage> {
  const stage = await setStage(options)
  await linkOn(stage)
  return stage
}

async function row(stage: Stage, key: 'ban' | 'doubt' | 'ended' | 'version' | 'device') {
  const store = await stage.stored()
  const found = await store.get('account', key)
  store.close()
  return found
}

describe('a temporary ban', () => {
  it('is waited out before a reload and after it, whatever a person or the network asks', async () => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(failure(402, { code: '104', expire: '3600' }))
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(stage.engine.snapshot().connection).toMatchObject({
      retryInMs: 3_600_000,
      error: { code: 'banned', details: { reason: 402, code: 104, expireSec: 3600 } },
    })
    const sinceMs = stage.clock.now()
    const ban = { sinceMs, untilMs: sinceMs + 3_600_000, code: 104 }
    expect(await row(stage, 'ban')).toEqual(ban)
    const dials = stage.dials()
    await stage.engine.run({ type: 'retryNow' }, 'window')
    await stage.engine.run({ type: 'wake' }, 'window')
    stage.network.set(false)
    stage.network.set(true)
    await stage.clock.advance(600_000)
    expect(stage.dials()).toBe(dials)
    expect(stage.engine.snapshot().connection).toMatchObject({ retryInMs: 3_000_000 })
    await stage.engine.retire()

    const again = await stage.reload({ laterMs: 1_000_000 })
    expect(again.engine.snapshot()).toMatchObject({
      link: { at: 'confirming' },
      connection: { at: 'waiting', retryInMs: 2_600_000, error: { code: 'banned' } },
    })
    await again.engine.run({ type: 'retryNow' }, 'window')
    await again.clock.advance(2_599_999)
    expect(again.dials()).toBe(0)
    await again.clock.advance(1)
    await logIn(again)
    expect(await row(again, 'ban')).toBeUndefined()
  })

  it('without a readable end stops, and a person may try again', async () => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(failure(402, { code: 'x', expire: 'tomorrow' }))
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(stage.engine.snapshot().connection).toMatchObject({
      error: { code: 'banned', remedy: 'now' },
    })
    await stage.clock.advance(86_400_000)
    const dials = stage.dials()
    await stage.engine.run({ type: 'retryNow' }, 'window')
    expect(stage.dials()).toBe(dials + 1)
  })
})

describe('a version that the service refuses', () => {
  const versionOf = (peer: Peer) => peer.payload.userAgent?.appVersion?.tertiary
  const telling = (...told: Array<number | 'nothing' | 'silence'>) => {
    const asked: number[] = []
    const fetchVersion = async () => {
      const next = told[Math.min(asked.push(1), told.length) - 1] ?? 'nothing'
      if (next === 'silence') return new Promise<never>(() => {})
      if (next === 'nothing') throw new Error('out of reach')
      return [primary, secondary, next] as const
    }
    return { asked, platform: { fetchVersion } }
  }

  it('is replaced by the current one and dialled once more, now and at later starts', async () => {
    const { asked, platform } = telling(pinned + 7)
    const stage = await linkedStage({ platform })
    const old = await stage.meet()
    expect(versionOf(old)).toBe(pinned)
    old.send(failure(405))
    const peer = await stage.meet()
    expect(versionOf(peer)).toBe(pinned + 7)
    peer.send(success())
    await stage.reaches('login', ({ connection }) => connection.at === 'online')
    expect(asked).toHaveLength(1)
    await stage.engine.retire()
    const again = await stage.reload()
    expect(versionOf(await again.meet())).toBe(pinned + 7)
  })

  it('is the same when asked, unknown, silent, or older than ours: stop, tell, erase nothing', async () => {
    for (const told of [pinned, pinned - 5, 'nothing', 'silence'] as const) {
      const { asked, platform } = telling(told)
      const stage = await linkedStage({ platform })
      const peer = await stage.meet()
      peer.send(failure(405))
      await settle()
      await stage.clock.advance(10_000)
      await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
      expect(errorOf(stage)).toBe('outdated')
      expect(asked).toHaveLength(1)
      expect(await row(stage, 'version')).toBeUndefined()
      expect(stage.engine.snapshot().link.at).toBe('confirming')
      await stage.clock.advance(3_600_000)
      expect(stage.dials()).toBe(2)
    }
  })

  it('is replaced once only, and anew when a person tries again', async () => {
    const { asked, platform } = telling(pinned + 1, pinned + 2)
    const stage = await linkedStage({ platform })
    for (let dial = 0; dial < 2; dial++) {
      const peer = await stage.meet()
      expect(versionOf(peer)).toBe(pinned + dial)
      peer.send(failure(405))
    }
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(asked).toHaveLength(1)
    await stage.engine.run({ type: 'retryNow' }, 'window')
    const refused = await stage.meet()
    expect(versionOf(refused)).toBe(pinned + 1)
    refused.send(failure(405))
    expect(versionOf(await stage.meet())).toBe(pinned + 2)
    expect(asked).toHaveLength(2)
  })

  it('is replaced before anything is linked, too', async () => {
    const { platform } = telling(pinned + 7)
    const stage = await setStage({ platform })
    const old = await stage.meet()
    old.send(failure(405))
    const peer = await showCode(stage)
    expect(versionOf(peer)).toBe(pinned + 7)
    expect(peer.payload.devicePairingData).toBeDefined()
  })
})

describe('how a link ended', () => {
  async function endedStage(answer: WireNode): Promise<Stage> {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(answer)
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await stage.clock.advance(2_000)
    const confirming = await stage.meet()
    confirming.send(answer)
    await stage.reaches('ended', ({ link }) => link.at === 'ended')
    await stage.reaches('rest', ({ connection }) => connection.at === 'idle')
    await settle()
    return stage
  }

  it('is shown after a reload, without a dial, until a new code is asked for', async () => {
    const stage = await endedStage(
      failure(403, { logout_message_header: 'Locked', logout_message_subtext: 'Ask your phone' }),
    )
    const error = {
      code: 'unlinked',
      remedy: 'relink',
      details: { reason: 403, header: 'Locked', subtext: 'Ask your phone' },
    }
    expect(stage.engine.snapshot().link).toEqual({ at: 'ended', error })
    await stage.engine.retire()
    const again = await stage.reload()
    expect(again.engine.snapshot().link).toEqual({ at: 'ended', error })
    await again.engine.run({ type: 'retryNow' }, 'window')
    await again.engine.run({ type: 'wake' }, 'window')
    await again.clock.advance(3_600_000)
    expect(again.dials()).toBe(0)
    await again.engine.run({ type: 'newCode' }, 'window')
    await showCode(again)
    expect(await row(again, 'ended')).toBeUndefined()
    await again.engine.retire()
    const last = await again.reload()
    expect(last.engine.snapshot().link.at).toBe('preparing')
  })

  it('is the phone, when the account was registered anew before', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    const change = { type: 'encrypt', id: 'change' }
    peer.send(node('notification', { ...change, from: own }, [node('identity')]))
    const ack = await peer.takes('an ack', ({ attrs }) => attrs['id'] === 'change')
    expect(ack.attrs).toEqual({ class: 'notification', id: 'change', to: own })
    expect(stage.engine.snapshot()).toMatchObject({ link: { at: 'linked' } })
    peer.send(streamError('401', 'device_removed'))
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await stage.engine.retire()
    const again = await stage.reload()
    await again.clock.advance(2_000)
    const confirming = await again.meet()
    confirming.send(failure(401))
    await again.reaches('ended', ({ link }) => link.at === 'ended')
    expect(again.engine.snapshot().link).toMatchObject({
      error: { code: 'phone-changed', remedy: 'relink', details: { reason: 401 } },
    })
  })

  it('is the phone although its notice stands behind others when the stream ends', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    const sync = { type: 'account_sync', from: own }
    peer.sendTogether(
      node('notification', { ...sync, id: '1', pushname: 'Ada' }),
      node('notification', { ...sync, id: '2', pushname: 'Ada Moon' }),
      node('notification', { type: 'encrypt', id: '3', from: own }, [node('identity')]),
      streamError('401', 'device_removed'),
    )
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    expect(stage.steps()).toContain('phone-changed')
  })

  it('is not the phone when that was another account, or a login came in between', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    const stranger = { type: 'encrypt', id: 's', from: '15550009999@s.whatsapp.net' }
    peer.send(node('notification', stranger, [node('identity')]))
    await peer.takes('an ack', ({ attrs }) => attrs['id'] === 's')
    expect(stage.steps()).not.toContain('phone-changed')
    peer.send(node('notification', { ...stranger, id: 'o', from: '88888@lid' }, [node('identity')]))
    await stage.reaches('a note', () => stage.steps().includes('phone-changed'))
    peer.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    await stage.clock.advance(1_200)
    const later = await logIn(stage)
    later.send(streamError('401', 'device_removed'))
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await stage.clock.advance(2_000)
    const confirming = await stage.meet()
    confirming.send(failure(401))
    await stage.reaches('ended', ({ link }) => link.at === 'ended')
    expect(errorOf(stage)).toBe('unlinked')
  })
})

describe('what is malformed', () => {
  it('a success with a malformed lid and time is a success, not an endless reconnection', async () => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(node('success', { t: 'noon', lid: own }))
    await stage.reaches('login', ({ connection }) => connection.at === 'online')
    expect(stage.trace).toContainEqual(
      expect.objectContaining({ step: 'stanza-malformed', rule: 'bad-address at success@lid' }),
    )
    await stage.clock.advance(60_000)
    expect(stage.dials()).toBe(2)
  })

  it('a request of somebody is answered to whoever sent it', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    const from = '15550002222:1@s.whatsapp.net'
    peer.send(node('iq', { from, type: 'get', xmlns: 'urn:xmpp:ping', id: 'p' }))
    peer.send(node('iq', { from, type: 'set', xmlns: 'nobody:knows', id: 'q' }))
    for (const id of ['p', 'q']) {
      const answer = await peer.takes('an answer', ({ attrs }) => attrs['id'] === id)
      expect(answer.attrs).toEqual({ id, to: from, type: 'result' })
    }
  })
})

describe('silence and sleep', () => {
  it('a login that is never answered is left after 60 s', async () => {
    const stage = await linkedStage()
    await stage.meet()
    await stage.clock.advance(59_999)
    expect(stage.engine.snapshot().connection.at).toBe('connecting')
    await stage.clock.advance(1)
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(errorOf(stage)).toBe('silent')
  })

  it('a ping without answer is no silence while anything else comes', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage, { deaf: true })
    for (let second = 0; second < 60; second += 10) {
      peer.send(node('presence', { from: own }))
      await stage.clock.advance(10_000)
    }
    expect(stage.engine.snapshot().connection.at).toBe('online')
    await stage.clock.advance(50_000)
    expect(stage.trace).toContainEqual(
      expect.objectContaining({ step: 'connection-ended', why: 'silent' }),
    )
  })

  it('a window that comes back asks at once whether the connection lives', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    const pings = () => peer.received.filter(({ attrs }) => attrs['xmlns'] === 'w:p').length
    expect(pings()).toBe(0)
    await stage.engine.run({ type: 'wake' }, 'window')
    await settle()
    expect(pings()).toBe(1)
  })

  it('a window that comes back dials at once, unless the service asked for patience', async () => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    await stage.engine.run({ type: 'wake' }, 'window')
    const next = await stage.meet()
    next.send(failure(503))
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    const dials = stage.dials()
    await stage.engine.run({ type: 'wake' }, 'window')
    expect(stage.dials()).toBe(dials)
  })
})

describe('a full disk', () => {
  it('ends the connection before anything unstored is answered, and is tried again', async () => {
    let full = false
    const stage = await linkedStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        return {
          ...store,
          commit: (writes, expected) =>
            full
              ? Promise.reject(new StorageError('quota', 'no room'))
              : store.commit(writes, expected),
        }
      },
    })
    const peer = await logIn(stage)
    full = true
    const name = { type: 'account_sync', from: own, id: 'name', pushname: 'Ada' }
    const behind = { type: 'psa', from: own, id: 'behind' }
    peer.sendTogether(node('notification', name), node('notification', behind))
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(errorOf(stage)).toBe('disk-full')
    await settle()
    expect(peer.received.filter(({ tag }) => tag === 'ack')).toEqual([])
    await stage.clock.advance(1_200)
    const second = await stage.meet()
    second.send(success())
    await stage.reaches('another pause', ({ connection }) => connection.at === 'waiting')
    full = false
    await stage.clock.advance(1_200)
    const third = await logIn(stage)
    third.send(node('notification', name))
    await third.takes('an ack', ({ attrs }) => attrs['id'] === 'name')
    expect(stage.engine.snapshot().account?.pushName).toBe('Ada')
  })
})

describe('a stanza in hand that never comes to its end', () => {
  it('holds up the end of its connection for 10 s, and the end of the engine for 1 s', async () => {
    let stuck = false
    const stage = await linkedStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        return {
          ...store,
          commit: (writes, expected) =>
            stuck ? new Promise<never>(() => {}) : store.commit(writes, expected),
        }
      },
    })
    const peer = await logIn(stage)
    await settle()
    stuck = true
    peer.send(
      node('notification', { type: 'account_sync', from: own, id: 'name', pushname: 'Ada' }),
    )
    await settle()
    peer.close()
    await settle()
    expect(stage.engine.snapshot().connection.at).toBe('online')
    await stage.clock.advance(10_000)
    expect(stage.engine.snapshot().connection.at).toBe('waiting')
    let retired = false
    const retiring = stage.engine.retire().then(() => {
      retired = true
    })
    await settle()
    await stage.clock.advance(1_000)
    await retiring
    expect(retired).toBe(true)
  })
})

describe('the secret of the code', () => {
  it('is overwritten once the link is confirmed, and then stays', async () => {
    const stage = await setStage()
    await showCode(stage)
    await stage.engine.retire()
    const shown = await stage.reload()
    const secretOf = async (of: Stage) => {
      const device = await row(of, 'device')
      return device !== undefined && 'advSecret' in device ? device.advSecret : new Uint8Array()
    }
    const before = await secretOf(shown)
    await linkOn(shown)
    expect(equalBytes(await secretOf(shown), before)).toBe(true)
    const peer = await logIn(shown)
    const after = await secretOf(shown)
    expect(equalBytes(after, before)).toBe(false)
    peer.close()
    await shown.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    await shown.clock.advance(1_200)
    await logIn(shown)
    expect(equalBytes(await secretOf(shown), after)).toBe(true)
  })
})

describe('a domain that changed unheard', () => {
  const dirty = (type: string) =>
    node('ib', { from: 's.whatsapp.net' }, [node('dirty', { type, timestamp: '1767225600' })])
  const isClean = (stanza: { attrs: Readonly<Record<string, string>> }) =>
    stanza.attrs['xmlns'] === 'urn:xmpp:whatsapp:dirty'
  const isPicture = (stanza: { attrs: Readonly<Record<string, string>> }) =>
    stanza.attrs['target'] !== undefined

  it('is cleaned once what is kept of it is fetched again; the others keep their mark', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    peer.sendTogether(dirty('groups'), dirty('account_sync'))
    const picture = await peer.takes('a picture', isPicture)
    await settle()
    expect(peer.received.some(isClean)).toBe(false)
    peer.answer(picture)
    const clean = await peer.takes('a clean', isClean)
    expect(clean.content).toEqual([
      { tag: 'clean', attrs: { type: 'account_sync', timestamp: '1767225600' } },
    ])
    await settle()
    expect(peer.received.filter(isClean)).toHaveLength(1)
  })

  it('keeps its mark when it cannot be fetched again', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    peer.sendTogether(dirty('account_sync'))
    peer.refuse(await peer.takes('a picture', isPicture), 500)
    await stage.reaches('the picture was refused', () => stage.steps().includes('request-failed'))
    await settle()
    expect(peer.received.some(isClean)).toBe(false)
  })
})
