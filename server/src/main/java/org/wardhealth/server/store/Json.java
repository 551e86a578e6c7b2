package org.wardhealth.server.store;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON reader and writer.
 *
 * <p>Strict: a repeated key, nesting deeper than {@value #MAX_DEPTH}, a number longer than 200
 * digits, bytes that are not UTF-8, and anything behind the value are errors. Two readers that
 * disagree on such input are how protection is walked around.
 */
public final class Json {
  /** How deep objects and arrays may lie in each other. */
  public static final int MAX_DEPTH = 64;

  /** Thread-safe. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(200)
                          .maxNameLength(1_000)
                          .maxStringLength(64 * 1024 * 1024)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}
}
