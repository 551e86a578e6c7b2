package org.wardhealth.server.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.gateway.Rehearsal;
import org.wardhealth.server.gateway.Trial;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Pause;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Vault;

/**
 * Puts the pages together. Who may look at them is said by {@link Viewers}: whoever is signed in.
 */
@Configuration(proxyBeanMethods = false)
@Import(SignInPages.class)
public class ConsoleRoom {
  /** What begins with these is for people. */
  static final String[] PATHS = {
    "/",
    "/console",
    "/console/*",
    "/assets/*",
    "/sign-in",
    "/sign-in/*",
    "/sign-out",
    "/step-up",
    "/recovery",
    "/enrol/*",
    "/account/*"
  };

  @Bean
  @ConditionalOnMissingBean
  Viewers viewers(Front front) {
    return new PeopleViewers(front);
  }

  @Bean
  Assets assets() {
    return new Assets();
  }

  @Bean
  Pages pages(Viewers viewers, Assets assets, Clock clock, ZoneId zone) {
    TemplateEngine templates =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
    return new Pages(viewers, templates, assets, clock, zone);
  }

  @Bean
  @ConditionalOnMissingBean
  ZoneId zone() {
    return ZoneId.systemDefault();
  }

  @Bean
  Traffic traffic(MeterRegistry registry, Clock clock) {
    return new Traffic(registry, clock);
  }

  @Bean
  NowPage nowPage(
      Pages pages,
      Map<String, HealthIndicator> indicators,
      Audit audit,
      Verification verification,
      Models models,
      Vault vault,
      Traffic traffic,
      GlassPage glass,
      GlassReview reviews,
      ConsoleSettings settings,
      Accounts accounts,
      Clock clock,
      ZoneId zone) {
    return new NowPage(
        pages,
        new Wellness(indicators),
        audit,
        verification,
        models,
        vault,
        traffic,
        glass,
        reviews,
        settings,
        new Deadlines(accounts, settings, clock),
        zone);
  }

  @Bean
  ModelsPage modelsPage(
      Pages pages,
      Models models,
      Suspensions suspensions,
      Traffic traffic,
      ConsoleSettings settings) {
    return new ModelsPage(pages, models, suspensions, traffic, settings);
  }

  @Bean
  ConsentPage consentPage(
      Pages pages,
      Patients patients,
      Vault vault,
      Consents consents,
      Trail trail,
      Accounts accounts,
      Readings readings,
      Clock clock) {
    return new ConsentPage(pages, patients, vault, consents, trail, accounts, readings, clock);
  }

  @Bean
  LiveEvents liveEvents(Pages pages, Audit audit, Pause pause) {
    return new LiveEvents(pages, audit, pause);
  }

  @Bean
  CohortPage cohortPage(Pages pages, Consents consents, Readings readings) {
    return new CohortPage(pages, consents, readings);
  }

  @Bean
  PeoplePage peoplePage(
      Pages pages,
      Accounts accounts,
      Factors factors,
      Sessions sessions,
      GlassReview reviews,
      Clock clock) {
    return new PeoplePage(pages, accounts, factors, sessions, reviews, clock);
  }

  @Bean
  GlassPage glassPage(Pages pages, Glasses glasses, Patients patients, Front front) {
    return new GlassPage(pages, glasses, patients, front);
  }

  @Bean
  GlassReview glassReview(Pages pages, Glasses glasses, Readings readings, Clock clock) {
    return new GlassReview(pages, glasses, readings, clock);
  }

  @Bean
  PersonActs personActs(
      Pages pages,
      Accounts accounts,
      Enrolment enrolment,
      Factors factors,
      Sessions sessions,
      Front front) {
    return new PersonActs(pages, accounts, enrolment, factors, sessions, front);
  }

  @Bean
  ApplicationsPage applicationsPage(Pages pages, Clients clients, Models models) {
    return new ApplicationsPage(pages, clients, models);
  }

  @Bean
  KeysPage keysPage(
      Pages pages,
      KeyCare care,
      Erasures erasures,
      Trail trail,
      Database database,
      ConsoleSettings settings,
      Clock clock) {
    return new KeysPage(pages, care, erasures, trail, database, settings, clock);
  }

  @Bean
  ConnectPage connectPage(
      Pages pages, Clients clients, Models models, Trial trial, ConsoleSettings settings) {
    return new ConnectPage(pages, clients, models, trial, settings);
  }

  @Bean
  Readings readings(Audit audit, Clock clock) {
    return new Readings(audit, clock);
  }

  @Bean
  ExchangesPage exchangesPage(
      Pages pages, Trail trail, Projection projection, Readings readings, ZoneId zone) {
    return new ExchangesPage(pages, trail, projection, readings, zone);
  }

  @Bean
  ExchangePage exchangePage(
      Pages pages, Stories stories, Audit audit, PoliciesInForce policies, Readings readings) {
    return new ExchangePage(pages, stories, audit, policies, readings);
  }

  @Bean
  SentPage sentPage(
      Pages pages, Stories stories, Contents contents, Vault vault, Readings readings) {
    return new SentPage(pages, stories, contents, vault, readings);
  }

  @Bean
  DeniedPage deniedPage(Pages pages, Stories stories, PoliciesInForce policies, Readings readings) {
    return new DeniedPage(pages, stories, policies, readings);
  }

  @Bean
  ExplainPage explainPage(
      Pages pages, Stories stories, PoliciesInForce policies, Readings readings) {
    return new ExplainPage(pages, stories, policies, readings);
  }

  @Bean
  SearchPage searchPage(
      Pages pages,
      Stories stories,
      Accounts accounts,
      Clients clients,
      Models models,
      Patients patients,
      PoliciesInForce policies,
      Readings readings) {
    return new SearchPage(pages, stories, accounts, clients, models, patients, policies, readings);
  }

  @Bean
  StayDoor stayDoor(Pages pages) {
    return new StayDoor(pages);
  }

  @Bean
  Editors editors(Viewers viewers, Clock clock) {
    return new Editors(viewers, clock);
  }

  @Bean
  RulesPage rulesPage(Pages pages, PolicySets sets, PoliciesInForce inForce) {
    return new RulesPage(pages, sets, inForce);
  }

  @Bean
  PolicySetPage policySetPage(
      Pages pages,
      PolicySets sets,
      PoliciesInForce inForce,
      Editors editors,
      Rehearsal rehearsal,
      Readings readings,
      Clock clock) {
    return new PolicySetPage(pages, sets, inForce, editors, rehearsal, readings, clock);
  }

  @Bean
  ProposePage proposePage(Pages pages, PolicySets sets, PoliciesInForce inForce, Editors editors) {
    return new ProposePage(pages, sets, inForce, editors);
  }

  @Bean
  TrialPage trialPage(
      Pages pages,
      PolicySets sets,
      PoliciesInForce inForce,
      Clients clients,
      Models models,
      Rehearsal rehearsal) {
    return new TrialPage(pages, sets, inForce, clients, models, rehearsal);
  }

  @Bean
  GalleryPage galleryPage(Pages pages, Clock clock) {
    return new GalleryPage(pages, clock);
  }

  @Bean
  FilterRegistrationBean<PageHeaders> pageHeaders() {
    FilterRegistrationBean<PageHeaders> headers = new FilterRegistrationBean<>(new PageHeaders());
    headers.addUrlPatterns(PATHS);
    headers.setOrder(Integer.MIN_VALUE);
    return headers;
  }

  @Bean
  FrontDoor frontDoor(Pages pages) {
    return new FrontDoor(pages);
  }
}
