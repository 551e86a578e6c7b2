package org.wardhealth.server.gateway;

import java.io.IOException;

/** The body of a request, not read before it is known who sent it. */
interface Body {
  /**
   * All bytes of it.
   *
   * @throws Refusal if it is too large or comes too slowly
   * @throws IOException if the client is gone
   */
  byte[] read() throws IOException;
}
