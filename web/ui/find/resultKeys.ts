/** Everything in a list of results that the arrow keys lead to. */
const results = '[data-result], [data-chat]'

/** Moves the keyboard among results. Above the first one is the field. Tells whether the key was one. */
export function moveAmong(view: HTMLElement, key: string): boolean {
  const all = [...view.querySelectorAll<HTMLElement>(results)]
  const at = all.findIndex((one) => one === document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key]
  if (to === undefined || all.length === 0) return false
  if (to < 0) {
    const field = view.closest('section')?.querySelector<HTMLElement>('[role="search"] input')
    field?.focus()
    return true
  }
  const next = all[Math.min(to, all.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
  return true
}

/** Opens the first result in a view. */
export function openFirst(view: Element | null): void {
  view?.querySelector<HTMLElement>(results)?.click()
}

/** One kind of results. */
export interface ResultPart {
  readonly count: number
  /** It belongs to what is asked now, and not to what was asked before. */
  readonly fresh: boolean
}

/** Whether the first of all results is known by now; `none`: nothing was found. */
export function firstResult(parts: readonly ResultPart[]): 'there' | 'coming' | 'none' {
  for (const { count, fresh } of parts) {
    if (!fresh) return 'coming'
    if (count > 0) return 'there'
  }
  return 'none'
}
