package org.wardhealth.server.console;

/**
 * What a screen answers with.
 *
 * @param status of the response
 * @param template which draws it; its parameters are {@code shell} and {@code view}
 * @param title of the page, in words
 * @param view what the template shows
 */
record View(int status, String template, String title, Object view) {
  static View of(String template, String title, Object view) {
    return new View(200, template, title, view);
  }
}
