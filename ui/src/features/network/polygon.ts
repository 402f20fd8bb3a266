/**
 * The outline of a zone, pasted: one corner per line ("-6.2349, 106.9945": latitude first, as maps show it) or GeoJSON
 * (RFC 7946: longitude first). No map projection: zones are towns, and on that scale the earth is flat enough.
 */
import type { Pin, ZoneRow } from '@/lib/bindings'

/** A pin that has both numbers; the bindings let them be null because JSON has no NaN. */
export type Corner = { latitude: number; longitude: number }

/** A zone as it was read, with an outline to compute with. */
export type Zone = Omit<ZoneRow, 'polygon'> & { polygon: Corner[] }

export function cornersOf(polygon: readonly Pin[]): Corner[] {
  return polygon.flatMap(({ latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [{ latitude, longitude }],
  )
}

/** `line` counts from 1; it is where the text stops being coordinates. */
export type PolygonProblem =
  { problem: 'line' | 'range' | 'swapped'; line: number } | { problem: 'few' | 'many' | 'holes' | 'json' | 'crosses' }
export type PolygonResult = { corners: Corner[] } | PolygonProblem

/** More corners than a hand draws; the server keeps them all in one row. */
const MOST = 1000

export function polygonFromText(text: string): PolygonResult {
  const trimmed = text.trim()
  const read = trimmed.startsWith('{') || trimmed.startsWith('[') ? fromGeoJson(trimmed) : fromLines(text)
  if (!('corners' in read)) return read
  const corners = open(read.corners)
  if (corners.length < 3) return { problem: 'few' }
  if (corners.length > MOST) return { problem: 'many' }
  return crosses(corners) ? { problem: 'crosses' } : { corners }
}

export function polygonText(corners: readonly Corner[]): string {
  return corners.map((corner) => `${corner.latitude}, ${corner.longitude}`).join('\n')
}

function fromLines(text: string): PolygonResult {
  const corners: Corner[] = []
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().replace(/[,;]+$/, '')
    if (line === '') continue
    const pair = numbers(line)
    if (pair === null) return { problem: 'line', line: at + 1 }
    const [latitude, longitude] = pair
    // Indonesia is 95–141° east and within 11° of the equator: the other way round it is off the earth.
    if (Math.abs(latitude) > 90 && Math.abs(longitude) <= 90) return { problem: 'swapped', line: at + 1 }
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return { problem: 'range', line: at + 1 }
    corners.push({ latitude, longitude })
  }
  return { corners }
}

/** "-6.2, 106.9", "-6.2 106.9", "-6,2; 106,9" (a decimal comma needs another mark between). */
function numbers(line: string): [number, number] | null {
  const parts = /[;\t]/.test(line)
    ? line.split(/\s*[;\t]\s*/).map((part) => part.replace(',', '.'))
    : line.includes(',')
      ? line.split(/\s*,\s*/)
      : line.split(/\s+/)
  if (parts.length !== 2 || parts.some((part) => !/^[+-]?\d{1,3}(\.\d+)?$/.test(part))) return null
  return [Number(parts[0]), Number(parts[1])]
}

interface GeoJson {
  type?: unknown
  coordinates?: unknown
  geometry?: unknown
  features?: unknown
}

function fromGeoJson(text: string): PolygonResult {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { problem: 'json' }
  }
  const rings = ringsOf(json)
  if (rings === null) return { problem: 'json' }
  const [outline, ...holes] = rings
  if (holes.length > 0) return { problem: 'holes' }
  if (!Array.isArray(outline)) return { problem: 'json' }
  const corners: Corner[] = []
  for (const [at, position] of outline.entries()) {
    const [longitude, latitude] = Array.isArray(position) ? (position as unknown[]) : []
    if (typeof longitude !== 'number' || typeof latitude !== 'number') return { problem: 'line', line: at + 1 }
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return { problem: 'range', line: at + 1 }
    corners.push({ latitude, longitude })
  }
  return { corners }
}

/** The rings of the one polygon in a geometry, a feature, or a collection of one. */
function ringsOf(json: unknown): unknown[] | null {
  if (typeof json !== 'object' || json === null) return null
  const { type, coordinates, geometry, features } = json as GeoJson
  if (type === 'FeatureCollection' && Array.isArray(features) && features.length === 1) return ringsOf(features[0])
  if (type === 'Feature') return ringsOf(geometry)
  if (type === 'Polygon' && Array.isArray(coordinates)) return coordinates
  if (type === 'MultiPolygon' && Array.isArray(coordinates) && coordinates.length === 1)
    return Array.isArray(coordinates[0]) ? coordinates[0] : null
  return null
}

/** Without the last corner where it repeats the first, as GeoJSON wants it, and without corners said twice. */
function open(corners: readonly Corner[]): Corner[] {
  const same = (a: Corner | undefined, b: Corner | undefined): boolean =>
    a?.latitude === b?.latitude && a?.longitude === b?.longitude
  const distinct = corners.filter((corner, at) => at === 0 || !same(corner, corners[at - 1]))
  return distinct.length > 1 && same(distinct[0], distinct.at(-1)) ? distinct.slice(0, -1) : distinct
}

/** Two sides that cross make the inside of the outline ambiguous. */
function crosses(corners: readonly Corner[]): boolean {
  const side = (a: Corner, b: Corner, c: Corner): number =>
    Math.sign(
      (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude),
    )
  const count = corners.length
  const sides = corners.map((corner, at) => [corner, corners[(at + 1) % count] ?? corner] as const)
  return sides.some(([a, b], i) =>
    sides.some(([c, d], j) => {
      // Neighbours meet in their common corner, which is no crossing.
      if (j <= i + 1 || (i === 0 && j === count - 1)) return false
      return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
    }),
  )
}

export interface Extent {
  /** West to east and south to north, in metres. */
  width: number
  height: number
  /** Square kilometres. */
  area: number
}

/** Metres per degree on a sphere of the earth's mean radius (6,371,008.8 m). */
const PER_DEGREE = (Math.PI / 180) * 6_371_008.8

/** The corners in metres from the south-west one of the box around them. */
export function flat(corners: readonly Corner[]): { x: number; y: number }[] {
  const south = Math.min(...corners.map((corner) => corner.latitude))
  const north = Math.max(...corners.map((corner) => corner.latitude))
  const west = Math.min(...corners.map((corner) => corner.longitude))
  const narrowing = Math.cos(((south + north) / 2) * (Math.PI / 180))
  return corners.map((corner) => ({
    x: (corner.longitude - west) * PER_DEGREE * narrowing,
    y: (corner.latitude - south) * PER_DEGREE,
  }))
}

export function extentOf(corners: readonly Corner[]): Extent {
  const points = flat(corners)
  const doubled = points.reduce((sum, point, at) => {
    const next = points[(at + 1) % points.length] ?? point
    return sum + point.x * next.y - next.x * point.y
  }, 0)
  return {
    width: Math.max(...points.map((point) => point.x)),
    height: Math.max(...points.map((point) => point.y)),
    area: Math.abs(doubled) / 2 / 1_000_000,
  }
}
