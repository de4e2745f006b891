import type { ChatLineView, GroupView, LineView, PersonView } from '../../people/control.ts'

/** One row of the list of chats: somebody or a group, spoken with or not. */
export interface ChatRow {
  /** Id of a person or group. */
  readonly chat: string
  readonly title: string
  readonly isGroup: boolean
  /** People other than the owner who can be spoken for. */
  readonly people: readonly PersonView[]
  readonly last?: LineView
}

/** What the phone's page asks of simulated people. */
export interface TalkApi {
  /** Chats with the newest on top, then everybody else; undefined when the sandbox does not answer. */
  rows(): Promise<readonly ChatRow[] | undefined>
  lines(chat: string): Promise<readonly LineView[] | undefined>
  /** Whether it was sent. `who` is the id of a person. */
  say(who: string, chat: string, text: string): Promise<boolean>
}

/** `phone` is the id of the phone's owner. */
export function createTalkApi(phone: string): TalkApi {
  return {
    async rows() {
      const [known, chats] = await Promise.all([
        ask<{ people: PersonView[]; groups: GroupView[] }>('/sandbox/people'),
        ask<ChatLineView[]>('/sandbox/people/chats', { who: phone, past: true }),
      ])
      return known && chats && rowsOf(phone, known, chats)
    },
    lines: (chat) =>
      ask<LineView[]>('/sandbox/people/conversation', { who: phone, chat, past: true }),
    async say(who, chat, text) {
      return (await ask('/sandbox/people/say', { who, chat, text })) !== undefined
    },
  }
}

/** Chats first, people without one behind them. */
export function rowsOf(
  phone: string,
  {
    people,
    groups,
  }: { readonly people: readonly PersonView[]; readonly groups: readonly GroupView[] },
  chats: readonly ChatLineView[],
): readonly ChatRow[] {
  const others = people.filter(({ id }) => id !== phone)
  const peopleOf = (chat: string): readonly PersonView[] => {
    const group = groups.find(({ id }) => id === chat)
    return others.filter(({ id }) => (group ? group.members.includes(id) : id === chat))
  }
  const spoken = chats.map((chat) => ({ ...chat, people: peopleOf(chat.chat) }))
  const silent = others
    .filter(({ id }) => !chats.some(({ chat }) => chat === id))
    .map((person) => ({ chat: person.id, title: person.name, isGroup: false, people: [person] }))
  return [...spoken, ...silent]
}

async function ask<Answer>(path: string, content?: object): Promise<Answer | undefined> {
  try {
    const response = await fetch(
      path,
      content === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(content),
          },
    )
    return response.ok ? ((await response.json()) as Answer) : undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined
    throw error
  }
}
