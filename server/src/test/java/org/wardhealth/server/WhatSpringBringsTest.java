package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.annotation.Configuration;

/** The list of what Spring configures lacks nothing that Spring would find, and names no more. */
class WhatSpringBringsTest {
  /** Deprecated, so that its class may not be named here. */
  private static final String OLDER_JACKSON =
      "org.springframework.boot.actuate.autoconfigure.endpoint.jackson.Jackson2EndpointAutoConfiguration";

  /** Of a library that only tests have. */
  private static final String OF_TESTS =
      "org.springframework.modulith.core.config.ApplicationModuleInitializerRuntimeVerification";

  /** Spring's own search, but for what Ward leaves out on purpose. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {HttpEncodingAutoConfiguration.class, WebMvcObservationAutoConfiguration.class},
      excludeName = {OLDER_JACKSON, OF_TESTS})
  static class Search {}

  @Test
  void theListIsWhatSpringsOwnSearchFinds(@TempDir Path home) {
    List<String> named = beans(TestWard.in(home.resolve("named")));
    List<String> found = beans(TestWard.in(home.resolve("found")).bean(Search.class, new Search()));
    assertThat(named).contains("dispatcherServlet", "healthEndpoint", "prometheusEndpoint");
    assertThat(named).containsExactlyInAnyOrderElementsOf(found);
  }

  /** Without the search itself, and where it would look for entities, of which Ward has none. */
  private static List<String> beans(TestWard.Builder wanted) {
    Here here = new Here();
    try (TestWard _ = wanted.bean(Here.class, here).start()) {
      return Stream.of(here.context().getBeanDefinitionNames())
          .filter(name -> !name.startsWith(Search.class.getName()))
          .filter(name -> !name.equals(AutoConfigurationPackages.class.getName()))
          .sorted()
          .toList();
    }
  }

  /** Is told by Spring where it is. */
  private static final class Here implements ApplicationContextAware {
    private Optional<ApplicationContext> context = Optional.empty();

    @Override
    public void setApplicationContext(ApplicationContext given) {
      context = Optional.of(given);
    }

    ApplicationContext context() {
      return context.orElseThrow();
    }
  }
}
