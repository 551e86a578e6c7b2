package org.wardhealth.server.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.time.Clock;
import java.time.ZoneId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.wardhealth.server.identity.Front;

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
  Pages pages(Viewers viewers, Assets assets, Clock clock) {
    TemplateEngine templates =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
    return new Pages(viewers, templates, assets, clock, ZoneId.systemDefault());
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
