package org.wardhealth.server.console;

import java.time.Instant;
import java.util.List;

/** What stands in one cell of a {@link Table}. */
sealed interface Cell {
  /** Words. */
  record Text(String text) implements Cell {}

  /** A number, written for the language already. */
  record Figure(String text) implements Cell {}

  /** Something to be copied or compared letter by letter. */
  record Code(String text) implements Cell {}

  /** A time. */
  record At(Instant at) implements Cell {}

  /** States or codes. */
  record Tags(List<Tag> tags) implements Cell {}

  /** A link to where more of it is; {@code about} is read out with it. */
  record Link(String href, String text, String about) implements Cell {}

  static Cell of(Tone tone, String text) {
    return new Tags(List.of(new Tag(tone, text)));
  }
}
