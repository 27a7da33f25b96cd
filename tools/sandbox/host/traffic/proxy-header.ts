/** The two ends of a connection as its client sees them. */
export interface ConnectionEnds {
  readonly client: string;
  readonly clientPort: number;
  readonly address: string;
  readonly port: number;
}

/**
 * The PROXY protocol version 1 line for an IPv4 connection.
 *
 * @see https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt section 2.1
 */
export function proxyHeader({ client, clientPort, address, port }: ConnectionEnds): string {
  return `PROXY TCP4 ${client} ${address} ${clientPort} ${port}\r\n`;
}
