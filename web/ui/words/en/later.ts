import { formatSeconds } from '../formats.ts'

/** Words of what may follow the first code, loaded with it. */
export const later = {
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
