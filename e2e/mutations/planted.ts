import type { Fault } from './faults.ts'

/** The file with the fault in it, or why it cannot be planted. */
export function planted(
  source: string,
  fault: Fault,
): { readonly text: string } | { readonly problem: string } {
  const lines = source.split('\n')
  const places = lines.flatMap((line, at) => (line.trim() === fault.line ? [at] : []))
  const [place] = places
  if (place === undefined || places.length > 1) {
    return { problem: `the line stands there ${places.length} times` }
  }
  const indent = /^ */.exec(lines[place] ?? '')?.[0] ?? ''
  return { text: lines.with(place, indent + fault.instead).join('\n') }
}
