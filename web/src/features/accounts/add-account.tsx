import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { accountsQuery } from '@/shared/api/queries'
import { useErrorText } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import { type AccountForm, emptyForm, formProblems, newAccount } from './account-form'
import classes from './add-account.module.css'

interface AddAccountProps {
  opened: boolean
  onClose: () => void
}

export function AddAccount({ opened, onClose }: AddAccountProps) {
  const { t } = useTranslation(['accounts', 'common'])
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('form.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Form onDone={onClose} />
    </Modal>
  )
}

function Form({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(['accounts', 'common'])
  const client = useQueryClient()
  const errorText = useErrorText()
  const [form, setForm] = useState(emptyForm)
  const [isTried, setTried] = useState(false)
  const create = useMutation({
    mutationFn: () => api.createAccount(newAccount(form)),
    onSuccess: async (account) => {
      await client.invalidateQueries({ queryKey: accountsQuery.queryKey })
      void notify({ message: t('form.added', { title: account.title }) })
      onDone()
    },
  })
  const problems = formProblems(form)
  const field = (name: keyof AccountForm) => {
    const problem = isTried ? problems[name] : undefined
    return {
      value: form[name],
      error: problem && t(`form.${problem}`),
      onChange: (event: { currentTarget: { value: string } }) => {
        const { value } = event.currentTarget
        setForm((held) => ({ ...held, [name]: value }))
      },
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(problems).length === 0) create.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput label={t('form.name')} description={t('form.nameHint')} {...field('title')} />
      <TextInput
        label={t('form.clientId')}
        autoComplete="off"
        spellCheck={false}
        {...field('clientId')}
      />
      <PasswordInput
        label={t('form.clientSecret')}
        description={t('form.keysHint')}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('common:action.showPassword') }}
        {...field('clientSecret')}
      />
      <details>
        <summary className={classes.advanced}>{t('form.advanced')}</summary>
        <TextInput
          label={t('form.baseUrl')}
          description={t('form.baseUrlHint')}
          type="url"
          {...field('baseUrl')}
        />
      </details>
      {create.isError && (
        <p className={classes.trouble} role="alert">
          {errorText(create.error)}
        </p>
      )}
      <Button type="submit" loading={create.isPending}>
        {t('form.submit')}
      </Button>
    </form>
  )
}
