import { afterEach, describe, expect, it, vi } from 'vitest'
import { settle, until } from '../platform/fakes.ts'
import { StorageError } from '../storage/errors.ts'
import type { Peer } from '../../e2e/node/scriptedPeer.ts'
import {
  clearStages,
  linkOn,
  logIn,
  setStage,
  showCode,
  type Stage,
} from '../../e2e/node/scriptedService.ts'
import { failure, streamError, success } from '../../e2e/node/scriptedStanzas.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

const isLeaving = ({ content }: { content?: unknown }) =>
  Array.isArray(content) && (content[0] as { tag: string }).tag === 'remove-companion-device'

/** Asks to log out, and gives how long that took on the engine's clock. */
function logOut(stage: Stage): { readonly tookMs: () => number; readonly done: Promise<void> } {
  const fromMs = stage.clock.now()
  let tookMs = Number.NaN
  const done = stage.engine.run({ type: 'logOut' }, 'window').then((result) => {
    expect(result).toEqual({ ok: true })
    tookMs = stage.clock.now() - fromMs
  })
  return { tookMs: () => tookMs, done }
}

async function nothingIsLeft(stage: Stage, phoneTold: 0 | 1): Promise<void> {
  const error = { code: 'logged-out', remedy: 'relink', details: { phoneTold } }
  expect(stage.engine.snapshot()).toMatchObject({
    link: { at: 'ended', error },
    connection: { at: 'idle' },
  })
  expect(stage.engine.snapshot().account).toBeUndefined()
  const store = await stage.stored()
  expect(await store.get('account', 'ended')).toMatchObject({ code: 'logged-out' })
  for (const key of ['device', 'session', 'profile', 'routing', 'doubt', 'ban'] as const) {
    expect(await store.get('account', key)).toBeUndefined()
  }
  for (const list of ['preKeys', 'identities', 'addresses'] as const) {
    expect(await store.count(list)).toBe(0)
  }
  store.close()
}

async function linkedStage(): Promise<{ stage: Stage; peer: Peer }> {
  const stage = await setStage()
  await linkOn(stage)
  return { stage, peer: await logIn(stage) }
}

describe('logging out', () => {
  it('takes this browser off the account, then erases everything and says so', async () => {
    const { stage, peer } = await linkedStage()
    const leaving = logOut(stage)
    const asked = await peer.takes('leaving', isLeaving)
    expect(asked).toMatchObject({
      attrs: { to: 's.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [{ attrs: { jid: '15550001111:2@s.whatsapp.net', reason: 'user_initiated' } }],
    })
    await settle()
    expect(stage.engine.snapshot().link.at).toBe('linked')
    peer.answer(asked)
    await leaving.done
    await nothingIsLeft(stage, 1)
    await stage.clock.advance(3_600_000)
    expect(stage.dials()).toBe(2)
    await stage.engine.run({ type: 'newCode' }, 'window')
    await showCode(stage)
  })

  it('is a plain end for the connection that the service then closes as removed', async () => {
    const { stage, peer } = await linkedStage()
    const leaving = logOut(stage)
    peer.answer(await peer.takes('leaving', isLeaving))
    peer.send(streamError('401', 'device_removed'))
    await leaving.done
    await nothingIsLeft(stage, 1)
  })

  it.each(['no answer', 'a refusal'] as const)('erases within 5 s with %s', async (what) => {
    const { stage, peer } = await linkedStage()
    const leaving = logOut(stage)
    const asked = await peer.takes('leaving', isLeaving)
    if (what === 'a refusal') peer.refuse(asked, 403)
    await settle()
    await stage.clock.advance(5_000)
    await leaving.done
    expect(leaving.tookMs()).toBeLessThanOrEqual(5_000)
    await nothingIsLeft(stage, 0)
  })

  it('erases at once while offline', async () => {
    const { stage, peer } = await linkedStage()
    stage.network.set(false)
    peer.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    const leaving = logOut(stage)
    await leaving.done
    expect(leaving.tookMs()).toBe(0)
    await nothingIsLeft(stage, 0)
  })

  it('dials once to say it while the connection waits or is stopped', async () => {
    const { stage, peer } = await linkedStage()
    peer.send(streamError('', 'replaced'))
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    const leaving = logOut(stage)
    const next = await stage.meet()
    next.send(success())
    next.answer(await next.takes('leaving', isLeaving))
    await leaving.done
    await nothingIsLeft(stage, 1)
  })

  it('while the end of a connection is being judged waits for the next one', async () => {
    let commits: Promise<void> = Promise.resolve()
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const opened = await open(wrapping)
        return { ...opened, commit: (...given) => commits.then(() => opened.commit(...given)) }
      },
    })
    await linkOn(stage)
    const peer = await logIn(stage)
    await settle()
    let goOn = () => {}
    commits = new Promise((resolve) => {
      goOn = resolve
    })
    peer.send(streamError('516'))
    await until(() => stage.steps().includes('socket-closed'), 'an end')
    await settle()
    // Loaded, so that it looks for a connection before the end is judged.
    await import('./leave.ts')
    const leaving = logOut(stage)
    await settle()
    goOn()
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await stage.clock.advance(2_000)
    const next = await stage.meet()
    next.send(success())
    next.answer(await next.takes('leaving', isLeaving))
    await leaving.done
    await nothingIsLeft(stage, 1)
  })

  it('gives up within 5 s when nobody answers the dial', async () => {
    const { stage, peer } = await linkedStage()
    peer.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    const leaving = logOut(stage)
    await stage.dialled()
    await settle()
    await stage.clock.advance(5_000)
    await leaving.done
    expect(leaving.tookMs()).toBeLessThanOrEqual(5_000)
    await nothingIsLeft(stage, 0)
  })

  it('does not dial into a ban', async () => {
    const { stage, peer } = await linkedStage()
    peer.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    await stage.clock.advance(1_200)
    const banned = await stage.meet()
    banned.send(failure(402, { code: '101', expire: '600' }))
    await stage.reaches(
      'a ban',
      ({ connection }) => connection.at === 'waiting' && connection.error.code === 'banned',
    )
    const dials = stage.dials()
    await logOut(stage).done
    expect(stage.dials()).toBe(dials)
    await nothingIsLeft(stage, 0)
  })

  it('while a doubt is being confirmed uses that connection, or ends without it', async () => {
    const { stage, peer } = await linkedStage()
    peer.send(streamError('516'))
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    const leaving = logOut(stage)
    await settle()
    await stage.clock.advance(2_000)
    const confirming = await stage.meet()
    confirming.send(failure(401))
    await leaving.done
    await nothingIsLeft(stage, 0)
  })

  it('of a browser that is not linked, or twice, does nothing', async () => {
    const stage = await setStage()
    await showCode(stage)
    await logOut(stage).done
    expect(stage.engine.snapshot().link.at).toBe('showingQr')
    const { stage: other, peer } = await linkedStage()
    const first = logOut(other)
    const second = logOut(other)
    peer.answer(await peer.takes('leaving', isLeaving))
    await Promise.all([first.done, second.done])
    await nothingIsLeft(other, 1)
    expect(other.steps().filter((step) => step === 'erased')).toHaveLength(1)
  })

  it('erases a storage that does not open', async () => {
    const { stage } = await linkedStage()
    await stage.engine.retire()
    let damaged = true
    const again = await stage.reload({
      openStore: async (open, wrapping) => {
        if (damaged) throw new StorageError('damaged', 'vault')
        return open(wrapping)
      },
    })
    expect(again.engine.snapshot().connection.at).toBe('stopped')
    damaged = false
    await logOut(again).done
    await nothingIsLeft(again, 0)
  })
})

describe('an erasure that leaves files behind', () => {
  const storage = { eraseTraces: () => Promise.reject(new Error('in use')) }

  it('still says that the person logged out, and what is left over', async () => {
    const stage = await setStage({ storage })
    await linkOn(stage)
    await logIn(stage)
    stage.network.set(false)
    await logOut(stage).done
    const details = { phoneTold: 0, leftover: 'files' }
    const error = { code: 'logged-out', remedy: 'relink', details }
    expect(stage.engine.snapshot().link).toEqual({ at: 'ended', error })
    await stage.engine.retire()
    const again = await stage.reload()
    expect(again.engine.snapshot().link).toEqual({ at: 'ended', error })
  })

  it('still says that the phone removed this browser', async () => {
    const stage = await setStage({ storage })
    await linkOn(stage)
    const peer = await logIn(stage)
    peer.send(streamError('401', 'device_removed'))
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await stage.clock.advance(2_000)
    const confirming = await stage.meet()
    confirming.send(failure(401))
    await stage.reaches('the end', ({ link }) => link.at === 'ended')
    expect(stage.engine.snapshot()).toMatchObject({
      link: { error: { code: 'unlinked', details: { leftover: 'files' } } },
      connection: { at: 'idle' },
    })
  })
})

describe('discarding', () => {
  it('erases what was never linked and shows nothing more', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    expect(await stage.engine.run({ type: 'discard' }, 'window')).toEqual({ ok: true })
    expect(stage.engine.snapshot()).toMatchObject({
      link: { at: 'preparing' },
      connection: { at: 'idle' },
    })
    await settle()
    expect(peer.connection.isOpen()).toBe(false)
    const store = await stage.stored()
    expect(await store.get('account', 'device')).toBeUndefined()
    store.close()
    expect(await stage.engine.run({ type: 'discard' }, 'window')).toEqual({ ok: true })
  })

  it('is refused for a linked account', async () => {
    const { stage } = await linkedStage()
    expect(await stage.engine.run({ type: 'discard' }, 'window')).toMatchObject({
      error: { code: 'not-while-linked' },
    })
    expect(stage.engine.snapshot().link.at).toBe('linked')
  })
})

describe('a new code', () => {
  it('is not lost between the end of the last codes and what follows it', async () => {
    const stage = await setStage()
    await showCode(stage, ['only'])
    // The code's time is up: the stream is ended, and its end not judged yet.
    const unsubscribe = stage.engine.subscribe(() => {
      if (stage.engine.snapshot().link.at !== 'expired') return
      unsubscribe()
      void stage.engine.run({ type: 'newCode' }, 'window')
    })
    await stage.clock.advance(60_000)
    await showCode(stage)
    expect(stage.engine.snapshot().connection.at).toBe('online')
  })
})
