import { Mark } from '../parts/Mark.tsx'
import { homeWords as words } from '../words/homeWords.ts'
import css from './ChatsPage.module.css'

/** The list of chats and, on a wide screen, the chat that is open. Both are still empty. */
export function ChatsPage() {
  return (
    <div className={css.panes}>
      <section className={css.list} aria-labelledby="chats-title">
        <h1 className={css.title} id="chats-title" tabIndex={-1} data-page-title>
          {words.chats.title}
        </h1>
        <div className={css.empty}>
          <p className={css.emptyTitle}>{words.chats.emptyTitle}</p>
          <p className={css.emptyBody}>{words.chats.emptyBody}</p>
          <a className={css.toAccount} href="#/you">
            {words.chats.toAccount}
          </a>
        </div>
      </section>
      <div className={css.open}>
        <span className={css.mark}>
          <Mark size={72} />
        </span>
        <p className={css.emptyTitle}>{words.chats.paneTitle}</p>
        <p className={css.emptyBody}>{words.chats.paneBody}</p>
      </div>
    </div>
  )
}
