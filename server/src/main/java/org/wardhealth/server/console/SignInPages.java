package org.wardhealth.server.console;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.wardhealth.server.identity.Attempts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Passkeys;
import org.wardhealth.server.identity.ProviderSignIn;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.identity.SignIn;

/** Puts the pages together by which people sign in and enrol. */
@Configuration(proxyBeanMethods = false)
class SignInPages {
  @Bean
  Steps steps(Front front, Pages pages) {
    return new Steps(front, pages);
  }

  @Bean
  SignInDoor signInDoor(
      Steps steps,
      Front front,
      SignIn signIn,
      ProviderSignIn providers,
      Passkeys passkeys,
      Sessions sessions,
      Attempts attempts) {
    return new SignInDoor(steps, front, signIn, providers, passkeys, sessions, attempts);
  }

  @Bean
  EnrolDoor enrolDoor(
      Steps steps,
      Front front,
      Enrolment enrolment,
      Factors factors,
      Sessions sessions,
      Attempts attempts,
      SignIn signIn) {
    return new EnrolDoor(steps, front, enrolment, factors, sessions, attempts, signIn);
  }
}
