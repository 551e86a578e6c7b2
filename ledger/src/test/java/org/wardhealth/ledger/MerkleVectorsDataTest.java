package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vectors of transparency-dev/merkle: not one false accept, not one false reject. */
@Tag("data")
class MerkleVectorsDataTest {
  private static final Path DATA = Path.of(System.getProperty("ward.data", ""), "ledger/merkle");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  @Test
  void all98InclusionVectorsAreDecidedAsTheySay() throws Exception {
    decide(
        "inclusion",
        json ->
            new InclusionProof(number(json, "leafIdx"), number(json, "treeSize"), proof(json))
                .proves(hash(json, "leafHash"), hash(json, "root")));
  }

  @Test
  void all98ConsistencyVectorsAreDecidedAsTheySay() throws Exception {
    decide(
        "consistency",
        json ->
            new ConsistencyProof(number(json, "size1"), number(json, "size2"), proof(json))
                .proves(hash(json, "root1"), hash(json, "root2")));
  }

  private static void decide(String folder, Predicate<String> verifier) throws Exception {
    List<String> wrong = new ArrayList<>();
    int vectors = 0;
    try (Stream<Path> files = Files.walk(DATA.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        String json = Files.readString(file);
        boolean accepted;
        try {
          accepted = verifier.test(json);
        } catch (IllegalArgumentException emptyHash) {
          accepted = false;
        }
        boolean expected = value(json, "wantErr").equals("false");
        if (accepted != expected) {
          wrong.add(file + ": " + accepted);
        }
        vectors++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(vectors).isEqualTo(98);
  }

  private static String value(String json, String key) {
    Matcher m =
        Pattern.compile("\"" + key + "\"\\s*:\\s*(\\[[^\\]]*\\]|\"[^\"]*\"|[^,\\s}]+)")
            .matcher(json);
    assertThat(m.find()).as(key).isTrue();
    return m.group(1);
  }

  private static long number(String json, String key) {
    return Long.parseUnsignedLong(value(json, key));
  }

  private static Hash hash(String json, String key) {
    return hash(value(json, key).replace("\"", "").replace("null", ""));
  }

  private static List<Hash> proof(String json) {
    return QUOTED.matcher(value(json, "proof")).results().map(m -> hash(m.group(1))).toList();
  }

  /**
   * Some vectors hold a text in place of a hash ("don't care 1"), whose SHA-256 stands for it.
   * Nothing at all cannot be a hash and is refused by its type.
   */
  private static Hash hash(String base64) {
    try {
      byte[] bytes = Base64Text.decode(base64);
      boolean other = bytes.length > 0 && bytes.length != Hash.LENGTH;
      return Hash.of(other ? Hasher.sha256(bytes) : bytes);
    } catch (Malformed e) {
      throw new AssertionError(e);
    }
  }
}
