/** Adding and changing an operator: the form, its rules, and what is sent. */
import { reactive, ref } from 'vue'
import { useFormProblems, type BrokenRules } from '@/components/formProblems'
import type { AddOperatorForm, BranchId, ChangeOperator, Operator, Role, Submitted } from '@/lib/bindings'
import { useCommand } from '@/lib/command'
import { newId } from '@/lib/ipc'
import { checkLogin } from '@/lib/login'
import { generatePassword, isStrongEnough } from '@/lib/password'
import { addOperator, changeOperator } from '../api'
import { allRoles } from '../roles'

export interface OperatorTyped {
  full_name: string
  login: string
  roles: Role[]
  branch_id: BranchId | null
  password: string
}

export const operatorFields: readonly string[] = ['full_name', 'login', 'roles', 'branch_id', 'password']

export function blankOperator(): OperatorTyped {
  return { full_name: '', login: '', roles: [], branch_id: null, password: generatePassword() }
}

export function checkOperator(typed: OperatorTyped, present: Operator | null): BrokenRules {
  const broken: BrokenRules = {}
  if (typed.full_name.trim() === '') broken['full_name'] = 'required'
  if (typed.roles.length === 0) broken['roles'] = 'required'
  // A branch's operator works in a branch.
  if (typed.roles.includes('branch') && typed.branch_id === null) broken['branch_id'] = 'required'
  if (present === null) {
    const login = checkLogin(typed.login)
    if (login !== null) broken['login'] = login
    if (!isStrongEnough(typed.password)) broken['password'] = 'password_too_weak'
  }
  return broken
}

/** In one order, so that the same choice is the same input. */
function ordered(roles: readonly Role[]): Role[] {
  return allRoles.filter((role) => roles.includes(role))
}

export function toAdd(id: string, typed: OperatorTyped): AddOperatorForm {
  return {
    id,
    login: typed.login.trim().toLowerCase(),
    full_name: typed.full_name.trim(),
    roles: ordered(typed.roles),
    branch_id: typed.branch_id,
    password: typed.password,
  }
}

export function toChange(present: Operator, typed: OperatorTyped): ChangeOperator {
  return {
    id: present.id,
    version: present.version,
    full_name: typed.full_name.trim(),
    roles: ordered(typed.roles),
    branch_id: typed.branch_id,
  }
}

/** "Rina Sari Dewi" → rina.dewi: what most offices would choose, to be changed at will. */
export function suggestLogin(name: string): string {
  const words = name
    .normalize('NFD')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
  const login = words.length > 1 ? `${words[0] ?? ''}.${words.at(-1) ?? ''}` : (words[0] ?? '')
  return login.slice(0, 32)
}

export function useOperatorForm() {
  const present = ref<Operator | null>(null)
  const typed = reactive<OperatorTyped>(blankOperator())
  const checks = useFormProblems(() => checkOperator(typed, present.value))
  const { busy, run } = useCommand()
  let newOperator = newId()
  let ownLogin = false

  /** Opens the form for a new operator, or for one that is there. */
  function open(operator: Operator | null): void {
    present.value = operator
    newOperator = newId()
    ownLogin = operator !== null
    Object.assign(typed, blankOperator())
    if (operator !== null) {
      const { full_name, login, roles, branch_id } = operator
      Object.assign(typed, { full_name, login, roles: [...roles], branch_id })
    }
    checks.reset()
  }

  /** The login follows the name until it is typed itself. */
  function nameChanged(): void {
    if (!ownLogin) typed.login = suggestLogin(typed.full_name)
  }
  function loginChanged(): void {
    ownLogin = typed.login !== ''
  }

  /** The outcome, or `null` where something is to be mended first. */
  async function submit(form: HTMLElement | null): Promise<Submitted<null> | null> {
    if (busy.value || !checks.ready(form)) return null
    try {
      if (present.value === null) return await run(toAdd(newOperator, typed), addOperator)
      return await run(toChange(present.value, typed), changeOperator)
    } catch (error) {
      checks.refuse(error, operatorFields, form)
      return null
    }
  }
  return { present, typed, ...checks, busy, open, nameChanged, loginChanged, submit }
}
