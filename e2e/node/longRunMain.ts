import { longRun } from './longRun.ts'

/** `npm run chaos:node`, `chaos:talk`, `soak`, `large`: the first argument says which, the others go to it. */
async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2)
  if (name !== 'chaos' && name !== 'soak' && name !== 'talkChaos' && name !== 'large') {
    throw new Error('what?')
  }
  const { code } = await longRun(name, args, (text) => void process.stdout.write(text))
  process.exitCode = code
}

void main()
