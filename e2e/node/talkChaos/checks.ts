import { type Crowd, passUntil, PHONE } from './crowd.ts'
import { textOf } from '../talkTown.ts'
import { start } from './stop.ts'

/** How long everything may take to arrive once nothing disturbs any more: acks that were lost take 75 s. */
const QUIET_MS = 200_000

/** What was lost or doubled, in words; empty when all is well. */
export async function checkCrowd(crowd: Crowd): Promise<string[]> {
  const { lives, town } = crowd
  await passUntil(crowd, QUIET_MS, async () => (await problemsNow(crowd)).length === 0)
  await passUntil(crowd, 3_000, () => false)
  await town.people.idle()
  const problems = await problemsNow(crowd)
  // What is shown is what is stored.
  lives.kill()
  await start(crowd)
  problems.push(...(await shownProblems(crowd)).map((problem) => `${problem}, after a new start`))
  for (const failure of town.service.ledger.failures) {
    problems.push(`strict: ${JSON.stringify(failure)}`)
  }
  await crowd.me.running.engine.retire()
  return problems
}

async function problemsNow(crowd: Crowd): Promise<string[]> {
  return [...(await shownProblems(crowd)), ...heardProblems(crowd)]
}

/** Each text is shown once where it belongs, and nothing else is. */
async function shownProblems({ me, places, said }: Crowd): Promise<string[]> {
  const problems: string[] = []
  for (const place of places) {
    const shown = (await me.messages(place.chatId)).filter(
      ({ content }) => content.kind !== 'system',
    )
    const texts = shown.map(({ content }) => textOf(content))
    const wanted = said.filter((text) => text.place === place).map(({ text }) => text)
    for (const text of wanted) {
      const times = texts.filter((one) => one === text).length
      if (times !== 1) problems.push(`${text}: shown ${times} times`)
    }
    for (const text of texts) {
      if (!wanted.includes(text)) problems.push(`${text}: shown, but nobody said it`)
    }
    for (const { content, ticks, error } of shown) {
      if (ticks === 'pending' || ticks === 'failed') {
        problems.push(`${textOf(content)}: ${ticks} ${error?.code ?? ''}`)
      }
    }
  }
  return problems
}

/** Each text that was composed here is read once by every device that it was meant for. */
function heardProblems({ town, said }: Crowd): string[] {
  const problems: string[] = []
  const mine = said.filter(({ author }) => author === 'me')
  for (const { text, place } of mine) {
    for (const person of [...place.members, PHONE]) {
      for (const { device, messages } of town.people.heard(person)) {
        const times = messages.filter((one) => one.text === text).map((one) => one.times)
        if (times.length === 1 && times[0] === 1) continue
        problems.push(`${text}: ${person} device ${device} read it ${times.join(' + ') || 0} times`)
      }
    }
  }
  return problems
}
