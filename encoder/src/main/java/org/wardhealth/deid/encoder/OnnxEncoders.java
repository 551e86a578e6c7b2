package org.wardhealth.deid.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.deid.Encoder;
import org.wardhealth.deid.Language;

/**
 * Opens encoders: the English one whose model comes from a jar of its own on the class path, or one
 * of a folder with {@code model.onnx}, {@code tokenizer.json} and {@code head.bin}.
 */
public final class OnnxEncoders implements Encoder.Maker {
  /** Made by {@link java.util.ServiceLoader}. */
  public OnnxEncoders() {}

  @Override
  public Encoder open(Optional<Path> folder) throws IOException {
    ModelFiles files = folder.isPresent() ? ModelFiles.in(folder.get()) : ModelFiles.published();
    Head head =
        folder.isPresent()
            ? HeadFile.read(
                Files.readAllBytes(ModelFiles.inside(folder.get(), "head.bin")), "head.bin")
            : HeadFile.read(ModelFiles.resource("en/head.bin"), "en/head.bin");
    if (!head.model().equals(files.sha256())) {
      throw new IOException(
          "the head was trained on another encoder: its model has SHA-256 "
              + head.model()
              + ", this one "
              + files.sha256());
    }
    WordPiece words = files.words();
    States states = new OnnxStates(files.model(), head.output(), head.width());
    return new TransformerEncoder(Language.ENGLISH, words, states, head);
  }
}
