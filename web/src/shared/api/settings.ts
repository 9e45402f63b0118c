import type { AccountView } from './types'

/** Whether each answer of the account is looked at once more before it leaves. */
export const confirmsSending = ({ settings }: AccountView): boolean =>
  'confirm_send' in settings && settings.confirm_send === true
