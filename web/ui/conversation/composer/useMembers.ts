import { useEffect, useState } from 'react'
import type { PersonView } from '../../../bridge/chatViews.ts'
import { useWindow } from '../../parts/window.ts'

const nobody: readonly PersonView[] = []

/** The members of a group, read when somebody begins to mention one. */
export function useMembers(chatId: number, wanted: boolean): readonly PersonView[] {
  const { actions } = useWindow()
  const [members, setMembers] = useState(nobody)
  useEffect(() => {
    if (!wanted) return undefined
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'chatInfo', chatId })
      if (over || !result.ok) return
      setMembers(result.answer.group?.members.map(({ person }) => person) ?? nobody)
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, chatId, wanted])
  return members
}
