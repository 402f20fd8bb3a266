/** The rule for an operator's login, as the server has it: a PostgreSQL role that cannot be mistaken for another. */
export function checkLogin(text: string): 'required' | 'invalid' | null {
  const login = text.trim().toLowerCase()
  if (login === '') return 'required'
  const reserved = /^(janet_|pg_)/.test(login) || ['postgres', 'replication', 'public', 'none'].includes(login)
  return /^[a-z][a-z0-9._-]{1,31}$/.test(login) && !reserved ? null : 'invalid'
}
