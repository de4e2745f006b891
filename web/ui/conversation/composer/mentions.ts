import type { MentionView, PersonView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'

/** Somebody who was picked, and how they stand in the text, with the `@`. */
export interface Mentioned {
  readonly text: string
  readonly contactId: number
}

/** A name that is being typed after an `@`. */
export interface BegunMention {
  /** Where the `@` stands. */
  readonly from: number
  readonly filter: string
}

/** The mention that the caret is in. It begins at a word and holds at most one space. */
export function begunMention(text: string, caret: number): BegunMention | undefined {
  const found = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{0,30})?)$/u.exec(
    text.slice(Math.max(0, caret - 64), caret),
  )
  if (found?.[1] === undefined) return undefined
  return { from: caret - found[1].length - 1, filter: found[1] }
}

/** Those whose name has a word that begins like this; without a name, their number. */
export function matching(people: readonly PersonView[], filter: string): readonly PersonView[] {
  const wanted = filter.toLocaleLowerCase()
  return people
    .filter((person) => {
      if (person.isMe) return false
      const name = words.nameOf(person).toLocaleLowerCase()
      return name.startsWith(wanted) || name.includes(` ${wanted}`)
    })
    .slice(0, 6)
}

/** The text with this person in place of what was typed, and where the caret goes. */
export function withMention(
  text: string,
  caret: number,
  { from }: BegunMention,
  person: PersonView,
): { readonly text: string; readonly caret: number; readonly mentioned: Mentioned } {
  const mention = `@${words.nameOf(person)}`
  const rest = text.slice(caret)
  const space = rest.startsWith(' ') ? '' : ' '
  return {
    text: text.slice(0, from) + mention + space + rest,
    caret: from + mention.length + 1,
    mentioned: { text: mention, contactId: person.contactId },
  }
}

/**
 * Who stands in a text at last: those who were picked, and members of that name, because a draft of an
 * earlier day knows only the text. Longer names first, so that Ann is not found in Anna.
 */
export function mentionsIn(
  text: string,
  picked: readonly Mentioned[],
  members: readonly PersonView[],
): readonly Mentioned[] {
  const known = [
    ...picked,
    ...members
      .filter(({ isMe }) => !isMe)
      .map((person) => ({ text: `@${words.nameOf(person)}`, contactId: person.contactId })),
  ].sort((one, other) => other.text.length - one.text.length)
  const found: Mentioned[] = []
  let left = text
  for (const one of known) {
    if (!left.includes(one.text)) continue
    left = left.replaceAll(one.text, '\n')
    found.push(one)
  }
  return found
}

/** A sent text as it is edited: names in place of what stands for them. */
export function editable(text: string, mentions: readonly MentionView[]): string {
  return mentions.reduce(
    (all, { text: at, person }) => all.replaceAll(at, `@${words.nameOf(person)}`),
    text,
  )
}

/** The other way round. */
export function fromEditable(text: string, mentions: readonly MentionView[]): string {
  return mentions.reduce(
    (all, { text: at, person }) => all.replaceAll(`@${words.nameOf(person)}`, at),
    text,
  )
}
