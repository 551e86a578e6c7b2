package org.wardhealth.server.models;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model answers: one object, or, when it was asked to stream, one object after another.
 *
 * <p>Not thread-safe. Closing it before its end makes the provider stop.
 */
public interface Answer extends AutoCloseable {
  /**
   * The next object; nothing at the proper end of the answer.
   *
   * @throws ProviderException if the answer broke off, came too late, too long or malformed
   */
  Optional<ObjectNode> next() throws ProviderException;

  @Override
  void close();
}
