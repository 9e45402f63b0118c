/** A company at work: the simulator with two shops, the real server that may die and come back, operators' browsers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type APIRequestContext, type Browser, expect, type Page, request } from '@playwright/test'
import { complaintsOf } from '../support/complaints'
import { BINARY, ROOT } from './product'
import { type Chat, Sandbox } from './sandbox'

const SANDBOX = process.env.SUFLER_SANDBOX_BIN ?? join(dirname(BINARY), 'sufler-sandbox')
/** Beside the demo's ports. */
const PORT = Number(process.env.STORY_PORT ?? '18080') + 1
const PASSWORD = 'a long password'

interface Seller {
  name: string
  user_id: number
  client_id: string
  client_secret: string
}

export interface Account {
  id: number
  title: string
  /** A listing of the seller's. */
  item: number
}

/** Somebody at the messenger; the page is never reloaded. */
export interface Operator {
  name: string
  page: Page
  api: APIRequestContext
  complaints: string[]
}

export class Company {
  readonly url = `http://127.0.0.1:${PORT}`
  accounts: Account[] = []
  private readonly users = new Map<string, number>()
  private server: ChildProcess | null = null
  private admin!: APIRequestContext
  private csrf = ''

  private constructor(
    private readonly folder: string,
    private readonly simulator: ChildProcess,
    readonly sandbox: Sandbox,
    private readonly control: APIRequestContext,
  ) {}

  static async open(titles: readonly string[]): Promise<Company> {
    const folder = mkdtempSync(join(tmpdir(), 'sufler-company-'))
    const file = join(folder, 'address')
    const simulator = spawn(
      SANDBOX,
      ['--empty', '--addr', '127.0.0.1:0', '--url-file', file, '--rate-limit', '100000'],
      { stdio: 'ignore' },
    )
    await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true)
    const avito = readFileSync(file, 'utf8').trim()
    const control = await request.newContext({ baseURL: `${avito}/_sandbox/` })
    const company = new Company(folder, simulator, new Sandbox(control, avito), control)
    const sellers = await Promise.all(
      titles.map((name) => company.tell<Seller>('sellers', { name })),
    )
    writeFileSync(join(folder, 'sufler.toml'), settings(folder, avito, sellers))
    mkdirSync(join(folder, 'knowledge'))
    await company.start()
    await company.enter()
    await company.connect(sellers)
    return company
  }

  /** Starts the server, or starts it again where it was. */
  async start(): Promise<void> {
    const server = spawn(BINARY, ['serve', '--config', join(this.folder, 'sufler.toml')], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server.stdout?.on('data', (chunk) => {
      this.password ||= /admin \/ (\S+)/u.exec(String(chunk))?.[1] ?? ''
    })
    this.server = server
    await expect
      .poll(
        () =>
          fetch(`${this.url}/health`)
            .then(({ ok }) => ok)
            .catch(() => false),
        {
          timeout: 30_000,
        },
      )
      .toBe(true)
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.server?.once('exit', resolve))
    this.server?.kill('SIGKILL')
    await ended
  }

  async close(): Promise<void> {
    await this.kill()
    this.simulator.kill('SIGTERM')
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A buyer with a chat about the account's listing. */
  chat(buyer: string, account: Account): Promise<Chat> {
    return this.sandbox.chat(buyer, account.item)
  }

  /** Nothing is on its way: webhooks are delivered, replies are sent, turns are over. */
  async settles(): Promise<void> {
    await expect
      .poll(
        async () => {
          const settled = await this.control.get('deliveries/settled?timeout_ms=5000')
          const changes = await this.read<{ messages: { delivery: string | null }[] }>(
            'changes?after=0',
          )
          const moving = changes.messages.filter(({ delivery }) =>
            ['queued', 'sending'].includes(delivery ?? ''),
          )
          return { settled: (await settled.json()).settled, moving: moving.length }
        },
        { timeout: 30_000 },
      )
      .toEqual({ settled: true, moving: 0 })
  }

  /** What the database holds, by the API's own words. */
  async read<T>(path: string): Promise<T> {
    const answer = await this.admin.get(`${this.url}/api/v1/${path}`)
    expect(answer.ok(), path).toBe(true)
    return answer.json()
  }

  /** Somebody logs in and looks at all conversations they may see. */
  async operator(browser: Browser, name: string, accounts: Account[] | null): Promise<Operator> {
    const user = { login: loginOf(name), name, role: 'operator', password: PASSWORD }
    const { id } = await this.post<{ id: number }>('users', user)
    this.users.set(name, id)
    if (accounts !== null) await this.grant(name, accounts)
    return this.device(browser, name)
  }

  /** From now on somebody sees these accounts alone. */
  async grant(name: string, accounts: Account[]): Promise<void> {
    const headers = { 'x-csrf-token': this.csrf }
    const data = { accounts: accounts.map((account) => account.id) }
    const path = `users/${this.users.get(name)}`
    const answer = await this.admin.patch(`${this.url}/api/v1/${path}`, { headers, data })
    expect(answer.ok(), path).toBe(true)
  }

  /** A browser of somebody who has logged in before: the phone beside the desk. */
  async device(browser: Browser, name: string): Promise<Operator> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 2600 } })
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(`${this.url}/inbox?tab=all`)
    await page.getByLabel('Логин').fill(loginOf(name))
    await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Войти' }).click()
    await expect(page.getByText('на связи')).toBeVisible()
    return { name, page, api: context.request, complaints }
  }

  private password = ''

  private async enter(): Promise<void> {
    await expect.poll(() => this.password, { timeout: 20_000 }).not.toBe('')
    this.admin = await request.newContext()
    const data = { login: 'admin', password: this.password }
    const answer = await this.admin.post(`${this.url}/api/v1/login`, { data })
    this.csrf = (await answer.json()).csrf
  }

  private async connect(sellers: readonly Seller[]): Promise<void> {
    for (const seller of sellers) {
      const { id: item } = await this.tell<{ id: number }>('items', {
        seller_id: seller.user_id,
        title: `Товар: ${seller.name}`,
        price: 100,
      })
      const accounts = await this.read<{ id: number; title: string }[]>('accounts')
      const account = accounts.find(({ title }) => title === seller.name)
      if (account === undefined) throw new Error(`${seller.name} is not connected`)
      this.accounts.push({ id: account.id, title: account.title, item })
    }
    const subscribed = async () => {
      const sellers = await (await this.control.get('sellers')).json()
      return sellers.every((one: { subscriptions: unknown[] }) => one.subscriptions.length > 0)
    }
    await expect.poll(subscribed, { timeout: 20_000 }).toBe(true)
  }

  private async tell<T>(path: string, data: object): Promise<T> {
    const answer = await this.control.post(path, { data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return answer.json()
  }

  private async post<T>(path: string, data: object): Promise<T> {
    const headers = { 'x-csrf-token': this.csrf }
    const answer = await this.admin.post(`${this.url}/api/v1/${path}`, { headers, data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return answer.json()
  }
}

const loginOf = (name: string) => `login-${name}`

function settings(folder: string, avito: string, sellers: readonly Seller[]): string {
  const quoted = JSON.stringify
  const accounts = sellers.map(
    (seller) =>
      `[[accounts]]\nchannel = "avito"\ntitle = ${quoted(seller.name)}\n` +
      `client_id = ${quoted(seller.client_id)}\nclient_secret = ${quoted(seller.client_secret)}\n`,
  )
  return [
    `listen = "127.0.0.1:${PORT}"`,
    `public_url = "http://127.0.0.1:${PORT}"`,
    `data_dir = ${quoted(join(folder, 'data'))}`,
    `flows_dir = ${quoted(join(ROOT, 'tests/flows/echo'))}`,
    `knowledge_dir = ${quoted(join(folder, 'knowledge'))}`,
    'settle_ms = 100',
    '[log]\nlevel = "error"',
    `[avito]\nbase_url = ${quoted(avito)}\nauthorize_url = ${quoted(`${avito}/oauth`)}`,
    // What a webhook did not bring while the server was down, a poll does.
    'poll_interval_s = 2\nbudget_per_minute = 50000',
    ...accounts,
  ].join('\n')
}
