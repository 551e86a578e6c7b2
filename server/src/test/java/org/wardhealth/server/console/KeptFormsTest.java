package org.wardhealth.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.identity.Role;
import org.wardhealth.testkit.ManualClock;

/** What was written into a form is its writer's alone, once, for a while, and without secrets. */
final class KeptFormsTest {
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private final KeptForms forms = new KeptForms(clock);

  private static Viewer viewer(String id, String csrf) {
    return new Viewer(id, id, Set.of(Role.CLINICIAN), 2, List.of("passkey"), csrf, Language.EN);
  }

  private static final Viewer ADA = viewer("pe_ada", "secret-of-a-browser");

  private static HttpServletRequest form(String path, Map<String, String> fields) {
    Map<String, String[]> all = new TreeMap<>();
    fields.forEach((name, value) -> all.put(name, new String[] {value}));
    return request(path, all);
  }

  private static HttpServletRequest back(String path) {
    return form(path, Map.of(KeptForms.MARK, "1"));
  }

  /** A request that knows its path and its parameters, and nothing else. */
  private static HttpServletRequest request(String path, Map<String, String[]> fields) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            KeptFormsTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "getRequestURI" -> path;
                  case "getParameterMap" -> fields;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Optional<String> text(Viewer viewer, String path) {
    return forms.take(viewer, back(path)).map(kept -> kept.getParameter("text"));
  }

  @Test
  void itComesBackOnceAsItWasSent() {
    forms.keep(
        ADA,
        request(
            "/console/glass",
            Map.of(
                "text",
                new String[] {"Found\nunconscious."},
                "role",
                new String[] {"clinician", "auditor"})));
    HttpServletRequest kept = forms.take(ADA, back("/console/glass")).orElseThrow();
    assertThat(kept.getParameter("text")).isEqualTo("Found\nunconscious.");
    assertThat(kept.getParameterValues("role")).containsExactly("clinician", "auditor");
    assertThat(kept.getParameter("other")).isNull();
    assertThat(kept.getParameterValues("other")).isNull();
    assertThat(text(ADA, "/console/glass")).isEmpty();
  }

  @Test
  void anotherPersonAnotherBrowserAndAnotherPageGetNothing() {
    forms.keep(ADA, form("/console/glass", Map.of("text", "x")));
    assertThat(text(viewer("pe_bob", "secret-of-a-browser"), "/console/glass")).isEmpty();
    assertThat(text(viewer("pe_ada", "secret-of-another"), "/console/glass")).isEmpty();
    assertThat(text(ADA, "/console/people/new")).isEmpty();
    assertThat(text(ADA, "/console/glass")).contains("x");
  }

  @Test
  void itIsForgottenAfterAWhile() {
    forms.keep(ADA, form("/console/glass", Map.of("text", "x")));
    clock.advance(KeptForms.HOLDS.minusSeconds(1));
    forms.keep(viewer("pe_bob", "b"), form("/console/glass", Map.of("text", "y")));
    clock.advance(Duration.ofSeconds(1));
    assertThat(text(ADA, "/console/glass")).isEmpty();
    assertThat(text(viewer("pe_bob", "b"), "/console/glass")).contains("y");
  }

  @Test
  void noSecretIsKept() {
    forms.keep(
        ADA,
        form(
            "/console/glass",
            Map.of(
                "text",
                "x",
                "csrf",
                "s",
                "password",
                "s",
                "chosen",
                "s",
                "code",
                "s",
                "answer",
                "s",
                "key",
                "s",
                "token",
                "s")));
    HttpServletRequest kept = forms.take(ADA, back("/console/glass")).orElseThrow();
    for (String secret : List.of("csrf", "password", "chosen", "code", "answer", "key", "token")) {
      assertThat(kept.getParameter(secret)).as(secret).isNull();
    }
    assertThat(kept.getParameter("text")).isEqualTo("x");
  }

  @Test
  void whatIsTooLongIsNotKeptAndReplacesWhatWasThere() {
    forms.keep(ADA, form("/console/glass", Map.of("text", "x")));
    forms.keep(ADA, form("/console/glass", Map.of("text", "x".repeat(KeptForms.LONGEST))));
    assertThat(text(ADA, "/console/glass")).isEmpty();
    forms.keep(ADA, form("/console/glass", Map.of("text", "x".repeat(KeptForms.LONGEST - 4))));
    assertThat(text(ADA, "/console/glass")).isPresent();
  }

  @Test
  void theOldestGivesWay() {
    for (int i = 0; i <= KeptForms.MOST; i++) {
      forms.keep(viewer("pe_" + i, "b"), form("/console/glass", Map.of("text", "x" + i)));
    }
    assertThat(text(viewer("pe_0", "b"), "/console/glass")).isEmpty();
    assertThat(text(viewer("pe_1", "b"), "/console/glass")).contains("x1");
    assertThat(text(viewer("pe_" + KeptForms.MOST, "b"), "/console/glass")).isPresent();
  }
}
