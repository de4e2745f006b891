import type { ChatRowView } from '../../bridge/chatViews.ts'
import { formatPhoneNumber } from '../account/phoneNumber.ts'
import { chatsWords as words } from '../words/chatsWords.ts'

/** What a chat is called here: its name, its number for reading, or words for nobody known. */
export function chatName({
  kind,
  name,
  nameSource,
  number,
}: Pick<ChatRowView, 'kind' | 'name' | 'nameSource' | 'number'>): string {
  if (nameSource === 'number') return formatPhoneNumber(number ?? name.replaceAll(/\D/g, ''))
  if (name === '') {
    const { nameless } = words
    return kind === 'direct' ? nameless.direct : kind === 'group' ? nameless.group : nameless.other
  }
  return kind === 'self' ? words.self(name) : name
}
