import type { ContentView, MessageView } from '../../web/bridge/chatViews.ts'
import type { CommandResult, TalkCommand } from '../../web/bridge/contract.ts'
import { until } from '../../web/platform/fakes.ts'
import {
  buildTown,
  type Browser,
  type BrowserOptions,
  type RunningEngine,
  type Town,
  type TownOptions,
} from './town.ts'

/** A town with people who write, read and answer; everything in this process, on one clock. */
export interface TalkTown extends Town {
  /** A browser that is linked to a phone; to the first one, unless said otherwise. */
  linked(options?: BrowserOptions, phone?: string): Promise<Talker>
  close(): Promise<void>
}

/** An engine that talks. */
export interface Talker {
  readonly browser: Browser
  running: RunningEngine
  /** Starts another engine on the same database, after `retire` or a kill of the first. */
  restart(): Promise<void>
  run(command: TalkCommand): Promise<CommandResult>
  /** The chat with a person by their number. */
  chatWith(number: string): Promise<number>
  /** The first group in the list, once there is one. */
  groupChat(): Promise<number>
  /** The newest messages of a chat, oldest first. */
  messages(chatId: number): Promise<readonly MessageView[]>
  /** Waits until a chat's newest messages fit. */
  sees(
    chatId: number,
    what: string,
    fits: (messages: readonly MessageView[]) => boolean,
  ): Promise<readonly MessageView[]>
  sendText(chatId: number, text: string, more?: Partial<SendText>): Promise<void>
}

type SendText = Extract<TalkCommand, { type: 'sendText' }>

const WINDOW = 'window'
const PATIENCE_MS = 20_000

export async function buildTalkTown(
  seed = 1,
  options: Omit<TownOptions, 'people'> = {},
): Promise<TalkTown> {
  const town = await buildTown(seed, { ...options, people: 'none' })
  const { service, phones } = town
  await town.people.idle()
  return {
    ...town,
    async linked(options, phone) {
      const browser = town.browser(options)
      const running = await browser.start()
      const scan = await phones.scan(phone, await running.code())
      if (!scan.ok) throw new Error(`not linked: ${scan.code}`)
      await running.linked()
      return createTalker(browser, running)
    },
    async close() {
      await service.close()
    },
  }
}

function createTalker(browser: Browser, first: RunningEngine): Talker {
  let acts = 0
  const talker: Talker = {
    browser,
    running: first,
    async restart() {
      talker.running = await browser.start()
      await talker.running.linked()
    },
    run: (command) => talker.running.engine.run(command, WINDOW),
    async chatWith(number) {
      const result = await talker.run({ type: 'writeTo', number })
      if (!result.ok || result.chatId === undefined) throw new Error(`no chat: ${number}`)
      return result.chatId
    },
    async groupChat() {
      for (;;) {
        const query = { ask: 'chats', from: 0, count: 50 } as const
        const result = await talker.running.engine.answer(query)
        const rows = result.ok && 'rows' in result.answer ? result.answer.rows : []
        const group = rows.find(({ kind }) => kind === 'group')
        if (group !== undefined) return group.chatId
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    },
    async messages(chatId) {
      const query = { ask: 'messages', chatId, anchor: { at: 'latest' }, count: 100 } as const
      const result = await talker.running.engine.answer(query)
      if (!result.ok) throw new Error(`no messages: ${result.error.code}`)
      return 'messages' in result.answer ? (result.answer.messages as readonly MessageView[]) : []
    },
    async sees(chatId, what, fits) {
      let last: readonly MessageView[] = []
      const beganMs = performance.now()
      for (;;) {
        last = await talker.messages(chatId)
        if (fits(last)) return last
        if (performance.now() - beganMs > PATIENCE_MS) {
          const shown = last.map(({ content, ticks, error }) =>
            JSON.stringify([textOf(content), ticks, error?.code, error?.details]),
          )
          const trace = talker.running.trace.slice(-14).map((event) => JSON.stringify(event))
          throw new Error(`never seen: ${what}\n${shown.join('\n')}\n${trace.join('\n')}`)
        }
        await until(() => true, what)
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    },
    async sendText(chatId, text, more = {}) {
      acts += 1
      const clientId = `act ${acts}`
      const result = await talker.run({ type: 'sendText', clientId, chatId, text, ...more })
      if (!result.ok) throw new Error(`not sent: ${result.error.code}`)
    },
  }
  return talker
}

export function textOf(content: ContentView | undefined): string {
  if (content === undefined) return ''
  return content.kind === 'text' ? content.text : content.kind
}
