/** What a payment would do, in whole units as decimal strings; the books compute the same when it is taken. */

/** An empty field is nothing. */
function whole(amount: string): bigint {
  return BigInt(amount === '' ? '0' : amount)
}

export function isPositive(amount: string): boolean {
  return whole(amount) > 0n
}

/** The open balance as a proposal; nothing where nothing is owed. */
export function proposal(balance: string): string {
  return whole(balance) > 0n ? balance : ''
}

/** `months` of all services together; empty where there is no price. */
export function monthsOf(prices: readonly string[], months: number): string {
  const monthly = prices.reduce((sum, price) => sum + whole(price), 0n)
  return monthly > 0n ? String(monthly * BigInt(months)) : ''
}

export type Effect = { kind: 'settles' } | { kind: 'part' | 'credit'; rest: string }

/** What is left of a balance: owed still, settled, or to the good. */
export function effectOf(amount: string, balance: string): Effect {
  const owed = whole(balance) > 0n ? whole(balance) : 0n
  const rest = owed - whole(amount)
  if (rest === 0n) return { kind: 'settles' }
  return rest > 0n ? { kind: 'part', rest: String(rest) } : { kind: 'credit', rest: String(-rest) }
}

/** What is handed back; `null` where less was handed over than is paid. */
export function changeOf(tendered: string, amount: string): string | null {
  const rest = whole(tendered) - whole(amount)
  return rest < 0n ? null : String(rest)
}
