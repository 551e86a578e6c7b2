package org.wardhealth.server;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewer;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.identity.Role;

/** Whoever a test says is looking, looks. */
final class FakeViewers implements Viewers {
  static final String CSRF = "the-secret-of-this-session";

  private volatile Optional<Viewer> viewer = Optional.empty();
  private volatile boolean sure = true;
  private volatile Optional<Instant> ends = Optional.empty();
  private volatile Optional<String> signIn = Optional.empty();
  private volatile Optional<Instant> passkey = Optional.empty();

  void nobody() {
    viewer = Optional.empty();
  }

  void is(Role... roles) {
    is("Ada Marsh", Language.EN, roles);
  }

  void is(String name, Language language, Role... roles) {
    viewer =
        Optional.of(
            new Viewer("pe_looks", name, Set.of(roles), 2, List.of("passkey"), CSRF, language));
  }

  /** Whether what they proved is fresh. */
  void sure(boolean fresh) {
    sure = fresh;
  }

  /** When the session ends. */
  void ends(Instant at) {
    ends = Optional.of(at);
  }

  /** Another person, with these roles. */
  void is(String id, String name, Role... roles) {
    viewer =
        Optional.of(new Viewer(id, name, Set.of(roles), 2, List.of("passkey"), CSRF, Language.EN));
  }

  /** When the viewer showed a passkey. */
  void showed(Optional<Instant> at) {
    passkey = at;
  }

  void signInAt(String path) {
    signIn = Optional.of(path);
  }

  @Override
  public Optional<Viewer> of(HttpServletRequest request) {
    return viewer;
  }

  @Override
  public boolean sure(HttpServletRequest request, Duration fresh) {
    return sure;
  }

  @Override
  public Optional<Instant> ends(HttpServletRequest request) {
    return ends;
  }

  @Override
  public Optional<Instant> passkey(HttpServletRequest request) {
    return passkey;
  }

  @Override
  public Optional<String> signIn() {
    return signIn;
  }
}
