package org.wardhealth.server.gateway;

import java.util.Set;
import org.wardhealth.labels.Labeller;
import org.wardhealth.labels.Labels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells which sensitivity labels a request has, before anything is decided on it.
 *
 * <p>Reads every text of the body, whatever its field, and refuses nothing: whether a field may be
 * there at all is said later, by the {@link RequestForm}. So it can have a label too many, of an
 * instruction or a function's name, and none too few for standing in a field that nobody thought
 * of. Not read are {@code metadata}, which says whose data they are and what for, and the name of
 * the {@code model}.
 */
final class Labelling {
  private static final Set<String> NO_DATA = Set.of("metadata", "model");

  private final Labeller labeller;

  Labelling(Labeller labeller) {
    this.labeller = labeller;
  }

  Labels of(ObjectNode request) {
    StringBuilder all = new StringBuilder();
    request
        .properties()
        .forEach(
            field -> {
              if (!NO_DATA.contains(field.getKey())) {
                texts(field.getValue(), all);
              }
            });
    return labeller.of(all.toString());
  }

  /** A line ends after each, so that no negation reaches from one into another. */
  private static void texts(JsonNode node, StringBuilder all) {
    if (node.isString()) {
      all.append(node.asString()).append('\n');
      return;
    }
    node.properties().forEach(field -> all.append(field.getKey()).append('\n'));
    for (JsonNode child : node) {
      texts(child, all);
    }
  }
}
