/** `janet-20261122-020000.tar.gz` → when it was taken (the name is in UTC), or `null` for a foreign name. */
export function takenAt(name: string): string | null {
  const parts = /^janet-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})\.tar\.gz$/.exec(name)
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z` : null
}
