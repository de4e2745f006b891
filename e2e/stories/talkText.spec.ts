import { en } from '../../web/ui/words/en.ts'
import { linkToChats, openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { bubble, chatRow, expectTicks, field, openChat, send } from '../talk.ts'

test.use({ hostOptions: { people: { cast: false } } })

const { conversation: words } = en

test('texts of all kinds are shown as they are meant, and nothing in them is run', async ({
  page,
  sandbox,
}) => {
  const { people } = sandbox
  const name = '<b id="name">Ada</b>'
  const ada = await people.add({ name })
  await openUnlinked(page)
  await linkToChats(page, sandbox)
  const say = (text: string) => people.say(ada.id, 'phone-1', text)
  const evil = '<img id="evil" src="x" onerror="document.title=1"><script id="evil">1</script>'
  await say(evil)
  await openChat(page, name)
  await expect(bubble(page, evil)).toBeVisible()
  await expect(page.locator('#evil, #name')).toHaveCount(0)

  await say('*bold* _slanted_ ~gone~ `code`\n> quoted\n- one\n- two\nhttps://example.org/tides')
  const rich = page.getByRole('article').last()
  await expect(rich.locator('strong, b')).toHaveText('bold')
  await expect(rich.locator('em, i')).toHaveText('slanted')
  await expect(rich.locator('del, s')).toHaveText('gone')
  await expect(rich.locator('code')).toHaveText('code')
  await expect(rich.locator('blockquote')).toContainText('quoted')
  await expect(rich.getByRole('listitem')).toHaveText(['one', 'two'])
  await expect(rich.getByRole('link')).toHaveAttribute('rel', /noopener/)

  await say('שלום, מה שלומך?')
  const direction = bubble(page, 'שלום')
    .getByText('שלום')
    .first()
    .evaluate((node) => getComputedStyle(node).direction)
  expect(await direction).toBe('rtl')
  await say(`${'Long ago there was a lighthouse. '.repeat(400)}The end.`)
  const long = page.getByRole('article').last()
  await expect(long).not.toContainText('The end.')
  await long.getByRole('button', { name: words.readMore }).click()
  await expect(long).toContainText('The end.')
  await say('🌊')
  await expect(chatRow(page, name)).toContainText('🌊')

  // What is written here leaves letter by letter.
  const mine = '*not* <i>html</i> & "more" שלום 👩‍👩‍👧‍👦'
  await field(page).fill(`${mine}\n2 < 3`)
  await send(page, `${mine}\n2 < 3`)
  await expectTicks(page, /2 < 3/, 'delivered')
  expect(people.conversation(ada.id, 'phone-1').at(-1)?.text).toBe(`${mine}\n2 < 3`)
})
