import type { PersonView } from '../../../bridge/chatViews.ts'

/** A piece of a line. What carries `text` shows it unchanged. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly inside: readonly Inline[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly person: PersonView }

export type Line = readonly Inline[]

/** A message's text, from top to bottom. A line of a paragraph ends where the writer ended it. */
export type Block =
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'quote'; readonly lines: readonly Line[] }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'numbers'; readonly start: number; readonly items: readonly Line[] }
  | { readonly kind: 'code'; readonly text: string }

/** What a reader finds, without any marks; mentions as they stood in the text. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'code') return block.text
      return ('lines' in block ? block.lines : block.items).map(plainLine).join('\n')
    })
    .join('\n')
}

function plainLine(line: Line): string {
  return line.map((one) => ('inside' in one ? plainLine(one.inside) : one.text)).join('')
}
