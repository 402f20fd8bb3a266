/** The only caller of the commands before sign-in. */
import type { Connection, FirstRunForm, Me, ServerAddress, ServerReport, ServicePasswords } from '@/lib/bindings'

import { call, commands } from '@/lib/ipc'

export function signIn(login: string, password: string): Promise<Me> {
  return call(commands.workspaceSignIn(login, password))
}

export function startEmpty(): Promise<null> {
  return call(commands.appUseEmbedded())
}

/** A company of its own kind and database, with simulated devices. */
export function startSample(): Promise<null> {
  return call(commands.appUseSample())
}

export function connect(address: ServerAddress): Promise<null> {
  return call(commands.appUseServer(address))
}

/** Once more with what was chosen before. */
export function tryAgain(connection: Connection | null): Promise<null> {
  if (connection?.mode === 'server') return connect(connection.address)
  return connection?.mode === 'sample' ? startSample() : startEmpty()
}

export function testServer(address: ServerAddress, login: string, password: string): Promise<ServerReport> {
  return call(commands.appTestServer(address, login, password))
}

export function parseServerUrl(url: string): Promise<ServerAddress> {
  return call(commands.appParseServerUrl(url))
}

/** Returns the passwords of the services, which are told this once. */
export function prepareServer(address: ServerAddress, login: string, password: string): Promise<ServicePasswords> {
  return call(commands.appPrepareServer(address, login, password))
}

/** Connects, and runs the server's agent in this window from now on: a new server then asks for its company. */
export async function connectAsAgent(address: ServerAddress, agentPassword: string): Promise<void> {
  await connect(address)
  await call(commands.appBecomeAgent(agentPassword))
}

export function forgetConnection(): Promise<null> {
  return call(commands.appForgetConnection())
}

export function firstRun(id: string, form: FirstRunForm): Promise<Me> {
  return call(commands.workspaceFirstRun(id, form))
}

export function exportDiagnostics(): Promise<string> {
  return call(commands.appExportDiagnostics())
}
