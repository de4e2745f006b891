import type { PlainError } from './errors.ts'
import type { Query, QueryResult } from './queries.ts'

interface AskedQuery {
  readonly id: string
  readonly query: Query
}

/** Queries of one window that have no answer yet. */
export interface QueryQueue {
  add(query: Query): { readonly asked: AskedQuery; readonly result: Promise<QueryResult> }
  answered(id: string, result: QueryResult): void
  /** What to ask a new engine again, oldest first. */
  unanswered(): readonly AskedQuery[]
  refuseAll(error: PlainError): void
}

export function createQueryQueue(): QueryQueue {
  const waiting = new Map<string, AskedQuery & { settle: (result: QueryResult) => void }>()
  let count = 0

  return {
    add(query) {
      count += 1
      const asked = { id: String(count), query }
      const result = new Promise<QueryResult>((settle) => {
        waiting.set(asked.id, { ...asked, settle })
      })
      return { asked, result }
    },
    answered(id, result) {
      waiting.get(id)?.settle(result)
      waiting.delete(id)
    },
    unanswered: () => [...waiting.values()].map(({ id, query }) => ({ id, query })),
    refuseAll(error) {
      for (const { settle } of waiting.values()) settle({ ok: false, error })
      waiting.clear()
    },
  }
}
