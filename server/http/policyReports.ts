import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpRefusal, reply } from './reply.ts'
import { parseJson, readBody } from './requestBody.ts'

/** One violation of the content policy, in the words of CSP level 2. */
export interface PolicyReport {
  readonly document: string
  readonly directive: string
  readonly blocked: string
  readonly source: string
}

/** A broken page could send thousands. */
const MOST_KEPT = 200

/** Violations that pages and workers reported. */
export interface PolicyReports {
  readonly list: readonly PolicyReport[]
  /** Takes `POST /csp-report`. @throws HttpRefusal */
  receive(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** An empty list. */
export function createPolicyReports(changed: () => void): PolicyReports {
  const list: PolicyReport[] = []
  return {
    list,
    async receive(request, response) {
      if (request.method !== 'POST') {
        throw new HttpRefusal(405, 'wrong-method', 'reports are posted', { Allow: 'POST' })
      }
      const text = await readBody(request, ['application/csp-report', 'application/json'])
      const report = readReport(parseJson(text))
      if (list.length < MOST_KEPT) list.push(report)
      changed()
      reply(response, 204, {})
    },
  }
}

function readReport(value: unknown): PolicyReport {
  const inner = isObject(value) ? value['csp-report'] : undefined
  if (!isObject(inner)) throw new HttpRefusal(400, 'bad-request', 'no csp-report inside')
  const text = (name: string): string => {
    const field = inner[name]
    return typeof field === 'string' ? field.slice(0, 500) : ''
  }
  return {
    document: text('document-uri'),
    directive: text('effective-directive') || text('violated-directive'),
    blocked: text('blocked-uri'),
    source: text('source-file'),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
