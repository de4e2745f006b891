import type { CommandResult, MoveCommand, MoveView } from '../../bridge/contract.ts'
import type { QueryResult } from '../../bridge/queries.ts'
import type { SessionRow } from '../../storage/rows.ts'
import type { MovedRecord, MoveFileWriter } from '../../storage/move/moveFile.ts'
import type { MoveSource } from '../../storage/move/moveSource.ts'
import type { LivingAccount } from '../livingAccount.ts'
import { isStrong, refusal } from '../lock/lockSecrets.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { MovePieceQuery, MoveWorld } from './moveDesk.ts'

/** An account on its way out. Its life has ended; nothing else writes to its storage. */
interface Leaving {
  readonly account: LivingAccount
  readonly windowId: string
  readonly source: MoveSource
  readonly writer: MoveFileWriter
  readonly vaultKey: Uint8Array<ArrayBuffer>
  readonly pieces: AsyncGenerator<readonly MovedRecord[], void>
  /** Of the storage, when the first piece was read. */
  readonly commits: number
  readonly total: number
  done: number
  /** `whole`: every piece was read. */
  at: 'header' | 'pieces' | 'whole'
}

export interface MoveOut {
  view(): MoveView | undefined
  begin(
    command: Extract<MoveCommand, { type: 'moveOut' }>,
    windowId: string,
  ): Promise<CommandResult>
  release(): Promise<CommandResult>
  cancel(): Promise<CommandResult>
  answer(query: MovePieceQuery): Promise<QueryResult>
  windowGone(windowId: string): void
}

const done: CommandResult = { ok: true }
const refused = (code: Parameters<typeof plainError>[0]): CommandResult => ({
  ok: false,
  error: plainError(code),
})

/**
 * Takes an account out of this browser. The file's pieces are noise until its end is read, and that is
 * made only once it is stored that this browser has let go: so there is never a file that opens beside
 * an account that lives. Until then whatever goes wrong leaves the account where it is.
 */
export function createMoveOut(world: MoveWorld): MoveOut {
  const { turns, trace, moving } = world
  let leaving: Leaving | undefined
  /** The end of the file of an account that was let go of. */
  let trailer: { readonly windowId: string; readonly bytes: Uint8Array } | undefined

  /** What is on its way, if the account is still the one that runs. */
  function current(): Leaving | undefined {
    return leaving !== undefined && world.account() === leaving.account ? leaving : undefined
  }

  function forget(): void {
    leaving?.vaultKey.fill(0)
    leaving = undefined
    world.onChange()
  }

  async function begin(
    { passphrase, current: secret }: Extract<MoveCommand, { type: 'moveOut' }>,
    windowId: string,
  ): Promise<CommandResult> {
    if (current() !== undefined) return refused('moving')
    forget()
    trailer = undefined
    if (!isStrong({ kind: 'passphrase', text: passphrase })) return refused('lock-weak')
    const account = world.account()
    if (account === undefined || !(await mayLeave(account))) return refused('not-linked')
    const { store } = account
    if (store.wrapping === 'memory' || moving === undefined) return refused('move-not-kept')
    const tools = await moving()
    const source = await store.moving((name, key) => name === 'account' && key === 'moved')
    const opened = await source.vaultKey(secret, world.now())
    if (opened.at !== 'open') return refusal(opened)
    await account.stop()
    const { vaultKey } = opened
    try {
      const session = await sessionOf(account)
      if (session.onTheMove !== true) await putSession(account, { ...session, onTheMove: true })
      const [writer, total, commits] = await Promise.all([
        tools.createFile(passphrase),
        source.count(),
        source.commits(),
      ])
      const parts = { account, windowId, source, writer, vaultKey, total, commits }
      leaving = { ...parts, pieces: source.pieces(), done: 0, at: 'header' }
      trace({ step: 'move', change: 'begun' })
      world.onChange()
      return done
    } catch (cause) {
      vaultKey.fill(0)
      await world.revive()
      return { ok: false, error: plainErrorOf(cause) }
    }
  }

  async function next(): Promise<Uint8Array | undefined> {
    const out = current()
    if (out === undefined) {
      // The app lock may have closed over it: then its key goes, too.
      forget()
      throw new Error('nothing is on its way')
    }
    if (out.at === 'header') {
      out.at = 'pieces'
      return out.writer.header
    }
    const { value } = await out.pieces.next()
    if (value === undefined) {
      out.at = 'whole'
      return undefined
    }
    const bytes = await out.writer.piece(value)
    out.done += value.length
    world.onChange()
    return bytes
  }

  async function letGo(): Promise<CommandResult> {
    if (trailer !== undefined) return done
    const out = current()
    if (out === undefined || out.at !== 'whole') return refused('not-linked')
    const { account, source, writer, vaultKey, windowId } = out
    const { store } = account
    // Whoever still wrote while the pieces were read may have changed what is in them.
    if ((await source.commits()) !== out.commits) return refused('internal')
    const [session, device] = await Promise.all([
      sessionOf(account),
      store.get('account', 'device'),
    ])
    if (device === undefined) throw new Error('a link has keys')
    const releasedMs = world.now()
    await store.commit([{ put: 'account', key: 'moved', row: { atMs: releasedMs } }])
    const bytes = await writer.trailer({
      vaultKey,
      service: session.service,
      root: session.root,
      schemaVersion: store.schemaVersion,
      commits: out.commits,
      signedPreKeyId: device.signedPreKey.id,
      releasedMs,
    })
    trace({ step: 'move', change: 'released' })
    forget()
    trailer = { windowId, bytes }
    return await world.revive()
  }

  async function stay(): Promise<CommandResult> {
    trailer = undefined
    const out = current()
    if (out === undefined) {
      forget()
      return done
    }
    const { account } = out
    const isReleased = (await account.store.get('account', 'moved')) !== undefined
    // No file of this move ever opens, so nothing has to be proven.
    if (!isReleased) {
      const { onTheMove: _, ...session } = await sessionOf(account)
      await putSession(account, session)
    }
    trace({ step: 'move', change: 'cancelled' })
    forget()
    return await world.revive()
  }

  /** A failure before the release leaves the account where it is. */
  async function orStay(work: () => Promise<CommandResult>): Promise<CommandResult> {
    try {
      const result = await work()
      if (!result.ok && current() !== undefined) await stay()
      return result
    } catch (cause) {
      const error = plainErrorOf(cause)
      forget()
      await world.revive()
      return { ok: false, error }
    }
  }

  async function orRefuse(work: () => Promise<CommandResult>): Promise<CommandResult> {
    try {
      return await work()
    } catch (cause) {
      return { ok: false, error: plainErrorOf(cause) }
    }
  }

  return {
    view() {
      const out = current()
      return out && { at: 'out', done: out.done, total: Math.max(out.total, out.done) }
    },
    begin: (command, windowId) => turns.add(() => orRefuse(() => begin(command, windowId))),
    release: () => turns.add(() => orStay(letGo)),
    cancel: () => turns.add(() => orStay(stay)),
    async answer({ end = false }) {
      try {
        if (end && trailer === undefined) return { ok: false, error: plainError('not-linked') }
        const bytes = end ? trailer?.bytes : await next()
        return { ok: true, answer: bytes === undefined ? {} : { bytes } }
      } catch (cause) {
        return { ok: false, error: plainErrorOf(cause) }
      }
    },
    windowGone(windowId) {
      if (trailer?.windowId === windowId) trailer = undefined
      if (current()?.windowId === windowId) void turns.add(() => orStay(stay))
    },
  }
}

/** Linked, and the service has its keys: by them it is proven later that only one has the account. */
async function mayLeave({ life, store }: LivingAccount): Promise<boolean> {
  if (life.link().at === 'moved') return true
  if (life.link().at !== 'linked') return false
  return (await store.get('account', 'session'))?.preKeysUploaded === true
}

async function sessionOf({ store }: LivingAccount): Promise<SessionRow> {
  const session = await store.get('account', 'session')
  if (session === undefined) throw new Error('what moves is linked')
  return session
}

function putSession({ store }: LivingAccount, row: SessionRow): Promise<void> {
  return store.commit([{ put: 'account', key: 'session', row }])
}
