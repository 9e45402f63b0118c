import { expect, it } from 'vitest'
import { emptyForm, formProblems, newAccount } from './account-form'

const filled = { title: ' Климатика ', clientId: 'id', clientSecret: 'secret', baseUrl: '' }

it('asks for what is missing', () => {
  expect(formProblems(emptyForm)).toEqual({
    title: 'required',
    clientId: 'required',
    clientSecret: 'required',
  })
  expect(formProblems(filled)).toEqual({})
})

it.each(['localhost:9000', 'ftp://x', 'https://', 'https:// x'])('%s is no address', (baseUrl) => {
  expect(formProblems({ ...filled, baseUrl })).toEqual({ baseUrl: 'badUrl' })
})

it('sends the address only where one was given', () => {
  expect(newAccount(filled)).toEqual({
    channel: 'avito',
    title: 'Климатика',
    client_id: 'id',
    client_secret: 'secret',
    settings: {},
  })
  expect(newAccount({ ...filled, baseUrl: 'http://127.0.0.1:9000' }).settings).toEqual({
    base_url: 'http://127.0.0.1:9000',
  })
})
