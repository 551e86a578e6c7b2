package org.wardhealth.server.identity;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An authenticator with one key (ES256), which says what it is told to: also that it verified
 * nobody, or that another site asked.
 */
final class VirtualPasskey {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final byte[] id = new byte[32];
  private final KeyPair pair;
  private String handle = "";
  private int counter = 1;

  VirtualPasskey(SecureRandom random) {
    random.nextBytes(id);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next answer carries a counter that was seen before. */
  void rewind() {
    counter = 1;
  }

  String create(JsonNode options, String origin, boolean verified) {
    handle = options.at("/user/id").asString();
    byte[] data = data(options.at("/rp/id").asString(), verified, true);
    ByteArrayOutputStream attestation = new ByteArrayOutputStream();
    attestation.write(0xA3); // a map of three
    text(attestation, "fmt");
    text(attestation, "none");
    text(attestation, "attStmt");
    attestation.write(0xA0);
    text(attestation, "authData");
    attestation.write(0x58);
    attestation.write(data.length);
    attestation.writeBytes(data);
    ObjectNode answer = answer();
    answer
        .putObject("response")
        .put("clientDataJSON", BASE64.encodeToString(client("webauthn.create", options, origin)))
        .put("attestationObject", BASE64.encodeToString(attestation.toByteArray()))
        .putArray("transports")
        .add("internal");
    return answer.toString();
  }

  String get(JsonNode options, String origin, boolean verified) {
    String site =
        options.has("rpId") ? options.path("rpId").asString() : options.at("/rp/id").asString();
    byte[] data = data(site, verified, false);
    byte[] client = client("webauthn.get", options, origin);
    ObjectNode answer = answer();
    answer
        .putObject("response")
        .put("clientDataJSON", BASE64.encodeToString(client))
        .put("authenticatorData", BASE64.encodeToString(data))
        .put("signature", BASE64.encodeToString(sign(data, sha256(client))))
        .put("userHandle", handle);
    return answer.toString();
  }

  private ObjectNode answer() {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("id", BASE64.encodeToString(id)).put("rawId", BASE64.encodeToString(id));
    answer.put("type", "public-key");
    answer.putObject("clientExtensionResults");
    return answer;
  }

  private static byte[] client(String type, JsonNode options, String origin) {
    ObjectNode client = Json.MAPPER.createObjectNode();
    client.put("type", type);
    client.put("challenge", options.path("challenge").asString());
    client.put("origin", origin);
    client.put("crossOrigin", false);
    return client.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] data(String site, boolean verified, boolean created) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(sha256(site.getBytes(StandardCharsets.UTF_8)));
    data.write(0x01 | (verified ? 0x04 : 0) | (created ? 0x40 : 0));
    data.writeBytes(ByteBuffer.allocate(4).putInt(counter++).array());
    if (created) {
      data.writeBytes(new byte[16]);
      data.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
      data.writeBytes(id);
      ECPublicKey key = (ECPublicKey) pair.getPublic();
      data.writeBytes(new byte[] {(byte) 0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32});
      data.writeBytes(unsigned(key.getW().getAffineX().toByteArray()));
      data.writeBytes(new byte[] {0x22, 0x58, 32});
      data.writeBytes(unsigned(key.getW().getAffineY().toByteArray()));
    }
    return data.toByteArray();
  }

  private static byte[] unsigned(byte[] number) {
    byte[] wide = new byte[32];
    byte[] bare =
        number.length > 32 ? Arrays.copyOfRange(number, number.length - 32, number.length) : number;
    System.arraycopy(bare, 0, wide, 32 - bare.length, bare.length);
    return wide;
  }

  private byte[] sign(byte[]... parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.write(0x60 + text.length());
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
