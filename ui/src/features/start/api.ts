/** The only caller of the commands before sign-in. */
import type { Me } from '@/lib/bindings'
import { call, commands } from '@/lib/ipc'

export function signIn(login: string, password: string): Promise<Me> {
  return call(commands.workspaceSignIn(login, password))
}
