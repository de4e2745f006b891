import { formatSeconds } from '../formats.ts'

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
    next: (seconds: number) => `Next try in ${formatSeconds(seconds)}`,
    soon: 'Trying',
  },
  bar: {
    connecting: 'Connecting',
    checking: 'Checking whether this browser is still linked. Nothing has been erased.',
    failed: (title: string) => `That did not work: ${title}`,
  },
  lost: {
    title: 'Moonlet stopped in the background',
    body: 'It is being started again.',
  },
}
