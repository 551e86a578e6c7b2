package org.wardhealth.server.console;

import java.util.List;

/**
 * The one form: posted to its own Ward, with the secret of the session.
 *
 * @param action the path that it is sent to
 * @param fields from top to bottom
 * @param submit what its button says
 */
record Form(String action, List<Field> fields, String submit) {
  Form {
    fields = List.copyOf(fields);
  }

  /** The fields with which something is wrong. */
  List<Field> wrong() {
    return fields.stream().filter(field -> field.error().isPresent()).toList();
  }
}
