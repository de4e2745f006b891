import type { PersonView } from '../../../bridge/chatViews.ts'

const colours = 'abcdefgh'

/** The name of a colour that stays with a person, wherever they write; a token without its dashes. */
export function personColour({ contactId }: PersonView): string {
  return `person-${colours[contactId % colours.length]}`
}
