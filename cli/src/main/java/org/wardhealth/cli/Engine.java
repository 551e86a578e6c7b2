package org.wardhealth.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Language;

/** The engine for what the shell is asked to read. */
final class Engine {
  private Engine() {}

  /** For text that nothing is said of, in any language that there is a pack for. */
  static Deid any() {
    return Deid.multilingual();
  }

  /** What the options of a command make, released today: ages are reckoned by that. */
  static DataSet dataSet(ProfileOptions profile, KeyOptions key, EncoderOptions encoder)
      throws IOException {
    return new DataSet(
        profile.profile(),
        key.key(),
        encoder.engine(),
        LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC));
  }

  /** The language of a tag such as {@code es-MX}. */
  static Language language(String tag) {
    Optional<Language> language = Language.of(tag);
    return language.orElseThrow(
        () -> new Failure(Failure.USAGE, "Ward has no pack for the language '" + tag + "'"));
  }
}
