import { Fragment, memo, type ReactNode, useMemo } from 'react'
import type { MentionView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './FormattedText.module.css'
import type { Block, Inline, Line } from './parsed.ts'
import { parseText } from './parseText.ts'

interface FormattedTextProps {
  readonly text: string
  readonly mentions?: readonly MentionView[]
}

const nobody: readonly MentionView[] = []

/** A message's text with its formatting. Every line has a direction of its own. */
export const FormattedText = memo(function FormattedText({
  text,
  mentions = nobody,
}: FormattedTextProps) {
  const blocks = useMemo(() => parseText(text, mentions), [text, mentions])
  return <div className={css.text}>{blocks.map(drawBlock)}</div>
})

function drawBlock(block: Block, at: number): ReactNode {
  switch (block.kind) {
    case 'lines':
      return <Fragment key={at}>{block.lines.map(drawLine)}</Fragment>
    case 'quote':
      return (
        <blockquote className={css.quote} key={at}>
          {block.lines.map(drawLine)}
        </blockquote>
      )
    case 'list':
      return (
        <ul className={css.list} key={at}>
          {block.items.map(drawItem)}
        </ul>
      )
    case 'numbers':
      return (
        <ol className={css.numbers} start={block.start} key={at}>
          {block.items.map(drawItem)}
        </ol>
      )
    case 'code':
      return (
        <pre className={css.block} dir="ltr" key={at}>
          {block.text}
        </pre>
      )
  }
}

function drawLine(line: Line, at: number): ReactNode {
  return (
    <p dir="auto" key={at}>
      {line.length === 0 ? <br /> : line.map(drawInline)}
    </p>
  )
}

function drawItem(line: Line, at: number): ReactNode {
  return (
    <li dir="auto" key={at}>
      {line.map(drawInline)}
    </li>
  )
}

function drawInline(piece: Inline, at: number): ReactNode {
  switch (piece.kind) {
    case 'text':
      return <Fragment key={at}>{piece.text}</Fragment>
    case 'code':
      return (
        <code className={css.code} key={at}>
          {piece.text}
        </code>
      )
    case 'bold':
      return <strong key={at}>{piece.inside.map(drawInline)}</strong>
    case 'italic':
      return <em key={at}>{piece.inside.map(drawInline)}</em>
    case 'strike':
      return <s key={at}>{piece.inside.map(drawInline)}</s>
    case 'link':
      return (
        <a
          className={css.link}
          href={piece.href}
          target="_blank"
          rel="noopener noreferrer"
          dir="ltr"
          key={at}
        >
          {piece.text}
        </a>
      )
    case 'mention':
      return (
        <bdi className={css.mention} key={at}>
          {words.mention(piece.person)}
        </bdi>
      )
  }
}
