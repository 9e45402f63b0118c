/** The API and the stream, played inside the browser's network layer: `docs/api.md` in miniature. */
import type { Page, Route, WebSocketRoute } from '@playwright/test'
import * as data from './data'

type Json = Record<string, unknown>
/** JSON, or a text as it is. */
type Answer = { status?: number; headers?: Record<string, string>; body?: unknown }

export class MockServer {
  rows = new Map(data.rows.map((row) => [row.conversation.id, structuredClone(row)]))
  messages = new Map<number, data.Message[]>([
    [11, structuredClone(data.showcase)],
    [1, data.longHistory(1, 140)],
  ])
  notes: data.Note[] = [
    data.note(901, 11, {
      text: 'Постоянный клиент, торгуется. Можно скинуть 5 %.',
      at: data.NOW - 25 * 60_000,
    }),
  ]
  /** What this user has begun to write, on whatever device. */
  unsent: { conversation_id: number; text: string; revision: number; at: number }[] = []
  /** An upload is answered only once this is released. */
  upload: Promise<void> = Promise.resolve()
  accounts = structuredClone(data.accounts)
  readonly now = data.NOW
  /** What the page said of its user's whereabouts. */
  readonly reports: unknown[] = []
  /** Colleagues at whatever chat is open. */
  people: { user_id: number; name: string; typing: boolean }[] = []
  /** What the page said of being looked at. */
  readonly looks: unknown[] = []
  devices: Json[] = []
  telegram: Json = {
    configured: true,
    chat_id: '-1001234567890',
    waiting: 0,
    sent_at: data.NOW - 3_600_000,
    problem: null,
  }
  pauses: { scope: Json; user_name: string; at: number }[] = []
  quickReplies: data.QuickReply[] = structuredClone(data.quickReplies)
  shares: data.Share[] = structuredClone(data.shares)
  user: typeof data.me | null = data.me
  /** Answers requests for a draft with this instead. */
  draftAnswer: Answer | null = null
  /** The open conversation as a recorded dialog. */
  dialogAnswer: Answer = {
    headers: { 'content-type': 'application/yaml', 'x-differences': '2' },
    body: data.recordedDialog,
  }
  /** Answers the next sends with this instead. */
  sendAnswer: { status: number; body: Json } | null = null
  /** Requests that changed something. */
  readonly writes: { path: string; body: unknown }[] = []
  /** Every change since the start, for `/changes`. */
  private readonly log: Json[] = []
  private sockets = new Set<WebSocketRoute>()
  private isDown = false

  static async on(
    page: Page,
    prepare: (server: MockServer) => void = () => {},
  ): Promise<MockServer> {
    const server = new MockServer()
    prepare(server)
    await page.route('**/api/v1/**', (route) => server.answer(route))
    await page.route('**/mock-picture/**', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: picture(route) }),
    )
    await page.routeWebSocket(/socket\.io/, (socket) => server.accept(socket))
    return server
  }

  /** Commits a change and sends it to whoever is connected. */
  change(change: {
    conversation?: data.Row
    messages?: data.Message[]
    notes?: data.Note[]
  }): void {
    if (change.conversation) this.rows.set(change.conversation.conversation.id, change.conversation)
    for (const message of change.messages ?? []) {
      const held = this.messages.get(message.conversation_id) ?? []
      this.messages.set(message.conversation_id, [
        ...held.filter((other) => other.id !== message.id),
        message,
      ])
    }
    for (const note of change.notes ?? []) {
      this.notes = [...this.notes.filter(({ id }) => id !== note.id), note]
    }
    const numbered = { version: data.nextVersion(), ...change }
    this.log.push(numbered)
    this.emit('change', numbered)
  }

  /** A message of the customer, as the stream would bring it. */
  receive(conversation: number, text: string): data.Message {
    const row = this.rows.get(conversation)!
    const message = data.message(data.nextVersion() * 1_000_000, conversation, {
      text,
      at: data.NOW + this.log.length * 1000,
    })
    this.change({
      conversation: {
        ...row,
        conversation: {
          ...row.conversation,
          last_message: { id: message.id, author: message.author, text, at: message.at },
          last_at: message.at,
          snoozed_until: null,
          version: data.nextVersion(),
        },
      },
      messages: [message],
    })
    return message
  }

  /** The network breaks: the stream closes and calls fail. */
  async cut(): Promise<void> {
    this.isDown = true
    for (const socket of this.sockets) await socket.close()
    this.sockets.clear()
  }

  restore(): void {
    this.isDown = false
  }

  /** Colleagues come and go, and the stream tells. */
  present(conversation_id: number, people: MockServer['people']): void {
    this.people = people
    this.emit('presence', { conversation_id, people })
  }

  /** Another page of this user wrote on. */
  wroteElsewhere(conversation_id: number, text: string): void {
    const unsent = { conversation_id, text, revision: data.nextVersion() }
    this.unsent = this.unsent.filter((held) => held.conversation_id !== conversation_id)
    this.unsent.push({ ...unsent, at: data.NOW })
    this.emit('unsent', { ...unsent, page: 'another' })
  }

  private accept(socket: WebSocketRoute): void {
    if (this.isDown) {
      void socket.close()
      return
    }
    this.sockets.add(socket)
    socket.onClose(() => void this.sockets.delete(socket))
    socket.onMessage((text) => {
      if (text === '40') {
        socket.send('40{"sid":"mock"}')
        socket.send(`42${JSON.stringify(['hello', { version: this.version }])}`)
      }
    })
    socket.send(
      '0{"sid":"mock","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":1000000}',
    )
  }

  private emit(name: string, value: unknown): void {
    for (const socket of this.sockets) socket.send(`42${JSON.stringify([name, value])}`)
  }

  private get version(): number {
    return Number(this.log.at(-1)?.version ?? 100)
  }

  private async answer(route: Route): Promise<void> {
    if (this.isDown) return route.abort('internetdisconnected')
    const request = route.request()
    const url = new URL(request.url())
    const path = url.pathname.replace('/api/v1', '')
    const body = request.method() === 'GET' ? null : safeJson(request.postData())
    if (path.endsWith('/presence')) this.reports.push(body)
    else if (path.endsWith('/look')) this.looks.push(body)
    else if (request.method() !== 'GET') this.writes.push({ path, body })
    if (path.endsWith('/images')) await this.upload
    const answer = this.handle(request.method(), path, url.searchParams, (body ?? {}) as Json)
    const { body: content, headers } = answer
    await route.fulfill({
      status: answer.status ?? 200,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof content === 'string' ? content : JSON.stringify(content ?? ''),
    })
  }

  private handle(method: string, path: string, query: URLSearchParams, body: Json): Answer {
    if (path === '/login') return this.login(body)
    if (this.user === null) return refuse(401, 'session.missing', '')
    if (path === '/me') return { body: { user: this.user, csrf: 'mock' } }
    if (path === '/logout') return { status: 204 }
    if (path === '/accounts') return { body: this.accounts }
    if (path === '/channels') return { body: data.channels }
    if (path === '/colleagues') return { body: data.colleagues }
    if (path === '/me/unsent') return { body: this.unsent }
    if (path.startsWith('/notes/')) return this.changeNote(method, path, body)
    if (path.startsWith('/accounts/')) return this.account(path, body)
    if (path === '/changes') return { body: this.changesAfter(Number(query.get('after'))) }
    if (path.startsWith('/bot/')) return this.pause(path, body)
    if (path.startsWith('/quick_replies')) return this.bank(method, path, body)
    if (path === '/me/look') return { status: 204 }
    if (path === '/telegram') return { body: this.telegram }
    if (path === '/telegram/test') return { status: 204 }
    if (path.startsWith('/push')) return this.push(method, path, body)
    if (path === '/me/password') return this.newPassword(body)
    if (path === '/search') return { body: this.search(query) }
    if (path === '/conversations') return { body: this.list(query) }
    const turn = /^\/messages\/(\d+)\/turn$/.exec(path)
    if (turn) return this.turnOf(Number(turn[1]))
    const one = /^\/conversations\/(\d+)(?:\/(\w+)(?:\/\w+)?)?$/.exec(path)
    const row = this.rows.get(Number(one?.[1]))
    if (one === null || row === undefined)
      return refuse(404, 'conversation.missing', 'Такого диалога нет.')
    return this.conversation(method, path, row, one[2], query, body)
  }

  private conversation(
    method: string,
    path: string,
    row: data.Row,
    action: string | undefined,
    query: URLSearchParams,
    body: Json,
  ): Answer {
    const { conversation } = row
    if (action === undefined) return { body: row }
    if (action === 'presence')
      return { body: { conversation_id: conversation.id, people: this.people } }
    if (action === 'draft') {
      if (path.endsWith('/fate')) return { status: 204 }
      return this.draftAnswer ?? { body: { id: 77, ...data.draft, after: lastId(row) } }
    }
    if (action === 'notes') return this.noteOf(conversation.id, method, body)
    if (action === 'unsent') return this.keep(conversation.id, String(body.text))
    if (action === 'dialog') return this.dialogAnswer
    if (action === 'shares') return this.share(method, path, body)
    if (action === 'export')
      return { headers: { 'content-type': 'text/html' }, body: '<p>Переписка</p>' }
    if (action === 'colleagues') return { body: data.colleagues }
    if (action === 'messages' && method === 'GET')
      return { body: this.page(conversation.id, query) }
    if (action === 'messages' || action === 'images') return this.send(row, body)
    const change = {
      take_over: {
        owner: { kind: 'operator', user_id: data.me.id },
        epoch: Number(conversation.epoch) + 1,
      },
      hand_back: { owner: { kind: 'bot' }, epoch: Number(conversation.epoch) + 1 },
      read: { unread: 0 },
      close: { status: 'closed' },
      snooze: { snoozed_until: body.until },
      assign: {
        owner:
          body.user_id === null
            ? { kind: 'queue' }
            : { kind: 'operator', user_id: Number(body.user_id) },
        epoch: Number(conversation.epoch) + 1,
      },
    }[action as 'take_over' | 'hand_back' | 'read' | 'close' | 'snooze' | 'assign']
    const changed: data.Row = {
      ...row,
      conversation: { ...conversation, ...change, version: data.nextVersion() },
      owner_name:
        action === 'take_over'
          ? data.me.name
          : action === 'assign'
            ? (data.colleagues.find(({ id }) => id === body.user_id)?.name ?? null)
            : action === 'hand_back'
              ? null
              : row.owner_name,
    }
    this.change({ conversation: changed })
    return { body: changed }
  }

  private send(row: data.Row, body: Json) {
    if (this.sendAnswer !== null) return this.sendAnswer
    const id = row.conversation.id
    const message = data.message(data.nextVersion() * 1_000_000, id, {
      author: { kind: 'operator', user_id: data.me.id },
      text: body.text ?? '[Изображение]',
      client_id: body.client_id ?? null,
      delivery: 'queued',
      at: data.NOW + this.log.length * 1000,
    })
    const { author, text, at } = message
    const last_message = { id: message.id, author, text, at }
    const version = data.nextVersion()
    const conversation = { ...row.conversation, last_message, last_at: at, version }
    this.change({ conversation: { ...row, conversation }, messages: [message] })
    return { status: 202, body: message }
  }

  private push(method: string, path: string, body: Json): Answer {
    if (method === 'GET') return { body: { public_key: data.pushKey, devices: this.devices } }
    if (method === 'DELETE') {
      this.devices = this.devices.filter(({ id }) => id !== Number(path.split('/').at(-1)))
      return { status: 204 }
    }
    const { device, mine, queue } = body
    const made = { id: data.nextVersion(), device, mine, queue, created_at: data.NOW }
    this.devices = [made]
    return { status: 201, body: made }
  }

  private share(method: string, path: string, body: Json): Answer {
    const id = Number(path.split('/').at(-1))
    const held = this.shares.find((share) => share.id === id)
    if (method === 'GET') return { body: this.shares }
    if (method === 'DELETE' && held !== undefined) {
      Object.assign(held, { url: null, revoked_at: data.NOW })
      return { body: held }
    }
    const made: data.Share = {
      id: data.nextVersion(),
      url: `https://help.example.ru/share/${'A'.repeat(64)}`,
      user_name: data.me.name,
      created_at: data.NOW,
      expires_at: data.NOW + Number(body.expires_in_hours) * 3_600_000,
      revoked_at: null,
    }
    this.shares.unshift(made)
    return { status: 201, body: made }
  }

  private noteOf(conversation: number, method: string, body: Json): Answer {
    if (method === 'GET') {
      const held = this.notes.filter((note) => note.conversation_id === conversation)
      return { body: held.filter(({ deleted }) => !deleted) }
    }
    const made = data.note(data.nextVersion() * 1000, conversation, {
      ...body,
      user_id: data.me.id,
      user_name: data.me.name,
      at: data.NOW + this.log.length * 1000,
    })
    this.change({ notes: [made] })
    return { status: 201, body: made }
  }

  private changeNote(method: string, path: string, body: Json): Answer {
    const held = this.notes.find(({ id }) => id === Number(path.split('/')[2]))
    if (held === undefined) return refuse(404, 'note.not_found', 'Такой заметки нет.')
    const version = data.nextVersion()
    const changed =
      method === 'DELETE'
        ? { ...held, text: '', deleted: true, version }
        : { ...held, ...body, edited_at: data.NOW, version }
    this.change({ notes: [changed] })
    return method === 'DELETE' ? { status: 204 } : { body: changed }
  }

  private keep(conversation_id: number, text: string): Answer {
    const kept = { conversation_id, text, revision: data.nextVersion(), at: data.NOW }
    const others = this.unsent.filter((one) => one.conversation_id !== conversation_id)
    this.unsent = text === '' ? others : [...others, kept]
    return { body: kept }
  }

  private account(path: string, body: Json): Answer {
    const held = this.accounts.find(({ id }) => id === Number(path.split('/')[2]))
    if (held === undefined) return refuse(404, 'account.not_found', 'Такого аккаунта нет.')
    return { body: Object.assign(held, body) }
  }

  private turnOf(id: number): Answer {
    const message = [...this.messages.values()].flat().find((other) => other.id === id)
    if (message?.turn_id == null) return refuse(404, 'turn.not_found', '')
    return { body: { ...data.turn, conversation_id: message.conversation_id } }
  }

  private bank(method: string, path: string, body: Json): Answer {
    const [, , id, action] = path.split('/')
    const held = this.quickReplies.find((reply) => reply.id === Number(id))
    if (id === undefined && method === 'GET') return { body: this.quickReplies }
    if (id === undefined) {
      const made = { ...data.quickReplies[0]!, ...body, id: data.nextVersion(), uses: 0 }
      this.quickReplies.push(made as data.QuickReply)
      return { status: 201, body: made }
    }
    if (held === undefined)
      return refuse(404, 'quick_reply.not_found', 'Такого быстрого ответа нет.')
    if (method === 'DELETE') {
      this.quickReplies = this.quickReplies.filter((reply) => reply !== held)
      return { status: 204 }
    }
    if (action === 'used') held.uses += 1
    else Object.assign(held, body.reply, { revision: held.revision + 1 })
    return { body: held }
  }

  private pause(path: string, { scope }: Json) {
    const others = this.pauses.filter(
      (held) => JSON.stringify(held.scope) !== JSON.stringify(scope),
    )
    if (path === '/bot/pause')
      this.pauses = [...others, { scope: scope as Json, user_name: data.me.name, at: data.NOW }]
    if (path === '/bot/resume') this.pauses = others
    return { body: this.pauses }
  }

  private newPassword(body: Json) {
    return body.current === 'secret'
      ? { status: 204 }
      : refuse(422, 'password.wrong', 'Прежний пароль указан неверно.')
  }

  private login(body: Json) {
    if (body.password === 'throttled') {
      return refuse(429, 'login.too_many', 'Слишком много попыток.', { retry_after_s: 42 })
    }
    if (body.password !== 'secret') return refuse(401, 'login.wrong', 'Неверный логин или пароль.')
    this.user = data.me
    return { body: { user: data.me, csrf: 'mock' } }
  }

  private search(query: URLSearchParams): Json {
    const q = (query.get('q') ?? '').toLowerCase()
    const ledBy = query.get('led_by')
    const rows = [...this.rows.values()].filter(
      ({ conversation: { owner } }) =>
        ledBy === null || (ledBy === 'bot') === (owner.kind === 'bot'),
    )
    const byName = rows.filter((row) => JSON.stringify(row.contact).toLowerCase().includes(q))
    const byText = rows.flatMap((row) => {
      const found = this.messages.get(row.conversation.id)?.findLast(({ text }) => has(text, q))
      const start = String(found?.text).toLowerCase().indexOf(q)
      const snippet = { text: found?.text, found: [[start, start + q.length]] }
      return found ? [{ row, message: found, snippet }] : []
    })
    return {
      items: [...byName.map((row) => ({ row, message: null, snippet: null })), ...byText],
      total: byName.length + byText.length,
      is_cut: false,
      next: null,
      version: this.version,
    }
  }

  private list(query: URLSearchParams): Json {
    const limit = Number(query.get('limit') ?? 50)
    const before = Number(query.get('before') ?? 0)
    const chosen = (query.get('accounts') ?? '').split(',').filter(Boolean).map(Number)
    const tab = query.get('tab') ?? 'bot'
    const all = [...this.rows.values()]
      .filter((row) => chosen.length === 0 || chosen.includes(row.account.id))
      .sort((a, b) => byOrder(query.get('sort'), a, b))
    const found = all.filter((row) => (tab === 'all' || tabOf(row) === tab) && fits(row, query))
    const count = (name: string) => all.filter((row) => tabOf(row) === name).length
    return {
      items: found.slice(before, before + limit),
      next: before + limit < found.length ? String(before + limit) : null,
      counts: {
        bot: count('bot'),
        mine: count('mine'),
        queue: count('queue'),
        snoozed: count('snoozed'),
      },
      version: this.version,
    }
  }

  private page(id: number, query: URLSearchParams): Json {
    const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY)
    const limit = Number(query.get('limit') ?? 50)
    const older = (this.messages.get(id) ?? []).filter((message) => message.id < before)
    return { items: older.slice(-limit), more: older.length > limit }
  }

  private changesAfter(after: number): Json {
    const missed = this.log.filter((change) => Number(change.version) > after)
    return {
      conversations: missed.flatMap((change) => change.conversation ?? []),
      messages: missed.flatMap((change) => change.messages ?? []),
      notes: missed.flatMap((change) => change.notes ?? []),
      accounts: [],
      version: this.version,
      more: false,
    }
  }
}

const has = (text: unknown, q: string): boolean => String(text).toLowerCase().includes(q)

const lastId = (row: data.Row): number => (row.conversation.last_message as { id: number }).id
const lastAt = (row: data.Row): number => Number(row.conversation.last_at)

/** Those who wait come first where that is asked for, the longest first; then the latest. */
function byOrder(sort: string | null, a: data.Row, b: data.Row): number {
  const since = ({ conversation }: data.Row) =>
    sort === 'waiting' && conversation.waiting_since !== null
      ? Number(conversation.waiting_since)
      : Number.POSITIVE_INFINITY
  const wait = since(a) === since(b) ? 0 : since(a) - since(b)
  return wait || lastAt(b) - lastAt(a) || b.conversation.id - a.conversation.id
}

function fits(row: data.Row, query: URLSearchParams): boolean {
  const { owner, waiting_since } = row.conversation
  const [status, assignee] = [query.get('status'), query.get('assignee')]
  const tab = tabOf(row)
  const isOpen = tab !== 'closed' && tab !== 'snoozed'
  if (status === 'waiting' && !(isOpen && waiting_since !== null)) return false
  if (status === 'bot' && tab !== 'bot') return false
  if (status === 'operator' && !(isOpen && owner.kind !== 'bot')) return false
  if ((status === 'closed' || status === 'snoozed') && tab !== status) return false
  if (assignee === null) return true
  if (assignee === 'nobody') return owner.kind === 'queue'
  return owner.user_id === (assignee === 'me' ? data.me.id : Number(assignee))
}

function tabOf({ conversation }: data.Row): string {
  if (conversation.status === 'closed') return 'closed'
  if (conversation.snoozed_until !== null) return 'snoozed'
  const { owner } = conversation
  if (owner.kind !== 'operator') return owner.kind
  return owner.user_id === data.me.id ? 'mine' : 'colleague'
}

const refuse = (status: number, code: string, message: string, details: Json = {}) => ({
  status,
  body: { code, message, details },
})

function safeJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return text
  }
}

function picture(route: Route): string {
  const [, , colour, sign, size] = new URL(route.request().url()).pathname.split('/')
  const side = Number.parseInt(size ?? '128', 10)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 64 64"><rect width="64" height="64" fill="#${colour}"/><text x="32" y="42" font-size="30" text-anchor="middle">${decodeURIComponent(sign ?? '')}</text></svg>`
}
