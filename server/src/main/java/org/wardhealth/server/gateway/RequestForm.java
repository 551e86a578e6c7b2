package org.wardhealth.server.gateway;

import org.wardhealth.server.models.Operation;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which fields a request may have, and where its words are. Everything that is not named here is
 * refused: what Ward does not know, it cannot protect.
 */
sealed interface RequestForm permits ChatForm, EmbeddingsForm {
  /**
   * The request that goes upstream, every passage of it as {@code words} wants it.
   *
   * @throws Refusal if a field is unknown, missing, malformed or not protectable
   */
  ObjectNode rewrite(ObjectNode request, Words words);

  /** The form of what is asked for by {@code operation}. */
  static RequestForm of(Operation operation) {
    return switch (operation) {
      case CHAT -> new ChatForm();
      case EMBEDDINGS -> new EmbeddingsForm();
    };
  }
}
