/**
 * Twenty minutes of a busy company, told in seconds: three operators, two accounts, thirty buyers; networks break, the
 * server dies, people take over from the bot. At the end every browser shows exactly what the database holds.
 */
import { expect, type Page, type Route, test } from '@playwright/test'
import { composer, list, log } from '../support/locators'
import { Company, type Operator } from './company'
import type { Chat } from './sandbox'

const BUYERS = 30
const MINUTES = 20
/** Things that happen in a minute. */
const A_MINUTE = 9

test.describe.configure({ retries: 0 })

test('a workday: whatever breaks, each browser ends with what the database holds', async ({
  browser,
}) => {
  // A minute on a quiet machine.
  test.setTimeout(300_000)
  const company = await Company.open(['Климатика', 'Мебель'])
  try {
    const [first, second] = company.accounts
    if (first === undefined || second === undefined) throw new Error('two accounts')
    const anna = await company.operator(browser, 'Анна', null)
    const boris = await company.operator(browser, 'Борис', null)
    const vera = await company.operator(browser, 'Вера', [second])
    const chats: Chat[] = []
    for (let n = 0; n < BUYERS; n += 1) {
      chats.push(await company.chat(`Покупатель ${n + 1}`, n % 2 === 0 ? first : second))
    }
    const day = new Day(company, chats, [anna, boris, vera])
    for (let minute = 0; minute < MINUTES; minute += 1) await day.minute(minute)
    await day.evening()
    await company.settles()
    expect(day.answers, 'people took over and answered').toBeGreaterThan(5)
    const operators = [anna, boris, vera]
    await Promise.all(operators.map((operator) => showsWhatIsStored(operator, company)))
    expect(operators.flatMap(({ complaints }) => complaints)).toEqual([])
  } finally {
    await company.close()
  }
})

/** What happens, the same in every run. */
class Day {
  private dice = 20
  private words = 0
  /** What operators have said. */
  answers = 0

  constructor(
    private readonly company: Company,
    private readonly chats: readonly Chat[],
    private readonly operators: readonly Operator[],
  ) {}

  async minute(minute: number): Promise<void> {
    await this.disturb(minute)
    const said: Promise<void>[] = []
    for (let n = 0; n < A_MINUTE; n += 1) {
      const chat = this.chats[this.roll(this.chats.length)]
      if (chat === undefined) continue
      if (this.roll(14) === 0) {
        const content = { type: 'text', text: `Из приложения ${this.number()}` }
        said.push(this.company.sandbox.posts(chat, content, 'seller'))
      } else {
        said.push(this.company.sandbox.says(chat, `Вопрос ${this.number()}`))
      }
    }
    await Promise.all(said)
    if (minute % 2 === 1) await this.answer(minute)
  }

  /** Everybody is back. */
  async evening(): Promise<void> {
    for (const { page } of this.operators) {
      await page.context().setOffline(false)
      await expect(page.getByText('на связи')).toBeVisible({ timeout: 30_000 })
    }
  }

  /** Cuts from a tenth of a second to a quarter of the day, a log that is gone, a server that dies. */
  private async disturb(minute: number): Promise<void> {
    const [anna, boris, vera] = this.operators
    switch (minute) {
      case 3:
        await anna?.page.context().setOffline(true)
        await anna?.page.waitForTimeout(100)
        return anna?.page.context().setOffline(false)
      case 5:
        return boris?.page.context().setOffline(true)
      case 6:
        return forgets(vera?.page)
      case 8:
        return vera?.page.context().setOffline(true)
      case 9:
        await boris?.page.context().setOffline(false)
        return this.company.kill()
      case 10:
        return this.company.start()
      case 14:
        return vera?.page.context().setOffline(false)
      case 16:
        await this.company.kill()
        return this.company.start()
    }
  }

  /** One of those who are online opens a chat, takes it over and answers; sometimes the bot gets it back. */
  private async answer(minute: number): Promise<void> {
    // The server is down in the ninth minute.
    if (minute === 9) return
    const operator = this.operators[this.roll(this.operators.length)]
    if (operator === undefined) return
    const { page } = operator
    if (!(await page.evaluate(() => navigator.onLine))) return
    const rows = list(page).getByRole('link')
    await rows.nth(this.roll(8)).click()
    await expect(log(page)).toBeVisible()
    const take = page.getByRole('button', { name: 'Передать оператору' })
    if (await take.isVisible()) await take.click()
    if (
      !(await page
        .getByText('(вы)')
        .first()
        .isVisible()
        .catch(() => false))
    ) {
      await page.waitForTimeout(200)
    }
    if (await composer(page).isEnabled()) {
      await composer(page).fill(`${operator.name} отвечает ${this.number()}`)
      await composer(page).press('Enter')
      this.answers += 1
    }
    const back = page.getByRole('button', { name: 'Передать боту' })
    if (this.roll(3) === 0 && (await back.isVisible())) await back.click()
  }

  private number(): number {
    this.words += 1
    return this.words
  }

  private roll(sides: number): number {
    this.dice = (this.dice * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((this.dice / 2_147_483_648) * sides)
  }
}

/** For this page the server's log of changes has no end, as after a night away: it must read everything anew. */
async function forgets(page: Page | undefined): Promise<void> {
  const endless = async (route: Route) => {
    const response = await route.fetch().catch(() => null)
    if (response === null) return route.abort()
    const body = await response.json()
    await route.fulfill({
      response,
      json: { ...body, conversations: [], messages: [], more: true },
    })
  }
  await page?.route('**/api/v1/changes*', endless, { times: 20 })
  await page?.context().setOffline(true)
  await page?.context().setOffline(false)
}

interface Row {
  conversation: {
    id: number
    unread: number
    last_message: { text: string } | null
  }
  contact: { name: string }
}

interface Message {
  id: number
  text: string
  author: { kind: string }
  kind: string
}

/** The list and every chat of it, against the database. Both are read anew until they agree: the bot may still talk. */
async function showsWhatIsStored({ page, api, name }: Operator, company: Company): Promise<void> {
  let conversations: number[] = []
  await expect(async () => {
    const answer = await api.get(`${company.url}/api/v1/conversations?tab=all&limit=200`)
    const { items } = (await answer.json()) as { items: Row[] }
    expect(items.length).toBeGreaterThan(10)
    const stored = items.map(({ conversation: { id, last_message }, contact }) => ({
      id,
      words: expect.stringMatching(
        new RegExp(
          `${literally(contact.name)}.*${literally(oneLine(last_message?.text ?? ''))}`,
          'u',
        ),
      ),
    }))
    expect(await rows(page), `${name}'s list`).toEqual(stored)
    conversations = items.map(({ conversation }) => conversation.id)
  }).toPass({ timeout: 20_000 })
  for (const id of conversations) {
    await list(page).locator(`[data-conversation="${id}"]`).click()
    await expect(async () => {
      const path = `conversations/${id}/messages?limit=200`
      const stored = (await company.read<{ items: Message[] }>(path)).items
      const expected = stored.map((message) => `${message.id} ${message.text}`)
      expect(new Set(expected).size).toBe(expected.length)
      expect(await messages(page), `conversation ${id} of ${name}`).toEqual(expected)
    }).toPass({ timeout: 10_000 })
  }
}

const oneLine = (text: string) => text.replace(/\s+/gu, ' ').trim()
const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')

/** Ids and words of the list's rows, from top to bottom. */
async function rows(page: Page): Promise<{ id: number; words: string }[]> {
  const shown = await list(page)
    .locator('[data-conversation]')
    .evaluateAll((all) =>
      all.map((row) => ({
        id: Number(row.getAttribute('data-conversation')),
        words: row.textContent ?? '',
      })),
    )
  return shown.map(({ id, words }) => ({ id, words: oneLine(words) }))
}

/** Ids and words of the messages as they stand on the page, from top to bottom. */
function messages(page: Page): Promise<string[]> {
  return log(page)
    .locator('[data-message]')
    .evaluateAll((all) =>
      all
        .map((one) => ({
          top: one.getBoundingClientRect().top,
          text: `${one.getAttribute('data-message')} ${one.querySelector('[dir=auto]')?.textContent}`,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    )
}
