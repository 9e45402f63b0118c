/** Rows of the API under short names; generated from `schemas/openapi.json`. */
import type { components } from './schema'

type Schemas = components['schemas']

export type Id = Schemas['i64']

export type AccountChange = Schemas['AccountChange']
export type AccountView = Schemas['AccountView']
export type Author = Schemas['Author']
export type Change = Schemas['ChangeEvent']
export type Changes = Schemas['Changes']
export type Conversation = Schemas['Conversation']
export type ConversationRow = Schemas['ConversationRow']
export type Counts = Schemas['Counts']
export type Delivery = Schemas['Delivery']
export type Message = Schemas['Message']
export type NewAccount = Schemas['AccountRequest']
export type Owner = Schemas['Owner']
export type QuickReply = Schemas['QuickReply']
export type QuickReplyContent = Schemas['QuickReplyRequest']
export type QuickReplyEdit = Schemas['QuickReplyEdit']
export type Role = Schemas['Role']
export type SearchItem = Schemas['SearchItem']
export type Session = Schemas['Me']
export type Snippet = Schemas['Snippet']
export type Tab = Schemas['TabName']
export type User = Schemas['User']
