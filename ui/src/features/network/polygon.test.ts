import { describe, expect, it } from 'vitest'
import { extentOf, polygonFromText, polygonText } from './polygon'

const square = [
  { latitude: -6.2, longitude: 107 },
  { latitude: -6.2, longitude: 107.01 },
  { latitude: -6.21, longitude: 107.01 },
  { latitude: -6.21, longitude: 107 },
]

describe('the outline of a zone', () => {
  it('is read from lines and written back as such', () => {
    expect(polygonFromText(polygonText(square))).toEqual({ corners: square })
    expect(polygonFromText('-6,2; 107\n-6,2\t107,01\n\n-6.21 107.01\n-6.21, 107,\n')).toEqual({ corners: square })
  })

  it('is read from GeoJSON, where longitude comes first and the first corner is repeated', () => {
    const ring = [...square, square[0]].map((corner) => [corner?.longitude, corner?.latitude])
    const polygon = { type: 'Polygon', coordinates: [ring] }
    for (const json of [
      polygon,
      { type: 'Feature', properties: {}, geometry: polygon },
      { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: polygon }] },
      { type: 'MultiPolygon', coordinates: [[ring]] },
    ])
      expect(polygonFromText(JSON.stringify(json))).toEqual({ corners: square })
    expect(polygonFromText(JSON.stringify({ type: 'Polygon', coordinates: [ring, ring] }))).toEqual({
      problem: 'holes',
    })
    expect(polygonFromText('{"type":"Point","coordinates":[107,-6]}')).toEqual({ problem: 'json' })
    expect(polygonFromText('{"type":')).toEqual({ problem: 'json' })
  })

  it('says where the text is wrong', () => {
    expect(polygonFromText('-6.2, 107\nJl. Mawar')).toEqual({ problem: 'line', line: 2 })
    expect(polygonFromText('107, -6.2')).toEqual({ problem: 'swapped', line: 1 })
    expect(polygonFromText('-6.2, 207')).toEqual({ problem: 'range', line: 1 })
    expect(polygonFromText('')).toEqual({ problem: 'few' })
    expect(polygonFromText('-6.2, 107\n-6.2, 107.01\n-6.2, 107')).toEqual({ problem: 'few' })
  })

  it('does not cross itself', () => {
    const [a, b, c, d] = square
    if (!a || !b || !c || !d) throw new Error('a square has four corners')
    expect(polygonFromText(polygonText([a, c, b, d]))).toEqual({ problem: 'crosses' })
  })

  it('has an extent', () => {
    const { width, height, area } = extentOf(square)
    // A hundredth of a degree is 1,112 m, and 1,105 m from west to east at 6° south.
    expect(Math.round(height)).toBe(1112)
    expect(Math.round(width)).toBe(1105)
    expect(area).toBeCloseTo(1.23, 2)
  })
})
