import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { DraftView } from '../../bridge/queries.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import type { Book } from './book.ts'
import type { MessageLog } from './log.ts'
import { readMessageKey } from './messageKey.ts'

/** What a person does here and nobody else hears of. */
type LocalCommand = Extract<
  TalkCommand,
  { type: 'setDraft' | 'setSettings' | 'star' | 'markUnread' | 'deleteMessages' | 'watch' }
>

export interface LocalActs {
  /** Resolves once it is done and stored. Never rejects. */
  run(command: LocalCommand, windowId: string): Promise<CommandResult>
}

export interface LocalActsParts {
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly facts: AccountFacts
  readonly clock: { now(): number }
  readonly watch: (windowId: string, chatIds: readonly number[]) => void
  /** The settings are others now. */
  readonly onSettings: () => void
}

/** The list shows so much of a draft. */
const DRAFT_SHOWN = 120
/** Longer texts are refused by the composer; a draft is cut rather than lost. */
const LONGEST_DRAFT = 100_000

const DONE: CommandResult = { ok: true }
const GONE: CommandResult = { ok: false, error: plainError('message-gone') }

export function createLocalActs(parts: LocalActsParts): LocalActs {
  const { work, book, log, facts } = parts

  async function act(command: LocalCommand, windowId: string): Promise<CommandResult> {
    switch (command.type) {
      case 'watch':
        parts.watch(windowId, command.chatIds)
        return DONE
      case 'setSettings': {
        const { settings } = command
        await facts.change(() => ({ settings: { ...settings } }))
        parts.onSettings()
        return DONE
      }
      case 'setDraft':
        return await work.run((unit) => setDraft(unit, command.chatId, command.draft))
      case 'markUnread': {
        const row = await work.run((unit) =>
          book.changeChat(unit, command.chatId, (chat) => ({ ...chat, marked: true })),
        )
        return row === undefined ? GONE : DONE
      }
      case 'star':
        await work.run((unit) =>
          onEach(unit, command.chatId, command.keys, async (key) => {
            await log.change(unit, key, (row) => ({
              ...row,
              starred: (command.starred && row.deleted === undefined) || undefined,
            }))
          }),
        )
        return DONE
      case 'deleteMessages':
        await work.run((unit) =>
          onEach(unit, command.chatId, command.keys, (key) => log.remove(unit, key)),
        )
        return DONE
    }
  }

  /** Messages that lie in this chat; what is gone already needs nothing. */
  async function onEach(
    unit: UnitOfWork,
    chatId: number,
    texts: readonly string[],
    change: (key: MessageKey) => Promise<void>,
  ): Promise<void> {
    const chat = await book.chat(unit, chatId)
    for (const text of texts) {
      const key = readMessageKey(text)
      if (key !== undefined && chat?.row.streams.includes(key[0])) await change(key)
    }
  }

  async function setDraft(
    unit: UnitOfWork,
    givenId: number,
    draft: DraftView,
  ): Promise<CommandResult> {
    const chat = await book.chat(unit, givenId)
    if (chat === undefined) return GONE
    const { chatId } = chat
    const edits = await ifThere(unit, draft.edits)
    const quote = await ifThere(unit, draft.quote)
    // The changed text of a message that is gone goes with it.
    const text = draft.edits === edits ? draft.text : ''
    const kept = text.slice(0, LONGEST_DRAFT)
    const isEmpty = kept === '' && quote === undefined && edits === undefined
    if (isEmpty) unit.del('drafts', chatId)
    else unit.put('drafts', chatId, { text: kept, quote, edits, atMs: parts.clock.now() })
    const shown = kept.slice(0, DRAFT_SHOWN).replace(/[\uD800-\uDBFF]$/, '') || undefined
    if (shown !== chat.row.draft) {
      await book.changeChat(unit, chatId, (row) => ({ ...row, draft: shown }))
    }
    return DONE
  }

  /** The key of a message that still says something. */
  async function ifThere(unit: UnitOfWork, text?: string): Promise<string | undefined> {
    const key = text === undefined ? undefined : readMessageKey(text)
    const row = key && (await log.get(unit, key))
    return row === undefined || row.deleted !== undefined ? undefined : text
  }

  return {
    run(command, windowId) {
      return act(command, windowId).catch(
        (cause: unknown): CommandResult => ({ ok: false, error: plainErrorOf(cause) }),
      )
    },
  }
}

/** Whether a command is an act of this room. */
export function isLocalAct(command: TalkCommand): command is LocalCommand {
  switch (command.type) {
    case 'watch':
    case 'setDraft':
    case 'setSettings':
    case 'star':
    case 'markUnread':
      return true
    case 'deleteMessages':
      return !command.forAll
    default:
      return false
  }
}
