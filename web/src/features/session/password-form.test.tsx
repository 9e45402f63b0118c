import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import { renderPage } from '@/testing/render'
import { PasswordForm } from './password-form'

const field = (name: string) => screen.getByLabelText(name)

it('asks for a long password twice before it asks the server', async () => {
  const change = vi.spyOn(api, 'changePassword')
  renderPage(<PasswordForm onClose={() => {}} />)
  await userEvent.type(field('Новый пароль'), 'короткий')
  await userEvent.click(screen.getByRole('button', { name: 'Сменить пароль' }))
  expect(screen.getByText('Заполните это поле')).toBeVisible()
  expect(screen.getByText('Не короче 10 символов')).toBeVisible()
  expect(screen.getByText('Пароли различаются')).toBeVisible()
  expect(change).not.toHaveBeenCalled()
})

it('says which password was wrong, and closes when it is changed', async () => {
  const onClose = vi.fn()
  const change = vi
    .spyOn(api, 'changePassword')
    .mockRejectedValueOnce(
      new ApiError(422, 'password.wrong', 'Прежний пароль указан неверно.', {}),
    )
    .mockResolvedValueOnce(undefined)
  renderPage(<PasswordForm onClose={onClose} />)
  await userEvent.type(field('Прежний пароль'), 'не тот')
  await userEvent.type(field('Новый пароль'), 'длинный пароль')
  await userEvent.type(field('Новый пароль ещё раз'), 'длинный пароль{Enter}')
  expect(await screen.findByText('Прежний пароль указан неверно')).toBeVisible()
  await userEvent.clear(field('Прежний пароль'))
  await userEvent.type(field('Прежний пароль'), 'прежний{Enter}')
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(change.mock.lastCall).toEqual(['прежний', 'длинный пароль'])
})
