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
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.gateway.Trial;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.store.Database;
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
      Models models,
      Vault vault,
      Traffic traffic,
      ConsoleSettings settings,
      ZoneId zone) {
    return new NowPage(
        pages, new Wellness(indicators), audit, models, vault, traffic, settings, zone);
  }

  @Bean
  ModelsPage modelsPage(Pages pages, Models models, Traffic traffic, ConsoleSettings settings) {
    return new ModelsPage(pages, models, traffic, settings);
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
      Database database,
      ConsoleSettings settings,
      Clock clock) {
    return new KeysPage(pages, care, erasures, database, settings, clock);
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
  DeniedPage deniedPage(Pages pages, Stories stories, PoliciesInForce policies, Readings readings) {
    return new DeniedPage(pages, stories, policies, readings);
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
