import { useState } from 'react'
import type { ChatInfo } from '../../bridge/queries.ts'
import { SelectField } from '../parts/SelectField.tsx'
import { useWindow } from '../parts/window.ts'
import { infoWords as words } from '../words/infoWords.ts'
import css from './InfoPanel.module.css'

/** The spans that the service knows, in seconds. */
const spans = [0, 86_400, 604_800, 7_776_000]

/** After how long new messages of a chat disappear, and the way to change that. */
export function Disappearing({ info }: { readonly info: ChatInfo }) {
  const { actions, device } = useWindow()
  const [failed, setFailed] = useState(false)
  const { chat, group } = info
  const { chatId, disappearingSec, kind, writable } = chat
  if (kind !== 'direct' && kind !== 'group' && kind !== 'self') return null
  const refused = group?.locked === true && group.me === 'member'
  const options = spans.includes(disappearingSec) ? spans : [...spans, disappearingSec]
  const change = async (seconds: number): Promise<void> => {
    setFailed(false)
    const clientId = device.newId()
    const result = await actions.talk({ type: 'setDisappearing', clientId, chatId, seconds })
    setFailed(!result.ok)
  }
  if (refused || !writable) {
    return (
      <section className={css.section}>
        <h3 className={css.heading}>{words.disappearing}</h3>
        <p>{disappearingSec === 0 ? words.off : words.after(disappearingSec)}</p>
        {refused && writable && <p className={css.doing}>{words.adminsOnly}</p>}
      </section>
    )
  }
  return (
    <section className={css.section}>
      <SelectField
        label={words.disappearing}
        hint={words.disappearingWhy}
        value={`${disappearingSec}`}
        choices={options.map((seconds) => ({
          value: `${seconds}`,
          label: seconds === 0 ? words.off : words.after(seconds),
        }))}
        onChange={(seconds) => void change(Number(seconds))}
      />
      {failed && <p role="alert">{words.notChanged}</p>}
    </section>
  )
}
