/** The real product: `sufler demo` with its simulator, an operator's browser and buyers' browsers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { complaintsOf } from '../support/complaints'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
export const BINARY = process.env.SUFLER_BIN ?? join(ROOT, 'target/debug/sufler')
const LOGIN = process.env.SUFLER_LOGIN ?? 'operator'
const PASSWORD = process.env.SUFLER_PASSWORD ?? 'demo'
/** Others on the same machine may run the stories too. */
const PORT = process.env.STORY_PORT ?? '18080'
const BUYER_PORT = process.env.STORY_BUYER_PORT ?? '18180'
const START_MS = 30_000

export interface Product {
  operatorUrl: string
  buyerUrl: string
}

interface Worker {
  product: Product
}

interface Story {
  operator: Page
  buyer: Buyer
}

export const test = base.extend<Story, Worker>({
  product: [
    async ({}, use) => {
      const data = mkdtempSync(join(tmpdir(), 'sufler-browser-'))
      const demo = spawn(
        BINARY,
        ['demo', '--port', PORT, '--buyer-port', BUYER_PORT, '--data', join(data, 'demo')],
        {
          cwd: ROOT,
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      await use(await addresses(demo))
      const ended = new Promise((resolve) => demo.once('exit', resolve))
      demo.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: START_MS },
  ],

  /** Logged in and looking at the list before anything happens; never reloaded. */
  operator: async ({ browser, product }, use) => {
    const page = await newPage(browser)
    const complaints = complaintsOf(page)
    await logIn(page, product)
    await use(page)
    expect(complaints).toEqual([])
    await page.context().close()
  },

  buyer: async ({ browser, product }, use) => {
    const buyer = await Buyer.open(browser, product)
    await use(buyer)
    await buyer.page.context().close()
  },
})

export { expect }

export async function logIn(page: Page, { operatorUrl }: Product): Promise<void> {
  await page.goto(`${operatorUrl}/inbox`)
  await page.getByLabel('Логин').fill(LOGIN)
  await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Войти' }).click()
  await expect(page.getByText('на связи')).toBeVisible()
}

/** In a browser of its own: operators and buyers share no cookies. */
async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  return context.newPage()
}

let buyers = 0

/** Somebody who writes about a listing on the simulator's page. */
export class Buyer {
  private constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  /** Each call is another person, so that stories never meet in one chat. */
  static async open(browser: Browser, { buyerUrl }: Product): Promise<Buyer> {
    const page = await newPage(browser)
    buyers += 1
    const name = `Покупатель ${buyers}`
    const added = await page.request.post(`${buyerUrl}/_sandbox/buyers`, { data: { name } })
    expect(added.ok()).toBe(true)
    await page.goto(buyerUrl)
    await page.getByLabel('Кто вы').selectOption({ label: name })
    await page.getByRole('button', { name: 'Выбрать товар и спросить' }).click()
    const shop = page.getByRole('region', { name: 'Объявления' })
    await shop.getByRole('listitem').first().getByRole('button').click()
    await expect(page.getByRole('textbox', { name: 'Сообщение' })).toBeVisible()
    return new Buyer(page, name)
  }

  async says(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Сообщение' }).fill(text)
    await this.page.getByRole('button', { name: 'Отправить', exact: true }).click()
    await expect(this.messages.filter({ hasText: text }).last()).toBeVisible()
  }

  get messages() {
    return this.page.getByRole('list', { name: 'Сообщения' }).getByRole('listitem')
  }
}

/** The two addresses the demo prints. */
function addresses(demo: ChildProcess): Promise<Product> {
  return new Promise((resolve, reject) => {
    let printed = ''
    demo.once('error', (error) =>
      reject(new Error(`${BINARY} does not start: ${error.message}. Build it, or set SUFLER_BIN.`)),
    )
    demo.once('exit', (code) =>
      reject(new Error(`sufler demo ended with ${code} before it was ready:\n${printed}`)),
    )
    demo.stdout?.on('data', (chunk) => {
      printed += String(chunk)
      const [operatorUrl, buyerUrl] = printed.match(/https?:\/\/[^\s/]+/gu) ?? []
      if (operatorUrl !== undefined && buyerUrl !== undefined) resolve({ operatorUrl, buyerUrl })
    })
  })
}
