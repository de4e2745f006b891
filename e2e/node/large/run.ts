import { parseArgs } from 'node:util'
import { useNativeCrypto } from '../../../web/crypto/native.ts'
import { measurePhone } from './phoneAlone.ts'
import { measureLink } from './wholeLink.ts'

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * `npm run large`: what a phone needs to tell 10,000 chats and 1,000,000 messages, and whether the
 * engine has all of them in the end. `--phone`: the first half alone. `--chats`, `--messages` (of a
 * chat on average), `--longest`, `--seed`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      phone: { type: 'boolean' },
      chats: { type: 'string', default: '10000' },
      messages: { type: 'string', default: '100' },
      longest: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
    },
  })
  const history = {
    chats: Number(values.chats),
    messages: Number(values.messages),
    longest: Number(values.longest),
    shape: 'life' as const,
  }
  await useNativeCrypto(true)
  say(`the phone alone: ${JSON.stringify(await measurePhone(history))}`)
  if (values.phone === true) return
  const { problems, failures, ...figures } = await measureLink(history, Number(values.seed), say)
  say(`with the engine: ${JSON.stringify(figures)}`)
  for (const problem of problems) say(problem)
  for (const failure of failures) say(JSON.stringify(failure))
  process.exitCode = problems.length + failures.length > 0 ? 1 : 0
}

void main()
