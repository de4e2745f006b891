/** Requests since the start, by kind. Companion pages are done with HTTP once they are loaded. */
export interface RequestCounts {
  /** Everything but the control API and policy reports. */
  readonly httpRequests: number
  readonly byKind: Readonly<Record<RequestKind, number>>
}

export type RequestKind = 'page' | 'file' | 'config' | 'version' | 'media' | 'control' | 'report'

/** Counts requests. */
export interface RequestCounter {
  count(kind: RequestKind): void
  counts(): RequestCounts
}

/** A counter at zero. */
export function createRequestCounter(): RequestCounter {
  const byKind: Record<RequestKind, number> = {
    page: 0,
    file: 0,
    config: 0,
    version: 0,
    media: 0,
    control: 0,
    report: 0,
  }
  return {
    count(kind) {
      byKind[kind] += 1
    },
    counts() {
      const { page, file, config, version, media } = byKind
      return { httpRequests: page + file + config + version + media, byKind: { ...byKind } }
    },
  }
}
