package org.wardhealth.server.console;

import java.util.List;

/**
 * A question before something is done, with a button that does it and a link that does not.
 *
 * @param about whom or what it is done to
 * @param text what it means
 * @param action the path that the button's form is sent to
 * @param hidden what the form says besides
 * @param submit what the button says
 * @param danger whether it takes something away
 * @param back where the link leads
 * @param keep what the link says
 */
record Confirm(
    String about,
    String text,
    String action,
    List<Field.Choice> hidden,
    String submit,
    boolean danger,
    String back,
    String keep) {
  Confirm {
    hidden = List.copyOf(hidden);
  }
}
