package org.wardhealth.server.gateway;

/** The body of a request, not read before it is known who sent it. */
interface Body {
  /**
   * All bytes of it.
   *
   * @throws Refusal if it is too large, comes too slowly or breaks off
   */
  byte[] read();
}
