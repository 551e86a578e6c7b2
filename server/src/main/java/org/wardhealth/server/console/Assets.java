package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Style sheet, scripts and picture of the pages, from this jar. The hash of the content is part of
 * the name, so that a browser may keep it for ever and never has a stale one. Nothing secret.
 */
@RestController
final class Assets {
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js";

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Asset> files = new HashMap<>();

  /** One file, as it is and compressed. */
  @SuppressWarnings("ArrayRecordComponent")
  record Asset(String type, byte[] bytes, byte[] gzip) {}

  Assets() {
    add("ward.css", "text/css; charset=utf-8", "/console/ward.css");
    add("ward.js", "text/javascript; charset=utf-8", "/console/ward.js");
    add("passkeys.js", "text/javascript; charset=utf-8", "/console/passkeys.js");
    add("prove.js", "text/javascript; charset=utf-8", "/console/prove.js");
    add("htmx.js", "text/javascript; charset=utf-8", HTMX);
    add("ward.svg", "image/svg+xml", "/console/ward.svg");
  }

  /** The path of a file by its plain name. */
  String path(String name) {
    String hashed = names.get(name);
    if (hashed == null) {
      throw new IllegalArgumentException("There is no file '" + name + "' of the pages.");
    }
    return "/assets/" + hashed;
  }

  /** The file of a name with its hash. */
  Optional<Asset> find(String hashed) {
    return Optional.ofNullable(files.get(hashed));
  }

  @GetMapping("/assets/{name}")
  void get(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Asset> asset = find(name);
    if (asset.isEmpty()) {
      response.sendError(404);
      return;
    }
    response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    response.setHeader("Vary", "Accept-Encoding");
    response.setContentType(asset.get().type());
    String accepted = request.getHeader("Accept-Encoding");
    byte[] bytes = asset.get().bytes();
    if (accepted != null && accepted.contains("gzip")) {
      response.setHeader("Content-Encoding", "gzip");
      bytes = asset.get().gzip();
    }
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private void add(String name, String type, String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("This jar lacks " + resource + ": build it anew.");
      }
      byte[] bytes = in.readAllBytes();
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
        gzip.write(bytes);
      }
      int dot = name.lastIndexOf('.');
      String hashed = name.substring(0, dot) + "." + hash(bytes) + name.substring(dot);
      names.put(name, hashed);
      files.put(hashed, new Asset(type, bytes, compressed.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("This file cannot be read: " + resource, e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }
}
