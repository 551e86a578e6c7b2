package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Proof;

/** Whoever has a session of level 2 looks. One of level 1 is on its way there and sees nothing. */
final class PeopleViewers implements Viewers {
  private final Front front;

  PeopleViewers(Front front) {
    this.front = front;
  }

  @Override
  public Optional<Viewer> of(HttpServletRequest request) {
    return front
        .signedIn(request)
        .filter(signedIn -> signedIn.aal() == 2)
        .map(
            signedIn ->
                new Viewer(
                    signedIn.person().id(),
                    signedIn.person().name(),
                    signedIn.roles(),
                    signedIn.aal(),
                    signedIn.proofs().stream().map(proof -> proof.factor().code()).toList(),
                    front.formToken(request),
                    Language.accepted(Optional.ofNullable(request.getHeader("Accept-Language")))));
  }

  @Override
  public boolean sure(HttpServletRequest request, Duration fresh) {
    return front.signedIn(request).filter(signedIn -> signedIn.aal(fresh) == 2).isPresent();
  }

  @Override
  public Optional<Instant> ends(HttpServletRequest request) {
    return front.ends(request);
  }

  @Override
  public Optional<Instant> passkey(HttpServletRequest request) {
    return front.signedIn(request).stream()
        .flatMap(signedIn -> signedIn.proofs().stream())
        .filter(proof -> proof.factor() == Factor.PASSKEY)
        .map(Proof::at)
        .findFirst();
  }

  @Override
  public Optional<String> signIn() {
    return Optional.of("/sign-in");
  }
}
