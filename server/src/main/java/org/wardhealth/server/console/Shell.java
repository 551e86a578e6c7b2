package org.wardhealth.server.console;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wardhealth.server.identity.Role;

/**
 * What the layout needs to draw around a page, and every template to say something.
 *
 * @param words the texts, in the language of the page
 * @param assets where style sheet and scripts are
 * @param viewer who looks; nobody before they have signed in
 * @param place which entry of the navigation this page is
 * @param title of the page, in words
 * @param now when the page is made
 * @param ends when the viewer's session ends, if they do nothing more
 * @param back whether they come back to a form after they proved themselves again
 */
record Shell(
    Words words,
    Assets assets,
    Optional<Viewer> viewer,
    Optional<Place> place,
    String title,
    Instant now,
    Optional<Instant> ends,
    Back back) {
  /** Whether somebody comes back to a form, and finds what they wrote. */
  enum Back {
    NO,
    FILLED,
    EMPTY
  }

  String say(String key, Object... values) {
    return words.say(key, values);
  }

  /** The entries of the navigation. */
  List<Place> places() {
    return viewer.map(Place::of).orElse(List.of());
  }

  /** The places that belong together with this page's; empty if it stands alone. */
  List<Place> together() {
    return viewer
        .flatMap(one -> place.map(here -> here.together(one)))
        .filter(places -> places.size() > 1)
        .orElse(List.of());
  }

  /** What the navigation calls a place. */
  String named(Place one) {
    boolean joined = viewer.filter(looks -> one.together(looks).size() > 1).isPresent();
    return say("place." + one.key() + (joined ? ".joined" : ""));
  }

  /** How many seconds are left until the session ends. */
  long left() {
    return ends.map(at -> Duration.between(now, at).toSeconds()).orElse(0L);
  }

  /** Whether a place, or one that belongs together with it, is this page's. */
  boolean isHere(Place one) {
    return viewer
        .flatMap(looks -> place.map(here -> one.together(looks).contains(here)))
        .orElse(false);
  }

  /** What a form gives back to prove that it came from a page of this session. */
  String csrf() {
    return viewer.map(Viewer::csrf).orElse("");
  }

  boolean may(Role... any) {
    return viewer.map(one -> one.may(any)).orElse(false);
  }
}
