import type { NewAccount } from '@/shared/api/types'

export interface AccountForm {
  title: string
  clientId: string
  clientSecret: string
  /** Empty = the channel's own address. */
  baseUrl: string
}

export const emptyForm: AccountForm = { title: '', clientId: '', clientSecret: '', baseUrl: '' }

type Problems = Partial<Record<keyof AccountForm, 'required' | 'badUrl'>>

/** What keeps the form from being sent, by field. */
export function formProblems(form: AccountForm): Problems {
  const problems: Problems = {}
  for (const name of ['title', 'clientId', 'clientSecret'] as const) {
    if (form[name].trim() === '') problems[name] = 'required'
  }
  if (form.baseUrl.trim() !== '' && !/^https?:\/\/[^\s/]+/iu.test(form.baseUrl.trim())) {
    problems.baseUrl = 'badUrl'
  }
  return problems
}

export function newAccount(form: AccountForm): NewAccount {
  const baseUrl = form.baseUrl.trim()
  return {
    channel: 'avito',
    title: form.title.trim(),
    client_id: form.clientId.trim(),
    client_secret: form.clientSecret.trim(),
    settings: baseUrl === '' ? {} : { base_url: baseUrl },
  }
}
