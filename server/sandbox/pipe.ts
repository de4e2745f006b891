/** The service's way out of one socket. Message boundaries carry no meaning (01 section 2). */
export interface Pipe {
  send(bytes: Uint8Array): void
  /** Ends the socket in good order, after everything that was sent. */
  close(): void
  /** Cuts the socket at once, as a lost network would. */
  drop(): void
}

/** The service's way in: the host calls it for what happens on the socket. */
export interface PipeEnd {
  bytes(chunk: Uint8Array): void
  /** The socket is gone, whoever ended it. */
  closed(): void
}
