package org.wardhealth.server.identity;

import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/** Puts together what people sign in with. */
@Configuration(proxyBeanMethods = false)
public class PeopleRoom {
  @Bean
  Accounts accounts(Database database, Audit audit, Clock clock, SecureRandom random) {
    return new Accounts(database, audit, clock, random);
  }

  @Bean
  Factors factors(Database database, Vault vault, Audit audit, Clock clock, SecureRandom random) {
    return new Factors(database, vault, audit, clock, random);
  }

  @Bean
  Sessions sessions(
      Database database,
      Vault vault,
      Audit audit,
      Accounts accounts,
      Glasses glasses,
      PeopleSettings settings,
      Clock clock,
      SecureRandom random) {
    return new Sessions(database, vault, audit, accounts, glasses, settings, clock, random);
  }

  @Bean
  Glasses glasses(
      Database database,
      Vault vault,
      Audit audit,
      Accounts accounts,
      Clock clock,
      SecureRandom random) {
    return new Glasses(database, vault, audit, accounts, clock, random);
  }

  @Bean
  Passwords passwords(PeopleSettings settings, SecureRandom random) {
    return new Passwords(
        random,
        Runtime.getRuntime().availableProcessors(),
        KnownPasswords.and(settings.stolenPasswords()));
  }

  @Bean
  Passkeys passkeys(
      Database database, Vault vault, Factors factors, Clock clock, SecureRandom random) {
    return new Passkeys(database, vault, factors, clock, random);
  }

  @Bean
  Attempts attempts(Database database, Vault vault, Clock clock, SecureRandom random) {
    return new Attempts(database, vault, clock, random);
  }

  @Bean
  SignIn signIn(
      Accounts accounts,
      Factors factors,
      Passkeys passkeys,
      Passwords passwords,
      Attempts attempts,
      Sessions sessions,
      Audit audit,
      Clock clock) {
    return new SignIn(
        accounts,
        factors,
        passkeys,
        passwords,
        attempts,
        sessions,
        new Failures(audit, clock),
        clock);
  }

  @Bean
  AccessTokens accessTokens(
      Issuers issuers,
      Clients clients,
      Database database,
      Vault vault,
      PeopleSettings settings,
      Clock clock) {
    return new AccessTokens(issuers, clients, new DpopProofs(database, vault, settings, clock));
  }

  @Bean
  Enrolment enrolment(
      Database database,
      Vault vault,
      Audit audit,
      Accounts accounts,
      Factors factors,
      Passkeys passkeys,
      Passwords passwords,
      Sessions sessions,
      PeopleSettings settings,
      Clock clock,
      SecureRandom random) {
    return new Enrolment(
        database, vault, audit, accounts, factors, passkeys, passwords, sessions, settings, clock,
        random);
  }

  @Bean
  Front front(PeopleSettings settings, Sessions sessions) {
    return new Front(settings, sessions);
  }

  @Bean
  FilterRegistrationBean<jakarta.servlet.Filter> frontFilter(Front front) {
    FilterRegistrationBean<jakarta.servlet.Filter> registration =
        new FilterRegistrationBean<>(front.filter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return registration;
  }

  @Bean
  FilterRegistrationBean<AnswerHeaders> answerHeaders() {
    FilterRegistrationBean<AnswerHeaders> registration =
        new FilterRegistrationBean<>(new AnswerHeaders());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }
}
