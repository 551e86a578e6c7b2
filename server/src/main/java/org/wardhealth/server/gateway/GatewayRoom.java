package org.wardhealth.server.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.wardhealth.deid.Deid;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.guard.Guard;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.RateLimits;
import org.wardhealth.server.models.Models;
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
  Identify identify(Clients clients, RateLimits limits) {
    return new Identify(clients, limits);
  }

  @Bean
  Pipeline pipeline(
      Identify identify,
      Models models,
      Patients patients,
      Vault vault,
      Deid deid,
      Guard guard,
      Audit audit,
      Contents contents,
      RateLimits limits,
      Clock clock,
      SecureRandom random,
      MeterRegistry registry) {
    return new Pipeline(
        identify,
        new Ask(),
        new Decide(models, patients, vault),
        new Protect(deid),
        new Screen(guard),
        new Recorder(audit, contents, clock, random),
        new Invoke(models),
        new Review(guard),
        limits,
        new Meters(registry));
  }

  @Bean
  OpenAiDoor openAiDoor(
      Pipeline pipeline,
      Identify identify,
      Models models,
      DoorSettings settings,
      Clock clock,
      LongSupplier nanos,
      SecureRandom random) {
    return new OpenAiDoor(pipeline, identify, models, settings, clock, nanos, random);
  }

  @Bean
  FhirDoor fhirDoor(
      Identify identify, Patients patients, Audit audit, Clock clock, LongSupplier nanos) {
    return new FhirDoor(identify, patients, audit, clock, nanos);
  }

  @Bean
  OperatorDoor operatorDoor(Clients clients, OperatorSecret secret, LongSupplier nanos) {
    return new OperatorDoor(clients, new OperatorDoor.OperatorToken(secret.value()), nanos);
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
