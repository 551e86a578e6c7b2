package org.wardhealth.deid.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An encoder as it was published: the graph and the words that it knows.
 *
 * @param model the bytes of the .onnx file
 * @param tokenizer the bytes of tokenizer.json
 */
@SuppressWarnings("ArrayRecordComponent")
record ModelFiles(byte[] model, byte[] tokenizer) {
  private static final String PUBLISHED = "all-minilm-l6-v2-q";
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * @throws IOException when a file is missing
   */
  static ModelFiles in(Path folder) throws IOException {
    return new ModelFiles(
        Files.readAllBytes(inside(folder, "model.onnx")),
        Files.readAllBytes(inside(folder, "tokenizer.json")));
  }

  /** The encoder in the jar that carries only that. */
  static ModelFiles published() throws IOException {
    return new ModelFiles(
        resource("/" + PUBLISHED + ".onnx"), resource("/" + PUBLISHED + "-tokenizer.json"));
  }

  static Path inside(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new IOException("the encoder's folder " + folder + " has no file " + name);
    }
    return file;
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(
            "the encoder's " + name + " is not on the class path: is its jar installed?");
      }
      return in.readAllBytes();
    }
  }

  String sha256() {
    return Sha256.of(model);
  }

  /**
   * @throws IOException when the file is none of WordPiece as BERT has it
   */
  WordPiece words() throws IOException {
    try {
      JsonNode root = JSON.readTree(tokenizer);
      JsonNode normalizer = root.path("normalizer");
      JsonNode pieces = root.path("model").path("vocab");
      if (!normalizer.path("type").asString("").equals("BertNormalizer") || !pieces.isObject()) {
        throw new IOException(
            "tokenizer.json is not of WordPiece with the normalizer of BERT: no other is read");
      }
      boolean cased = !normalizer.path("lowercase").asBoolean(true);
      Map<String, Integer> vocabulary = new HashMap<>();
      for (Map.Entry<String, JsonNode> piece : pieces.properties()) {
        if (!piece.getValue().isInt() || piece.getValue().asInt() < 0) {
          throw new IOException("tokenizer.json has a piece whose number is none");
        }
        vocabulary.put(piece.getKey(), piece.getValue().asInt());
      }
      return new WordPiece(vocabulary, cased);
    } catch (JacksonException e) {
      throw new IOException("tokenizer.json is no JSON", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("tokenizer.json: " + e.getMessage(), e);
    }
  }
}
