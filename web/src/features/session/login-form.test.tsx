import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { api } from '@/shared/api/endpoints'
import { ApiError, networkError } from '@/shared/api/error'
import { me } from '@/testing/fixtures'
import { renderPage } from '@/testing/render'
import { LoginForm } from './login-form'

const onSession = vi.fn()
beforeEach(() => {
  vi.restoreAllMocks()
  onSession.mockReset()
})

async function tryLogin(answer: Error | null) {
  const login = vi.spyOn(api, 'login')
  if (answer === null) login.mockResolvedValue({ user: me, csrf: 'x' })
  else login.mockRejectedValue(answer)
  renderPage(<LoginForm expired={false} onSession={onSession} />)
  await userEvent.type(screen.getByLabelText('Логин'), ' anna ')
  await userEvent.type(screen.getByLabelText('Пароль'), 'secret')
  await userEvent.click(screen.getByRole('button', { name: 'Войти' }))
  return login
}

it('lets in', async () => {
  const login = await tryLogin(null)
  expect(login).toHaveBeenCalledWith('anna', 'secret')
  expect(onSession).toHaveBeenCalledTimes(1)
})

it('says what is wrong', async () => {
  await tryLogin(new ApiError(401, 'login.wrong', 'x', {}))
  expect(screen.getByRole('alert')).toHaveTextContent('Логин или пароль не подошли')
})

it('says how long to wait, and sends nothing until then', async () => {
  const login = await tryLogin(new ApiError(429, 'login.too_many', 'x', { retry_after_s: 21 }))
  expect(screen.getByRole('alert')).toHaveTextContent('Попробуйте снова через 21 секунду')
  expect(screen.getByRole('button', { name: 'Войти' })).toBeDisabled()
  expect(login).toHaveBeenCalledTimes(1)
})

it('tells a broken line from a wrong password', async () => {
  await tryLogin(networkError())
  expect(screen.getByRole('alert')).toHaveTextContent('Нет связи с сервером')
})

it('asks for what is missing before it asks the server', async () => {
  const login = vi.spyOn(api, 'login')
  renderPage(<LoginForm expired onSession={onSession} />)
  expect(screen.getByText(/Сеанс закончился/u)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Войти' }))
  expect(screen.getAllByText('Заполните это поле')).toHaveLength(2)
  expect(login).not.toHaveBeenCalled()
})
