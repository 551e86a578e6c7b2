package org.wardhealth.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardhealth.server.TestWard.Answer;

/**
 * Sends the forms of pages as a browser does, in the session that {@link FakeViewers} stand for.
 */
final class Forms {
  private Forms() {}

  static Answer send(TestWard to, String path, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", FakeViewers.CSRF);
    return sendBare(to, path, all);
  }

  /** Without the session's secret. */
  static Answer sendBare(TestWard to, String path, Map<String, String> fields) {
    String body =
        String.join(
            "&",
            fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .toList());
    return to.send("POST", path, body, Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** The first group of each match. */
  static List<String> found(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
