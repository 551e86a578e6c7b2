package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 8: nothing but {@code ward.yaml} and {@code WARD_*} relaxes protection. */
class OnlyWardSettingsTest {
  @Test
  void whatSpringWouldReadFromItsSurroundingsIsNotRead(@TempDir Path home) {
    Map<String, String> around =
        Map.of(
            "server.ssl.enabled", "false",
            "server.ssl.bundle", "",
            "server.address", "0.0.0.0",
            "management.endpoints.web.exposure.include", "*",
            "spring.application.json", "{\"server\":{\"ssl\":{\"enabled\":false}}}");
    around.forEach(System::setProperty);
    try (WardServer ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
      assertThat(ward.url()).hasScheme("https").hasHost("127.0.0.1");
      var environment = ward.room(org.springframework.core.env.ConfigurableEnvironment.class);
      assertThat(environment.getProperty("server.ssl.enabled")).isNull();
      assertThat(environment.getProperty("server.ssl.bundle")).isEqualTo("ward");
      assertThat(environment.getProperty("management.endpoints.web.exposure.include"))
          .isEqualTo("health,prometheus");
    } finally {
      around.keySet().forEach(System::clearProperty);
    }
  }
}
