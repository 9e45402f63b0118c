import { create } from 'zustand'
import type { ConversationRow, Id, Message } from '@/shared/api/types'
import {
  type Conversations,
  emptyTimeline,
  mergeConversations,
  mergeLive,
  mergePage,
  type Timeline,
} from './merge'

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline'

interface LiveState {
  conversations: Conversations
  timelines: ReadonlyMap<Id, Timeline>
  link: LinkState
  /** When the page last knew it was complete; `null` until it first was. */
  freshAt: number | null
}

const initial: LiveState = {
  conversations: new Map(),
  timelines: new Map(),
  link: 'connecting',
  freshAt: null,
}

/** The rows the page holds, whatever brought them: a list, a page of history, the stream. */
export const useLive = create<LiveState>()(() => initial)

interface Rows {
  conversations: readonly ConversationRow[]
  messages: readonly Message[]
}

export function applyRows(rows: Rows): void {
  useLive.setState((state) => ({
    conversations: mergeConversations(state.conversations, rows.conversations),
    timelines: mergeIntoTimelines(state.timelines, rows.messages),
  }))
}

/** Would these rows change which list a conversation stands in? */
export function moveBetweenLists(rows: readonly ConversationRow[]): boolean {
  const held = useLive.getState().conversations
  return rows.some(({ conversation }) => {
    const before = held.get(conversation.id)?.conversation
    return (
      before === undefined ||
      before.status !== conversation.status ||
      before.epoch !== conversation.epoch
    )
  })
}

/** From now on live messages of the conversation are kept. */
export function openTimeline(id: Id): void {
  useLive.setState(({ timelines }) =>
    timelines.has(id) ? {} : { timelines: new Map(timelines).set(id, emptyTimeline) },
  )
}

export function applyPage(id: Id, rows: readonly Message[], reachedStart: boolean): void {
  useLive.setState(({ timelines }) => ({
    timelines: new Map(timelines).set(
      id,
      mergePage(timelines.get(id) ?? emptyTimeline, rows, reachedStart),
    ),
  }))
}

export function setLink(link: LinkState): void {
  useLive.setState((state) => ({
    link,
    freshAt: link === 'live' || state.link === 'live' ? Date.now() : state.freshAt,
  }))
}

export function dropRows(): void {
  useLive.setState({ conversations: new Map(), timelines: new Map() })
}

function mergeIntoTimelines(
  held: ReadonlyMap<Id, Timeline>,
  messages: readonly Message[],
): ReadonlyMap<Id, Timeline> {
  let merged: Map<Id, Timeline> | null = null
  for (const [id, rows] of byConversation(messages)) {
    const timeline = held.get(id)
    if (timeline === undefined) continue
    const next = mergeLive(timeline, rows)
    if (next === timeline) continue
    merged ??= new Map(held)
    merged.set(id, next)
  }
  return merged ?? held
}

function byConversation(messages: readonly Message[]): Map<Id, Message[]> {
  const groups = new Map<Id, Message[]>()
  for (const message of messages) {
    const group = groups.get(message.conversation_id)
    if (group) group.push(message)
    else groups.set(message.conversation_id, [message])
  }
  return groups
}
