package org.wardhealth.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Encoder;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.Exports;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.console.ConsoleRoom;
import org.wardhealth.server.console.ConsoleSettings;
import org.wardhealth.server.gateway.DoorSettings;
import org.wardhealth.server.gateway.GatewayRoom;
import org.wardhealth.server.guard.Guard;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Issuers;
import org.wardhealth.server.identity.PeopleRoom;
import org.wardhealth.server.identity.PeopleSettings;
import org.wardhealth.server.identity.ProviderSignIn;
import org.wardhealth.server.identity.RateLimits;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Pause;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.DataSetKeys;
import org.wardhealth.server.vault.KeySource;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Secrets;
import org.wardhealth.server.vault.Vault;

/**
 * The rooms, from the ground up. Nothing is found by scanning: what is here is what there is.
 *
 * <p>What tests put in its place, because it stands for the world outside or is made to fail, gives
 * way to a bean that is there already.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({GatewayRoom.class, PeopleRoom.class, ConsoleRoom.class, Health.class, Housekeeping.class})
@WhatSpringBrings
class Rooms {
  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  @ConditionalOnMissingBean
  LongSupplier nanos() {
    return System::nanoTime;
  }

  @Bean
  @ConditionalOnMissingBean
  SecureRandom random() {
    return new SecureRandom();
  }

  @Bean
  @ConditionalOnMissingBean
  Pause pause() {
    return Thread::sleep;
  }

  @Bean
  @ConditionalOnMissingBean
  Deid deid(Optional<Encoder> encoder) {
    Deid deid = Deid.multilingual();
    return encoder.map(deid::with).orElse(deid);
  }

  @Bean
  Database database(Settings settings) {
    return Database.open(settings.database());
  }

  @Bean
  Vault vault(Settings settings, Database database, Clock clock, SecureRandom random) {
    return Vault.open(settings.home().resolve("keys"), settings.keys(), database, clock, random);
  }

  @Bean
  DataSetKeys dataSetKeys(Vault vault) {
    return DataSetKeys.open(vault.keys());
  }

  @Bean
  Patients patients(Vault vault, Database database, Clock clock, SecureRandom random) {
    return new Patients(vault, database, clock, random);
  }

  @Bean
  @ConditionalOnMissingBean
  Audit audit(Settings settings, Clock clock, SecureRandom random, LongSupplier nanos) {
    Audit audit =
        Audit.open(
            settings.home(), settings.ledgerOrigin(), clock, random, settings.witnesses(), nanos);
    try {
      Restore.record(settings.home(), audit, clock);
      return audit;
    } catch (RuntimeException e) {
      audit.close();
      throw e;
    }
  }

  @Bean
  Exports exports(Settings settings, Vault vault, Audit audit, Database database, Clock clock) {
    return Exports.start(
        settings.exports().stream().map(one -> one.opened(secret(settings, vault))).toList(),
        audit,
        database,
        clock);
  }

  @Bean
  SslBundleRegistrar certificate(Settings settings, ObjectProvider<Vault> vault) {
    // A key in a file is watched by Spring: see WardServer.
    return !settings.plainHttp() && settings.tls().key() instanceof KeySource.Sealed(String name)
        ? new SealedCertificate(settings.tls(), name, secret(settings, vault.getObject()))
        : registry -> {};
  }

  /** Secrets as they are now: each is read and opened when it is asked for. */
  private static UnaryOperator<String> secret(Settings settings, Vault vault) {
    return name -> Secrets.open(settings.home(), vault.keys()).get(name);
  }

  @Bean
  Contents contents(Settings settings, Database database, Clock clock) {
    return new Contents(database, clock, settings.contentRetention());
  }

  @Bean
  Projection projection(Database database, Audit audit) {
    return new Projection(database, audit);
  }

  @Bean
  Pruning pruning(Settings settings, Database database, Audit audit, Exports exports, Clock clock) {
    return new Pruning(database, audit, exports, clock, settings.ledgerRetention());
  }

  @Bean
  Verification verification(Database database, Audit audit, Clock clock) {
    return new Verification(database, audit, clock);
  }

  @Bean
  Trail trail(Database database) {
    return new Trail(database);
  }

  @Bean
  Stories stories(Trail trail, Audit audit) {
    return new Stories(trail, audit);
  }

  @Bean
  KeyCare keyCare(Settings settings, Vault vault, Audit audit, Clock clock) {
    return new KeyCare(vault, audit, clock, settings.keyWindow());
  }

  @Bean
  Erasures erasures(
      Settings settings,
      Database database,
      Vault vault,
      Patients patients,
      Audit audit,
      Clock clock,
      SecureRandom random) {
    Erasures erasures =
        new Erasures(
            database,
            vault,
            patients,
            audit,
            clock,
            random,
            settings.erasures(),
            settings.ledgerOrigin());
    Restore.takeOver(settings.home(), erasures);
    erasures.resume();
    return erasures;
  }

  @Bean
  PolicySets policySets(
      Settings settings,
      Database database,
      Vault vault,
      Audit audit,
      Clock clock,
      SecureRandom random) {
    return PolicySets.open(settings.home(), database, vault, audit, clock, random);
  }

  @Bean
  @ConditionalOnMissingBean
  PoliciesInForce policies(PolicySets sets, Clock clock) {
    return PoliciesInForce.of(sets, clock);
  }

  @Bean
  Consents consents(
      Settings settings,
      Vault vault,
      Patients patients,
      Database database,
      Audit audit,
      Clock clock,
      SecureRandom random) {
    return new Consents(
        vault,
        patients,
        database,
        audit,
        clock,
        random,
        settings.consentDefaults(),
        Runtime.getRuntime().maxMemory() / 4);
  }

  @Bean
  Clients clients(Database database, Vault vault, Audit audit, Clock clock, SecureRandom random) {
    return new Clients(database, vault, audit, clock, random);
  }

  @Bean
  Issuers issuers(Settings settings, Clock clock) {
    Issuers issuers = new Issuers(settings.issuers(), clock);
    issuers.begin();
    return issuers;
  }

  @Bean
  ProviderSignIn providerSignIn(
      Settings settings,
      Issuers issuers,
      Accounts accounts,
      Sessions sessions,
      Database database,
      Vault vault,
      Audit audit,
      Clock clock,
      SecureRandom random) {
    return new ProviderSignIn(
        issuers,
        accounts,
        sessions,
        database,
        vault,
        audit,
        settings.people(),
        clock,
        random,
        secret(settings, vault));
  }

  @Bean
  RateLimits rateLimits(Clock clock) {
    return new RateLimits(clock);
  }

  @Bean
  @ConditionalOnMissingBean
  Guard guard(Deid deid) {
    return new Guard(deid);
  }

  @Bean
  Suspensions suspensions(Database database, Audit audit, Clock clock) {
    return new Suspensions(database, audit, clock);
  }

  @Bean
  Models models(
      Settings settings,
      Vault vault,
      Suspensions suspensions,
      LongSupplier nanos,
      SecureRandom random,
      Pause pause) {
    return Models.of(
        settings.providers().stream()
            .map(provider -> provider.opened(secret(settings, vault)))
            .toList(),
        suspensions,
        nanos,
        random,
        pause);
  }

  @Bean
  ConsoleSettings console(Settings settings) {
    return new ConsoleSettings(
        settings.home(),
        settings.plainHttp() ? Optional.empty() : Optional.of(settings.tls().certificate()),
        settings.ownCertificate(),
        settings.keyWindow(),
        settings.contentRetention(),
        settings.providers());
  }

  @Bean
  PeopleSettings people(Settings settings) {
    return settings.people();
  }

  @Bean
  DoorSettings doors(Settings settings) {
    return settings.doors();
  }
}
