/** Text of HTML in which everything that came from people is escaped. Made by `html` only. */
export interface Markup {
  readonly markup: string
}

type Piece = string | number | Markup | readonly Markup[] | undefined

/** A template of HTML. What is put into it is text, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let markup = parts[0] ?? ''
  for (const [at, piece] of pieces.entries()) markup += inserted(piece) + (parts[at + 1] ?? '')
  return { markup }
}

function inserted(piece: Piece): string {
  if (piece === undefined) return ''
  if (typeof piece === 'string') return escaped(piece)
  if (typeof piece === 'number') return String(piece)
  if (isList(piece)) return piece.map(({ markup }) => markup).join('')
  return piece.markup
}

function isList(piece: Markup | readonly Markup[]): piece is readonly Markup[] {
  return Array.isArray(piece)
}

const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A text as it stands between tags and in quoted attributes. Control characters that HTML does not
 * take are shown as the mark for something unreadable.
 */
function escaped(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])[\p{Cc}\ufdd0-\ufdef\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (letter) => SPECIAL[letter] ?? '')
}
