import type { MessageView } from '../../../../bridge/chatViews.ts'
import { dayOf, formatTime } from '../../../words/chatTimes.ts'
import { formatBytes } from '../../../words/sizes.ts'
import { exportWords as words } from '../../../words/exportWords.ts'
import { formatIso } from '../../../words/isoTimes.ts'
import { messageWords } from '../../../words/messageWords.ts'
import { archiveStyle } from './archiveStyle.ts'
import { html, type Markup } from './markup.ts'

/** The beginning of a page that needs nothing else: no script, no picture, nothing from elsewhere. */
export function htmlHead(name: string, exportedAtMs: number): string {
  const style: Markup = { markup: archiveStyle }
  return html`<!doctype html>
<html lang="${words.locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${words.archive.title(name)}</title>
<style>${style}</style>
</head>
<body>
<header class="top">
<h1><bdi>${name}</bdi></h1>
<p>${words.archive.exported(exportedAtMs)}</p>
</header>
<main>
`.markup
}

/** The end of it, once everything is known. */
export function htmlFoot(count: number): string {
  return html`</section>
</main>
<footer class="end"><p>${words.archive.count(count)}</p></footer>
</body>
</html>
`.markup
}

/** One message, and before the first one of a day what says so. `before`: the one above it. */
export function htmlMessage(view: MessageView, before: MessageView | undefined): string {
  return `${dayBreak(view, before)}${body(view).markup}\n`
}

/** Days are sections of their own, so that a browser lays out only those in sight. */
function dayBreak({ atMs }: MessageView, before: MessageView | undefined): string {
  const day = dayOf(atMs)
  if (before !== undefined && dayOf(before.atMs) === day) return ''
  const end: Markup = { markup: before === undefined ? '' : '</section>\n' }
  return html`${end}<section>
<h2><time datetime="${day}">${words.archive.day(atMs)}</time></h2>
`.markup
}

function body(view: MessageView): Markup {
  const { content, atMs, fromMe } = view
  const time = html`<time datetime="${formatIso(atMs)}">${formatTime(atMs)}</time>`
  if (content.kind === 'system') {
    return html`<p class="line" dir="auto">${messageWords.system(content.event)} ${time}</p>`
  }
  const author = view.sender === undefined ? '' : messageWords.nameOf(view.sender)
  const side: Markup = { markup: fromMe ? 'message mine' : 'message' }
  return html`<article class="${side}">
<h3><bdi>${author}</bdi></h3>
${forwarded(view)}${quoted(view)}${said(view)}${reactions(view)}<p class="facts">${facts(view)}${time}</p>
</article>`
}

function said(view: MessageView): Markup {
  const { content, fromMe } = view
  switch (content.kind) {
    case 'card': {
      const facts = [
        content.detail,
        content.seconds === undefined ? undefined : words.archive.seconds(content.seconds),
        content.bytes === undefined ? undefined : formatBytes(content.bytes),
      ]
      const known = facts.filter((fact) => fact !== undefined && fact !== '').join(' · ')
      return html`<div class="card"><p><strong>${messageWords.cards[content.card]}</strong></p>${
        known === '' ? undefined : html`<p><bdi>${known}</bdi></p>`
      }${content.text === '' ? undefined : html`<p class="text" dir="auto">${content.text}</p>`}<p class="note">${words.archive.cardNote}</p></div>
`
    }
    case 'text':
      return html`<p class="text" dir="auto">${messageWords.whole(content)}</p>
${linkOf(content.link)}`
    default:
      return html`<p class="gone">${messageWords.whole(content, fromMe)}</p>
`
  }
}

/** Told in words: an archive leads nowhere by a slip of the hand. */
function linkOf(
  link: { readonly title: string; readonly description: string; readonly url: string } | undefined,
) {
  if (link === undefined) return undefined
  return html`<div class="card"><p dir="auto"><strong>${link.title}</strong></p><p dir="auto">${link.description}</p><p><bdi>${link.url}</bdi></p></div>
`
}

function quoted({ quote }: MessageView): Markup | undefined {
  if (quote === undefined) return undefined
  const text = quote.text === '' ? messageWords.kindOf(quote.kind) : quote.text
  return html`<blockquote><p><bdi>${messageWords.nameOf(quote.person)}</bdi></p><p dir="auto">${text}</p></blockquote>
`
}

function forwarded(view: MessageView): Markup | undefined {
  if (view.forwarded === undefined) return undefined
  return html`<p class="note">${words.archive.forwarded[view.forwarded]}</p>
`
}

function reactions({ reactions: list }: MessageView): Markup | undefined {
  if (list.length === 0) return undefined
  const items = list.map(({ emoji, people }) => {
    const names = people.map((person) => messageWords.nameOf(person)).join(', ')
    return html`<li><bdi>${emoji}</bdi> <bdi>${names}</bdi></li>`
  })
  return html`<ul class="reactions" aria-label="${words.archive.reactions}">${items}</ul>
`
}

/** What else is true of a message, before its time. */
function facts({ edited, starred, ticks, fromMe }: MessageView): string {
  const known = [
    starred ? words.archive.starred : undefined,
    edited ? words.archive.edited : undefined,
    fromMe && ticks !== undefined ? messageWords.ticks[ticks] : undefined,
  ].filter((fact) => fact !== undefined)
  return known.length === 0 ? '' : `${known.join(' · ')} · `
}
