/** What quick replies do to the text of an answer; pure, so that every case is tested. */
import type { ConversationRow, Id, QuickReply } from '@/shared/api/types'
import { fold, otherLayout } from '@/shared/fold'

/** A word in a text. */
export interface Span {
  start: number
  end: number
}

/** Keywords are made of these; the same rule as the server's. */
const WORD_BEFORE = /[\p{L}\p{N}_-]+$/u
/** With what the keys of letters write in a Latin layout: `ljcnfdrf`, `[jkjl`. */
const KEYS_BEFORE = /[^\s]+$/u

/** Those that fit a conversation of this account. */
export const fitting = (replies: readonly QuickReply[], account: Id): QuickReply[] =>
  replies.filter(({ scope }) => scope.kind !== 'account' || scope.account_id === account)

/** Quick replies whose keyword stands right before the caret, and where it stands. */
export function keywordAt(
  text: string,
  caret: number,
  replies: readonly QuickReply[],
): { span: Span; replies: QuickReply[] } | null {
  const before = text.slice(0, caret)
  // Inside a word nothing is a keyword yet.
  if (/^[\p{L}\p{N}_-]/u.test(text.slice(caret))) return null
  for (const [pattern, read] of [
    [WORD_BEFORE, fold],
    [KEYS_BEFORE, otherLayout],
  ] as const) {
    const word = pattern.exec(before)?.[0]
    if (word === undefined) continue
    const found = replies.filter(({ keyword }) => keyword !== null && fold(keyword) === read(word))
    if (found.length > 0)
      return { span: { start: caret - word.length, end: caret }, replies: found }
  }
  return null
}

/** Others that answer to the same keyword in the same conversations. */
export function conflicts(
  one: Pick<QuickReply, 'keyword' | 'scope'> & { id: Id | null },
  all: readonly QuickReply[],
): QuickReply[] {
  const { keyword } = one
  if (keyword === null || keyword.trim() === '') return []
  return all.filter(
    (other) =>
      other.id !== one.id &&
      other.keyword !== null &&
      fold(other.keyword) === fold(keyword) &&
      meet(one.scope, other.scope),
  )
}

function meet(a: QuickReply['scope'], b: QuickReply['scope']): boolean {
  return a.kind !== 'account' || b.kind !== 'account' || a.account_id === b.account_id
}

/** Names of variables, as people write them in either language. */
export const VARIABLES = {
  name: ['имя', 'name'],
  item: ['товар', 'item'],
  price: ['цена', 'price'],
} as const

const VARIABLE = new RegExp(`\\{(${Object.values(VARIABLES).flat().join('|')})\\}`, 'giu')

/** Puts in what is known of the customer and the listing; what is not stays for the operator to fill in. */
export function fill(text: string, { contact, conversation: { item } }: ConversationRow): string {
  const values = { name: contact.name, item: item?.title, price: item?.price }
  return text.replace(VARIABLE, (written, name: string) => {
    const known = Object.entries(VARIABLES).find(([, names]) =>
      names.some((other) => other === name.toLowerCase()),
    )?.[0] as keyof typeof values | undefined
    return (known && values[known]) || written
  })
}

/** The first variable that nothing was put in for. */
export function unfilled(text: string): Span | null {
  const found = new RegExp(VARIABLE.source, 'iu').exec(text)
  return found && { start: found.index, end: found.index + found[0].length }
}

/** Whether a search finds it: by title, text or keyword. */
export function matches(reply: QuickReply, search: string): boolean {
  const words = fold(`${reply.title} ${reply.keyword ?? ''} ${reply.text}`)
  return [fold(search), otherLayout(search)].some((wanted) => words.includes(wanted))
}
