package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Knows who sent a request to a page. Without an answer of it, no page says anything. */
public interface Viewers {
  /** Nobody can sign in: every page of the console is 401. */
  Viewers NOBODY =
      new Viewers() {
        @Override
        public Optional<Viewer> of(HttpServletRequest request) {
          return Optional.empty();
        }

        @Override
        public boolean sure(HttpServletRequest request, Duration fresh) {
          return false;
        }

        @Override
        public Optional<Instant> ends(HttpServletRequest request) {
          return Optional.empty();
        }

        @Override
        public Optional<String> signIn() {
          return Optional.empty();
        }
      };

  /** Whose session a request belongs to; nothing if it has none, or one that is over. */
  Optional<Viewer> of(HttpServletRequest request);

  /** Whether whoever sent a request reached level 2 by proofs no older than that. */
  boolean sure(HttpServletRequest request, Duration fresh);

  /**
   * When the session of a request ends, if nothing more is done in it; nothing if that is unknown.
   */
  Optional<Instant> ends(HttpServletRequest request);

  /** When the viewer last showed a passkey; nothing if they did not in this session. */
  default Optional<Instant> passkey(HttpServletRequest request) {
    return Optional.empty();
  }

  /** The path of the page where people sign in; nothing if there is none. */
  Optional<String> signIn();
}
