import type { SettingsView } from '../../bridge/chatViews.ts'
import type { QueryResult } from '../../bridge/queries.ts'
import { toHex } from '../../crypto/bytes.ts'
import { forgetRememberedKeys } from '../../crypto/rememberedKeys.ts'
import { StorageError } from '../../storage/errors.ts'
import { ownAccountKey } from '../account/ownAccountKey.ts'
import { createCare } from '../care/createCare.ts'
import { createRoom } from '../care/room.ts'
import { createAppendMany } from '../chats/appendMany.ts'
import { createBook } from '../chats/createBook.ts'
import { createLog } from '../chats/createLog.ts'
import { createExpiry } from '../chats/expiry.ts'
import { createLocalActs, isLocalAct } from '../chats/localActs.ts'
import { createCipher } from '../cipher/cipher.ts'
import { createDevices } from '../devices/devices.ts'
import { createGroups } from '../groups/groups.ts'
import { createHistory } from '../history/history.ts'
import { createOlder } from '../history/older.ts'
import { createContent } from '../inbox/applyContent.ts'
import { createInbox } from '../inbox/createInbox.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { createActivity } from '../people/activity.ts'
import { createAbouts } from '../people/abouts.ts'
import { noteIdentity } from '../people/identityNews.ts'
import { createPictures } from '../people/pictures.ts'
import { createSearch } from '../search/createSearch.ts'
import { createViews } from '../views/createViews.ts'
import { createWork } from '../work/createWork.ts'
import { noticeOf } from './noticeOf.ts'
import { settingsView } from './settings.ts'
import type { Line, Talk, TalkWorld } from './talk.ts'
import { bringForward, takeOver } from './onFullDisk.ts'
import { createOwnNames } from './ownNames.ts'
import { createTalkNews } from './talkNews.ts'

/** Rows of the list that a window shows before it asked for any. */
const FIRST_SHOWN = 20

/** Puts the rooms of conversations together. Resolves once what they keep in memory is read. */
export async function createTalk(world: TalkWorld): Promise<Talk> {
  const { platform, store, facts, trace, focusedWindows, available, tell } = world
  const { clock, randomBytes } = platform
  const { addressKey } = store
  const breathe = platform.breathe ?? (async () => {})
  let line: Line | undefined
  /** Chats whose pictures were asked for because they stand first; once the service's queue is drained. */
  let lookedAt: Set<number> | undefined
  let wasAvailable = false
  let stopped = false
  let nctSalt = (await store.get('account', 'nctSalt'))?.salt

  /** What fails because everything ends is no failure. */
  function onBroken(cause: unknown): void {
    if (!stopped) world.onBroken(cause)
  }

  const { session, ownDevice, own } = createOwnNames(facts)
  const settings = (): SettingsView => settingsView(facts.now().settings)
  const work = createWork({
    store,
    clock,
    randomBytes,
    breathe,
    onError: onBroken,
    onDamage: (part) => trace({ step: 'page-damaged', part }),
  })
  await takeOver(work)
  const book = createBook({ addressKey, own })
  const log = createLog({ addressKey, book })
  const cipher = createCipher({
    addressKey,
    randomBytes,
    now: () => clock.now(),
    lidOf: (rows, pn) => book.lidOf(rows, pn),
    pnOf: (rows, lid) => book.pnOf(rows, lid),
    isOwn: (jid) => book.isMe(jid),
    ownAccountKey: () => ownAccountKey(facts),
    device() {
      const { device } = facts.now()
      if (device === undefined) throw new Error('a linked device has keys')
      return device
    },
  })
  book.hooks.onPair = (unit, pn, lid) => cipher.moveToLid(unit, pn, lid)
  const devices = createDevices({
    work,
    book,
    cipher,
    trace,
    addressKey,
    own,
    now: () => clock.now(),
    onIdentityChanged(unit, sender) {
      const atMs = clock.now()
      return noteIdentity(unit, { book, log }, { sender, atMs, id: `bundle ${atMs}` })
    },
  })
  const content = createContent({ clock, store, book, log, own })
  const groups = createGroups({
    clock,
    work,
    book,
    log,
    trace,
    line: () => line,
    dropGroupKey: (unit, group) => cipher.dropGroupKey(unit, group),
    onBroken,
  })
  const outbox = createOutbox({
    clock,
    randomBytes,
    trace,
    work,
    book,
    log,
    cipher,
    devices,
    content,
    addressKey,
    own,
    settings,
    focusedWindows,
    available,
    breathe,
    onBroken,
    deviceIdentity: () => session().deviceIdentity,
    refreshGroup: groups.refresh,
    nctSalt: () => nctSalt,
  })
  const pictures = createPictures({
    clock,
    work,
    book,
    addressKey,
    trace,
    onBroken,
    fetchMedia: platform.fetchMedia,
    line: () => line,
  })
  const abouts = createAbouts({
    clock,
    work,
    book,
    trace,
    line: () => line,
    newId: () => toHex(randomBytes(8)),
  })
  const views = createViews({
    work,
    book,
    log,
    addressKey,
    clock,
    trace,
    tell,
    breathe,
    onHead: () => {
      lookAtHead()
      world.onChange('chats')
    },
    onError: onBroken,
    fetchPicture: pictures.fetch,
  })
  /** Asks for the pictures of the first chats; of the ones that are there for the first time. */
  function lookAtHead(): void {
    if (lookedAt === undefined) return
    const known = lookedAt
    const head = views.chats().rows.slice(0, FIRST_SHOWN)
    const fresh = head.map(({ chatId }) => chatId).filter((chatId) => !known.has(chatId))
    for (const chatId of fresh) known.add(chatId)
    if (fresh.length > 0) pictures.look(fresh)
  }
  const room = createRoom(platform)
  const care = createCare({
    platform,
    store,
    work,
    book,
    room,
    breathe,
    chatRow: (chatId) => views.chatRow(chatId),
    onChange: () => world.onChange('care'),
    onFreed: (chatIds) => chatIds.filter(views.isWatched).forEach((id) => older.changed(id)),
    onBroken,
  })
  const activity = createActivity({
    clock,
    book,
    reader: work.reader,
    person: views.person,
    line: () => line,
    available,
    tell,
  })
  const older = createOlder({
    clock,
    work,
    book,
    log,
    outbox,
    tell,
    onBroken,
    isConnected: () => line !== undefined,
  })
  const history = await createHistory({
    platform,
    store,
    trace,
    work,
    book,
    log,
    content,
    breathe,
    room,
    older,
    onReceived: older.received,
    appendMany: createAppendMany({ book, log }),
    onBroken,
    ownAccount: () => own().pn,
    onChange: () => world.onChange('history'),
    ownName: world.ownName,
    nctSaltKept(salt) {
      nctSalt = salt
    },
  })
  const inbox = createInbox({
    ...world,
    work,
    book,
    log,
    cipher,
    content,
    outbox,
    own: ownDevice,
    line: () => line,
    notice: (chatId, key) => noticeOf(views, clock.now(), chatId, key),
    takeHistory: history.take,
    takeOlder: (...response) => older.takeResponse(...response),
  })
  const acts = createLocalActs({
    work,
    book,
    log,
    facts,
    clock,
    onSettings: () => world.onChange('settings'),
    watch(windowId, chatIds) {
      views.watch(windowId, chatIds)
      pictures.look(chatIds)
      activity.watch(windowId, chatIds).catch(onBroken)
    },
  })
  const expiry = createExpiry({
    work,
    log,
    clock,
    sweepWaiting: (unit) => content.waiting.sweep(unit),
    onError: onBroken,
  })
  const news = createTalkNews({
    work,
    book,
    log,
    cipher,
    devices,
    groups,
    pictures,
    abouts,
    clock,
  })

  /** Others are told of only while the service thinks that somebody is here. */
  function presenceMayHaveChanged(): void {
    const is = available()
    if (is && !wasAvailable) activity.subscribe().catch(onBroken)
    wasAvailable = is
  }

  const search = await createSearch({
    work,
    store,
    clock,
    breathe,
    randomBytes,
    trace,
    rows: work.reader,
    book,
    log,
    onError: onBroken,
  })
  await bringForward(work)
  await views.start()
  expiry.start()
  care.start()
  search.start()

  return {
    chats: views.chats,
    history: history.view,
    settings,
    care: care.view,
    async run(command, windowId) {
      presenceMayHaveChanged()
      if (isLocalAct(command)) return acts.run(command, windowId)
      if (command.type === 'askAgain') return inbox.askAgain(command)
      if (command.type === 'freeSpace') return care.run(command)
      if (command.type === 'fetchOlder') return older.fetch(command.chatId)
      if (command.type === 'fetchHistoryAgain') return history.fetchAgain()
      return outbox.run(command, windowId)
    },
    async answer(query) {
      if (query.ask === 'search') return search.answer(query)
      if (query.ask === 'storage' || query.ask === 'chatSizes') return care.answer(query)
      if (query.ask === 'reach') return await older.answer(query.chatId)
      const result = await views.answer(query)
      if (query.ask === 'chatInfo') abouts.refresh(query.chatId).catch(onBroken)
      if (query.ask === 'chats' && result.ok) pictures.look(shownChats(result))
      return result
    },
    async take(stanza, on, turn) {
      presenceMayHaveChanged()
      try {
        const taken = await inbox.take(stanza, on, turn)
        if (taken !== 'unknown') return taken
        if (await activity.take(stanza)) return 'answered'
        return await news.take(stanza, turn)
      } catch (cause) {
        if (isFullDisk(cause)) room.quotaHit()
        throw cause
      }
    },
    connected(on) {
      // The login may have stored another LID of one's own.
      work.forget()
      line = on
      inbox.connected(on)
      outbox.connected(on)
      history.connected(on)
    },
    offlineOver() {
      inbox.offlineOver()
      history.offlineOver()
      groups.ensureAll().catch(onBroken)
      lookedAt = new Set()
      lookAtHead()
    },
    lost() {
      line = undefined
      lookedAt = undefined
      wasAvailable = false
      inbox.lost()
      outbox.lost()
      history.lost()
      activity.lost()
    },
    refreshGroups: groups.refreshAll,
    focusChanged: presenceMayHaveChanged,
    windowGone(windowId) {
      views.windowGone(windowId)
      activity.windowGone(windowId)
    },
    async stop() {
      stopped = true
      line = undefined
      expiry.stop()
      care.stop()
      inbox.stop()
      outbox.stop()
      activity.lost()
      history.stop()
      older.stop()
      pictures.stop()
      await search.stop()
      await views.stop()
      await work.stop()
      forgetRememberedKeys()
    },
  }
}

function shownChats(result: QueryResult): readonly number[] {
  return result.ok && 'rows' in result.answer ? result.answer.rows.map(({ chatId }) => chatId) : []
}

function isFullDisk(cause: unknown): boolean {
  return cause instanceof StorageError && cause.code === 'quota'
}
