package org.wardhealth.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The peers that Ward is measured beside, each with the configuration that serves it best. */
final class Peers {
  private static final String CHAT = "/v1/chat/completions";
  private static final String PORTKEY = "@portkey-ai/gateway@1.15.2";

  private Peers() {}

  /** A reverse proxy that neither authenticates nor reads what it forwards: the lower bound. */
  static Optional<Target> nginx(Peer.Place place) throws IOException {
    Optional<Path> program = onPath("nginx");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Path directory = place.directory();
    Path config = directory.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off; worker_processes auto; pid %1$s/nginx.pid; error_log stderr error;
        events { worker_connections 1024; }
        http {
          access_log off; tcp_nodelay on;
          client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
          uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          upstream model { server %2$s; keepalive 64; }
          server {
            listen 127.0.0.1:%3$d;
            keepalive_requests 1000000000;
            location / {
              proxy_pass http://model; proxy_http_version 1.1;
              proxy_set_header Connection ""; proxy_buffering off;
            }
          }
        }
        """
            .formatted(directory, place.upstream().getAuthority(), place.port()));
    List<String> command =
        List.of(
            program.get().toString(),
            "-p",
            directory.toString(),
            "-e",
            "stderr",
            "-c",
            "" + config);
    return Optional.of(new Target("nginx", command, Map.of(), chat(place), Map.of()));
  }

  /** The open gateway of Portkey, from npm. */
  static Optional<Target> portkey(Peer.Place place) throws IOException, InterruptedException {
    Optional<Path> npm = onPath("npm");
    Optional<Path> node = onPath("node");
    if (npm.isEmpty() || node.isEmpty()) {
      return Optional.empty();
    }
    Path directory = place.directory();
    List<String> install =
        List.of(npm.get().toString(), "install", "--no-audit", "--no-fund", "--silent", PORTKEY);
    Process npmInstall =
        new ProcessBuilder(install)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("npm.log").toFile())
            .start();
    if (!npmInstall.waitFor(5, TimeUnit.MINUTES) || npmInstall.exitValue() != 0) {
      npmInstall.destroy();
      return Optional.empty();
    }
    Path server = directory.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
    return Optional.of(
        new Target(
            "portkey",
            List.of(
                node.get().toString(), server.toString(), "--port=" + place.port(), "--headless"),
            Map.of("NODE_ENV", "production"),
            chat(place),
            Map.of(
                "Authorization", "Bearer bench",
                "x-portkey-provider", "openai",
                "x-portkey-custom-host", place.upstream().toString())));
  }

  private static URI chat(Peer.Place place) {
    return URI.create("http://127.0.0.1:" + place.port() + CHAT);
  }

  /** An executable file of this name in the directories of PATH. */
  static Optional<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(directory, program);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
