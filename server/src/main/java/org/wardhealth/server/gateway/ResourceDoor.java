package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Issuers;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whose tokens Ward takes, for who was given only the origin (RFC 9728). */
@RestController
final class ResourceDoor {
  private final Issuers issuers;
  private final Front front;

  ResourceDoor(Issuers issuers, Front front) {
    this.issuers = issuers;
    this.front = front;
  }

  @GetMapping("/.well-known/oauth-protected-resource")
  void metadata(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ObjectNode metadata = Json.MAPPER.createObjectNode();
    metadata.put("resource", front.site(request).origin());
    ArrayNode servers = metadata.putArray("authorization_servers");
    issuers.ofTokens().forEach(servers::add);
    metadata.putArray("bearer_methods_supported").add("header");
    ArrayNode algorithms = metadata.putArray("dpop_signing_alg_values_supported");
    IssuerSettings.ALGORITHMS.stream().sorted().forEach(algorithms::add);
    Http.json(response, 200, metadata);
  }
}
