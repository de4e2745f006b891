import { formatSeconds, formatSpan } from '../formats.ts'

/** Words of what may follow the first code, loaded with it. */
export const later = {
  expired: {
    title: 'All codes have been shown',
    body: 'Moonlet stops after a few minutes so that no code lies open unattended.',
  },
  confirming: {
    title: 'Your phone answered',
    body: 'Keep the phone’s app open for a moment.',
    taken: 'Code taken',
    checking: 'Checking the answer',
    signingIn: 'Signing in',
    done: 'done',
    phasesLabel: 'Progress',
  },
  refusedSafe: 'Nothing was saved here.',
  retry: {
    next: (seconds: number) => `Next try in ${patience(seconds)}`,
    soon: 'Trying',
  },
  waysLabel: 'What you can do',
  quoteLabel: 'The service says:',
  bar: {
    connecting: 'Connecting',
    checking: 'Checking whether this browser is still linked. Nothing has been erased.',
    failed: (title: string) => `That did not work: ${title}`,
    room: {
      low: 'This browser is running low on room for Moonlet.',
      full: 'There is almost no room left for Moonlet in this browser.',
    },
    roomBody: {
      low: 'Everything still works.',
      full: 'Older history waits; new messages still arrive. Nothing is lost.',
    },
    roomLink: 'Free up space',
    roomLater: 'Not now',
  },
  lost: {
    title: 'Moonlet stopped in the background',
    body: 'It is being started again.',
  },
}

/** Seconds while they are few, then a clock, then the largest unit: nobody counts a day in seconds. */
function patience(seconds: number): string {
  if (seconds < 100) return formatSeconds(seconds)
  if (seconds >= 86_400) return formatSpan(seconds * 1000)
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, '0')
  const hours = seconds >= 3600 ? `${Math.floor(seconds / 3600)}:` : ''
  const minutes = Math.floor(seconds / 60) % 60
  return `${hours}${hours === '' ? minutes : two(minutes)}:${two(seconds % 60)}`
}
