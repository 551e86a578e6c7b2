package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Proof;
import org.wardhealth.server.identity.SignedIn;

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
                    roles(signedIn),
                    signedIn.aal(),
                    signedIn.proofs().stream().map(proof -> proof.factor().code()).toList(),
                    front.formToken(request),
                    Language.accepted(Optional.ofNullable(request.getHeader("Accept-Language")))));
  }

  private static Set<Role> roles(SignedIn signedIn) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (org.wardhealth.server.identity.Role role : signedIn.roles()) {
      switch (role) {
        case ADMINISTRATOR -> roles.add(Role.ADMINISTRATOR);
        case SECURITY_OFFICER -> roles.add(Role.SECURITY);
        case PRIVACY_OFFICER -> roles.add(Role.PRIVACY);
        case ENGINEER -> roles.add(Role.ENGINEER);
        case CLINICIAN -> roles.add(Role.CLINICIAN);
        case AUDITOR -> roles.add(Role.AUDITOR);
        case RESEARCHER, DATA_SCIENTIST, BILLING, QUALITY, AI_GOVERNANCE -> {}
      }
    }
    return roles;
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
