package org.wardhealth.server.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.wardhealth.deid.Deid;
import org.wardhealth.labels.Labeller;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.guard.Guard;
import org.wardhealth.server.identity.AccessTokens;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Issuers;
import org.wardhealth.server.identity.RateLimits;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.vault.DataSetKeys;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Vault;

/** Puts the pipeline together from the rooms below, and opens the doors. */
@Configuration(proxyBeanMethods = false)
public class GatewayRoom {
  /** The secret of this process that the operator's commands prove themselves with. */
  public record OperatorSecret(String value) {
    @Override
    public String toString() {
      return "***";
    }
  }

  @Bean
  Identify identify(Clients clients, AccessTokens tokens, RateLimits limits, Clock clock) {
    return new Identify(clients, tokens, limits, clock);
  }

  @Bean
  Arrivals arrivals(DoorSettings settings, Clock clock, LongSupplier nanos, SecureRandom random) {
    return new Arrivals(settings, clock, nanos, random);
  }

  @Bean
  Consented consented(Consents consents, Models models, Clock clock) {
    return new Consented(consents, models, clock);
  }

  @Bean
  Permission permission(PoliciesInForce policies) {
    return new Permission(policies);
  }

  @Bean
  Decide decide(
      Models models,
      Patients patients,
      Vault vault,
      Glasses glasses,
      Consented consented,
      Permission permission) {
    return new Decide(
        models, patients, vault, glasses, consented, permission, new Labelling(Labeller.shipped()));
  }

  @Bean
  Recorder recorder(Audit audit, Contents contents, Clock clock, SecureRandom random) {
    return new Recorder(audit, contents, clock, random);
  }

  @Bean
  Meters meters(MeterRegistry registry) {
    return new Meters(registry);
  }

  @Bean
  Refusals refusals(Recorder recorder, Meters meters) {
    return new Refusals(recorder, meters);
  }

  @Bean
  Pipeline pipeline(
      Identify identify,
      Decide decide,
      Models models,
      Deid deid,
      Guard guard,
      Recorder recorder,
      RateLimits limits,
      Meters meters,
      Refusals refusals) {
    return new Pipeline(
        identify,
        new Ask(),
        decide,
        new Protect(deid),
        new Screen(guard),
        recorder,
        new Invoke(models),
        new Review(guard),
        limits,
        meters,
        refusals);
  }

  @Bean
  OpenAiDoor openAiDoor(Pipeline pipeline, Identify identify, Models models, Arrivals arrivals) {
    return new OpenAiDoor(pipeline, identify, models, arrivals);
  }

  @Bean
  Trial trial(Pipeline pipeline, Arrivals arrivals) {
    return new Trial(pipeline, arrivals);
  }

  @Bean
  DeidentifyDoor deidentifyDoor(
      Identify identify,
      Decide decide,
      Patients patients,
      DataSetKeys keys,
      Deid deid,
      SecureRandom random,
      Clock clock,
      Recorder recorder,
      Refusals refusals,
      Arrivals arrivals) {
    return new DeidentifyDoor(
        identify,
        new Deidentify(decide, patients, keys, deid, random, clock),
        recorder,
        refusals,
        arrivals);
  }

  @Bean
  AccessDoor accessDoor(
      Identify identify,
      Clients clients,
      Models models,
      Decide decide,
      Consented consented,
      Permission permission,
      Glasses glasses,
      Vault vault,
      Audit audit,
      Clock clock,
      Refusals refusals,
      Arrivals arrivals,
      Front front) {
    return new AccessDoor(
        identify,
        new Evaluate(clients, models, decide, consented, permission, glasses, vault, audit, clock),
        refusals,
        arrivals,
        front);
  }

  @Bean
  FhirDoor fhirDoor(
      Identify identify, Patients patients, Audit audit, Clock clock, LongSupplier nanos) {
    return new FhirDoor(identify, patients, audit, clock, nanos);
  }

  @Bean
  ConsentDoor consentDoor(
      Identify identify, Consents consents, Audit audit, Clock clock, LongSupplier nanos) {
    return new ConsentDoor(identify, consents, audit, clock, nanos);
  }

  @Bean
  CohortDoor cohortDoor(
      Identify identify,
      OperatorSecret secret,
      Consents consents,
      Patients patients,
      Audit audit,
      Clock clock,
      LongSupplier nanos) {
    return new CohortDoor(
        identify,
        new OperatorDoor.OperatorToken(secret.value()),
        consents,
        patients,
        audit,
        clock,
        nanos);
  }

  @Bean
  OperatorDoor operatorDoor(
      Clients clients, Issuers issuers, OperatorSecret secret, LongSupplier nanos) {
    return new OperatorDoor(
        clients, issuers, new OperatorDoor.OperatorToken(secret.value()), nanos);
  }

  @Bean
  PeopleDoor peopleDoor(
      Accounts accounts,
      Enrolment enrolment,
      Factors factors,
      Sessions sessions,
      Front front,
      OperatorSecret secret,
      LongSupplier nanos) {
    return new PeopleDoor(
        accounts,
        enrolment,
        factors,
        sessions,
        front,
        new OperatorDoor.OperatorToken(secret.value()),
        nanos);
  }

  @Bean
  VaultDoor vaultDoor(
      Identify identify,
      OperatorSecret secret,
      Erasures erasures,
      Patients patients,
      Audit audit,
      Clock clock,
      LongSupplier nanos) {
    return new VaultDoor(
        identify,
        new OperatorDoor.OperatorToken(secret.value()),
        erasures,
        patients,
        audit,
        clock,
        nanos);
  }

  @Bean
  LedgerDoor ledgerDoor(Identify identify, Audit audit) {
    return new LedgerDoor(identify, audit);
  }

  @Bean
  EvidenceDoor evidenceDoor(Identify identify, Audit audit, Clock clock) {
    return new EvidenceDoor(identify, audit, clock);
  }

  @Bean
  KeyDoor keyDoor(KeyCare care, OperatorSecret secret) {
    return new KeyDoor(care, new OperatorDoor.OperatorToken(secret.value()));
  }

  @Bean
  ModelDoor modelDoor(
      Models models, Suspensions suspensions, OperatorSecret secret, LongSupplier nanos) {
    return new ModelDoor(
        models, suspensions, new OperatorDoor.OperatorToken(secret.value()), nanos);
  }

  @Bean
  CheckpointDoor checkpointDoor(Audit audit, OperatorSecret secret) {
    return new CheckpointDoor(audit, new OperatorDoor.OperatorToken(secret.value()));
  }

  @Bean
  BackupDoor backupDoor(Audit audit, OperatorSecret secret, Clock clock, LongSupplier nanos) {
    return new BackupDoor(audit, new OperatorDoor.OperatorToken(secret.value()), clock, nanos);
  }

  @Bean
  PruningDoor pruningDoor(Pruning pruning, OperatorSecret secret) {
    return new PruningDoor(pruning, new OperatorDoor.OperatorToken(secret.value()));
  }

  @Bean
  AuditDoor auditDoor(
      Identify identify,
      OperatorSecret secret,
      Trail trail,
      Stories stories,
      Projection projection,
      Patients patients,
      Audit audit,
      Clock clock) {
    return new AuditDoor(
        identify,
        new OperatorDoor.OperatorToken(secret.value()),
        trail,
        stories,
        projection,
        patients,
        audit,
        clock);
  }

  @Bean
  ResourceDoor resourceDoor(Issuers issuers, Front front) {
    return new ResourceDoor(issuers, front);
  }

  @Bean
  Rehearsal rehearsal(
      Clients clients,
      Models models,
      Consented consented,
      Trail trail,
      Stories stories,
      PolicySets sets,
      PoliciesInForce inForce,
      Vault vault) {
    return new Rehearsal(clients, models, consented, trail, stories, sets, inForce, vault);
  }

  @Bean
  PolicyDoor policyDoor(
      PolicySets sets,
      PoliciesInForce inForce,
      Rehearsal rehearsal,
      Audit audit,
      Clock clock,
      OperatorSecret secret,
      LongSupplier nanos) {
    return new PolicyDoor(
        sets,
        inForce,
        rehearsal,
        audit,
        clock,
        new OperatorDoor.OperatorToken(secret.value()),
        nanos);
  }

  @Bean
  ErrorDoor errorDoor() {
    return new ErrorDoor();
  }

  @Bean
  FilterRegistrationBean<MetricsDoor> metricsDoor(Identify identify) {
    FilterRegistrationBean<MetricsDoor> door =
        new FilterRegistrationBean<>(new MetricsDoor(identify));
    door.addUrlPatterns("/actuator/*");
    return door;
  }
}
