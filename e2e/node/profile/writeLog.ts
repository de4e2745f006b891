/** For tests: a log as LevelDB writes it: records cut at 32 KB, a header of 7 bytes before each piece. */
export function writeLog(records: readonly Buffer[]): Buffer {
  const out: Buffer[] = []
  let length = 0
  const add = (bytes: Buffer) => {
    out.push(bytes)
    length += bytes.length
  }
  for (const record of records) {
    for (let at = 0, first = true; first || at < record.length; first = false) {
      let room = 32768 - (length % 32768)
      if (room < 7) {
        add(Buffer.alloc(room))
        room = 32768
      }
      const piece = record.subarray(at, at + room - 7)
      const last = at + piece.length === record.length
      const header = Buffer.alloc(7)
      header.writeUInt16LE(piece.length, 4)
      header[6] = first ? (last ? 1 : 2) : last ? 4 : 3
      add(Buffer.concat([header, piece]))
      at += piece.length
    }
  }
  return Buffer.concat(out)
}
