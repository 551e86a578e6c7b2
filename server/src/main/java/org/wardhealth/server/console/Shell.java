package org.wardhealth.server.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the layout needs to draw around a page, and every template to say something.
 *
 * @param words the texts, in the language of the page
 * @param assets where style sheet and scripts are
 * @param viewer who looks; nobody before they have signed in
 * @param place which entry of the navigation this page is
 * @param title of the page, in words
 * @param now when the page is made
 */
record Shell(
    Words words,
    Assets assets,
    Optional<Viewer> viewer,
    Optional<Place> place,
    String title,
    Instant now) {

  String say(String key, Object... values) {
    return words.say(key, values);
  }

  /** The entries of the navigation. */
  List<Place> places() {
    return viewer.map(Place::of).orElse(List.of());
  }

  /** What a form gives back to prove that it came from a page of this session. */
  String csrf() {
    return viewer.map(Viewer::csrf).orElse("");
  }

  boolean may(Role... any) {
    return viewer.map(one -> one.may(any)).orElse(false);
  }
}
