export interface Column<Row> {
  id: string
  title: string
  /** Any CSS grid track, such as `120px` or `minmax(160px, 2fr)`. */
  width: string
  align?: 'right'
  mono?: boolean
  muted?: boolean
  /** The server can sort by it. */
  sortable?: boolean
  /** Text of the cell, for cells without a slot and for copying to Excel. */
  text: (row: Row) => string
}
