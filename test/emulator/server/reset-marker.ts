/**
 * Unix sockets know no reset. As the last bytes of a stream this marker tells the relay to reset the TCP connection at
 * its other end instead of closing it.
 */
export const resetMarker = Buffer.from('\0\0eni-emulator: reset this connection\0\0');
