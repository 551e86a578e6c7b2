package org.wardhealth.bench;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * Something that forwards chat completions, and how to start and ask it.
 *
 * @param name as printed in the table
 * @param command starts it in the foreground; it is ended with SIGTERM
 * @param environment added to that of the harness
 * @param endpoint where chat completions are posted, http or https, on loopback only
 * @param headers sent with every request, such as {@code Authorization}
 */
public record Target(
    String name,
    List<String> command,
    Map<String, String> environment,
    URI endpoint,
    Map<String, String> headers) {

  /** Copies the collections and refuses what is not on loopback. */
  public Target {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    headers = Map.copyOf(headers);
    try {
      if (!InetAddress.getByName(endpoint.getHost()).isLoopbackAddress()) {
        throw new IllegalArgumentException(
            "the bench loads only loopback addresses, not " + endpoint.getHost());
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown host " + endpoint.getHost(), e);
    }
  }
}
