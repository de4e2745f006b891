import { useState } from 'react'
import type { MessageView } from '../../../bridge/chatViews.ts'
import { formatPhoneNumber } from '../../account/phoneNumber.ts'
import { Button } from '../../parts/Button.tsx'
import { classes } from '../../parts/classes.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'
import { emojiCount } from '../text/emojiOnly.ts'
import { excerptOf } from '../text/excerpt.ts'
import { FormattedText } from '../text/FormattedText.tsx'
import css from './Bubble.module.css'
import { Card } from './Card.tsx'
import { Meta } from './Meta.tsx'
import { PersonName } from './PersonName.tsx'
import { Quote } from './Quote.tsx'

interface BubbleProps {
  readonly message: MessageView
  readonly first: boolean
  readonly last: boolean
  readonly reachable: boolean
}

/** What somebody wrote, in its frame. */
export function Bubble({ message, first, last, reachable }: BubbleProps) {
  const { acts, group } = usePane()
  const { content, fromMe, sender, quote, forwarded } = message
  const count = content.kind === 'text' && quote === undefined ? emojiCount(content.text) : 0
  const { key: quoted } = quote ?? {}
  return (
    <div
      className={classes(
        css.bubble,
        fromMe ? css.mine : css.theirs,
        first && css.first,
        last && css.last,
        count > 0 && css.bare,
      )}
    >
      {group && !fromMe && first && sender !== undefined && (
        <span className={css.sender}>
          <PersonName person={sender} />
          {sender.nameSource === 'push' && sender.number !== undefined && (
            <bdi className={css.number} dir="ltr">
              {formatPhoneNumber(sender.number)}
            </bdi>
          )}
        </span>
      )}
      {forwarded !== undefined && (
        <span className={css.forwarded}>
          <Drawing lines="M11 5l5 5-5 5 M16 10h-7a5 5 0 0 0-5 5" size={14} />
          {words.forwarded[forwarded]}
        </span>
      )}
      {quote !== undefined && content.kind !== 'deleted' && (
        <Quote
          quote={quote}
          reachable={reachable}
          onPress={quoted === undefined ? undefined : () => acts.jumpTo(quoted)}
        />
      )}
      <div className={css.body}>
        <Content message={message} count={count} reachable={reachable} />
        <Meta message={message} />
      </div>
    </div>
  )
}

interface ContentProps {
  readonly message: MessageView
  readonly count: number
  readonly reachable: boolean
}

function Content({ message, count, reachable }: ContentProps) {
  const { content, fromMe } = message
  switch (content.kind) {
    case 'text':
      if (count > 0)
        return <span className={classes(css.emoji, css[`emoji${count}`])}>{content.text}</span>
      return <Words content={content} reachable={reachable} />
    case 'card':
      return <Card content={content} />
    case 'missing':
      return <Missing message={message} state={content.state} reachable={reachable} />
    case 'deleted':
      return <span className={css.deleted}>{words.deleted(content.by, fromMe)}</span>
    case 'system':
      return null
  }
}

type TextContent = Extract<MessageView['content'], { kind: 'text' }>

function Words({
  content,
  reachable,
}: {
  readonly content: TextContent
  readonly reachable: boolean
}) {
  const [whole, setWhole] = useState(false)
  const { text, mentions, link } = content
  const excerpt = whole ? text : excerptOf(text)
  return (
    <div className={css.words}>
      {link !== undefined && (
        <div className={css.preview}>
          <span className={css.previewTitle} dir="auto">
            {link.title}
          </span>
          <span className={css.previewText} dir="auto">
            {link.description}
          </span>
        </div>
      )}
      <FormattedText text={excerpt} mentions={mentions} />
      {excerpt.length < text.length && (
        <button
          type="button"
          className={css.more}
          tabIndex={reachable ? 0 : -1}
          onClick={() => setWhole(true)}
        >
          {words.readMore}
        </button>
      )}
    </div>
  )
}

type MissingContent = Extract<MessageView['content'], { kind: 'missing' }>

interface MissingProps extends Pick<ContentProps, 'message' | 'reachable'> {
  readonly state: MissingContent['state']
}

/** A message that could not be read, what is being done about it, and what the person can do. */
function Missing({ message, state }: MissingProps) {
  const { acts } = usePane()
  const [asked, setAsked] = useState<MissingContent['state']>()
  // What came of it can be asked for again.
  if (asked !== undefined && asked !== state) setAsked(undefined)
  const ask = async (): Promise<void> => {
    setAsked(state)
    const { ok } = await acts.askAgain(message.key)
    if (!ok) setAsked(undefined)
  }
  return (
    <div className={css.missing}>
      <span className={css.waiting}>
        <Drawing lines="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M10 6.2v4l2.4 1.6" size={16} />
        {words.waitingFor}
      </span>
      <span className={css.why}>{words.missing[state]}</span>
      {state !== 'phone-only' && (
        <span>
          <Button size="small" busy={asked === state} onPress={() => void ask()}>
            {asked === state ? words.asking : words.askAgain}
          </Button>
        </span>
      )}
    </div>
  )
}
