/** The first run: what is typed in the three steps, what is wrong with it, and sending it. */
import { computed, reactive, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { i18n, setLocale } from '@/app/i18n'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import {
  blankSettings,
  checkSettings,
  fromForm,
  settingsFields,
  type SettingsForm,
} from '@/components/settings/settingsForm'
import type { FirstRunForm } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import type { Locale } from '@/lib/format'
import { newId, Refused } from '@/lib/ipc'
import { checkLogin } from '@/lib/login'
import { isStrongEnough } from '@/lib/password'
import { firstRun } from '../api'

export interface FirstRunTyped {
  settings: SettingsForm
  branch_name: string
  admin_name: string
  admin_login: string
  password: string
  password_again: string
}

/** The fields of each step, for the mark beside its title. */
export const steps: Record<'company' | 'billing' | 'admin', readonly string[]> = {
  company: ['language', 'company_name', 'branch_name', 'timezone', 'customer_prefix'],
  billing: [
    'pkp',
    'npwp',
    'prices_include_ppn',
    'due_rule',
    'due_day',
    'due_after_days',
    'isolir_after_days',
    'isolir_hour',
  ],
  admin: ['admin_name', 'admin_login', 'password', 'password_again'],
}

/** The server speaks of the administrator as of any operator. */
const names = { login: 'admin_login', full_name: 'admin_name' }

export function checkFirstRun(typed: FirstRunTyped): BrokenRules {
  const broken = checkSettings(typed.settings)
  if (typed.branch_name.trim() === '') broken['branch_name'] = 'required'
  if (typed.admin_name.trim() === '') broken['admin_name'] = 'required'
  const login = checkLogin(typed.admin_login)
  if (login !== null) broken['admin_login'] = login
  if (typed.password === '') broken['password'] = 'required'
  else if (!isStrongEnough(typed.password)) broken['password'] = 'password_too_weak'
  if (typed.password_again !== typed.password) broken['password_again'] = 'invalid'
  return broken
}

export function useFirstRun() {
  const { t } = useI18n()
  const typed = reactive<FirstRunTyped>({
    settings: blankSettings(i18n.global.locale.value as Locale),
    branch_name: t('start.first_branch'),
    admin_name: '',
    admin_login: '',
    password: '',
    password_again: '',
  })
  // The window speaks the chosen language at once, and the choice follows the switch above.
  watch(() => typed.settings.language, setLocale)
  watch(i18n.global.locale, (now, before) => {
    typed.settings.language = now as Locale
    if (typed.branch_name === t('start.first_branch', {}, { locale: before }))
      typed.branch_name = t('start.first_branch')
  })

  const checks = useFormProblems(() => checkFirstRun(typed))
  const { busy, run } = useCommand()
  const ids = { branch: newId(), admin: newId() }
  /** Somebody was faster, or an answer was lost: the company is there and signing in is what is left. */
  const done = ref(false)

  const input = computed<FirstRunForm>(() => ({
    settings: fromForm(typed.settings),
    branch_id: ids.branch,
    branch_name: typed.branch_name.trim(),
    admin_id: ids.admin,
    admin_login: typed.admin_login.trim().toLowerCase(),
    admin_name: typed.admin_name.trim(),
    password: typed.password,
  }))

  /** How a step stands: `open` until all its rules are kept. */
  function stateOf(step: keyof typeof steps): 'problem' | 'done' | 'open' {
    if (steps[step].some((field) => checks.problems.value[field] !== undefined)) return 'problem'
    const broken = checkFirstRun(typed)
    return steps[step].some((field) => broken[field] !== undefined) ? 'open' : 'done'
  }

  async function submit(form: HTMLElement | null): Promise<void> {
    if (busy.value || !checks.ready(form)) return
    try {
      await run(input.value, firstRun)
    } catch (error) {
      done.value = error instanceof Refused && error.code === 'already_set_up'
      checks.refuse(error, [...settingsFields, ...steps.company, ...steps.admin], form, names)
    }
  }
  return { typed, ...checks, busy, done, stateOf, submit }
}
