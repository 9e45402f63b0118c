/** The simulator's control calls: buyers who write without a browser of their own. */
import { type APIRequestContext, expect } from '@playwright/test'

export interface Chat {
  id: string
  buyer: string
  buyerId: number
}

export class Sandbox {
  constructor(
    private readonly request: APIRequestContext,
    private readonly url: string,
  ) {}

  /** Somebody who has opened a chat about a listing, by default the demo shop's first. */
  async chat(buyer: string, itemId?: number): Promise<Chat> {
    const { user_id: buyerId } = await this.post<{ user_id: number }>('buyers', { name: buyer })
    const item = itemId ?? (await this.items())[0]?.id
    const { id } = await this.post<{ id: string }>('chats', { buyer_id: buyerId, item_id: item })
    return { id, buyer, buyerId }
  }

  async says(chat: Chat, text: string): Promise<void> {
    await this.posts(chat, { type: 'text', text })
  }

  async posts(chat: Chat, content: object, from: 'buyer' | 'seller' = 'buyer'): Promise<void> {
    await this.post(`chats/${chat.id}/messages`, { content, from })
  }

  /** The next text of the seller's into the chat is refused, in these words. */
  async refuses(chat: Chat, message: string): Promise<void> {
    const action = { kind: 'status', status: 400, message }
    await this.post('faults', { action, operation: 'postSendMessage', chat_id: chat.id, times: 1 })
  }

  /** A listing of the demo's seller. */
  async item(title: string): Promise<number> {
    const [first] = await this.items()
    const { id } = await this.post<{ id: number }>('items', {
      seller_id: first?.seller_id,
      title,
      price: 1000,
    })
    return id
  }

  async messages(chat: Chat): Promise<{ type: string; text?: string }[]> {
    const answer = await this.request.get(`${this.url}/_sandbox/chats/${chat.id}/messages`)
    return answer.json()
  }

  private async items(): Promise<{ id: number; seller_id: number }[]> {
    return (await this.request.get(`${this.url}/_sandbox/items`)).json()
  }

  private async post<T>(path: string, data: object): Promise<T> {
    const answer = await this.request.post(`${this.url}/_sandbox/${path}`, { data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return answer.json()
  }
}
