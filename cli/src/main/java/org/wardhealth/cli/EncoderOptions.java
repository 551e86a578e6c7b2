package org.wardhealth.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Encoder;
import org.wardhealth.server.WardServer;
import picocli.CommandLine.Option;

/** Whether English text is read by the optional encoder too. */
final class EncoderOptions {
  @Option(
      names = "--encoder",
      description =
          "Reads English with the encoder too, some two hundred times slower: docs/deid.md.")
  private boolean asked;

  @Option(
      names = "--encoder-model",
      paramLabel = "DIR",
      description = "The same with your own model.onnx, tokenizer.json and head.bin.")
  private Optional<Path> folder = Optional.empty();

  /** What a release says of the program that made it. */
  String version() {
    return asked() ? WardServer.VERSION + " with " + name() : WardServer.VERSION;
  }

  private String name() {
    return folder.isPresent() ? "an encoder of its own" : "its encoder";
  }

  boolean asked() {
    return asked || folder.isPresent();
  }

  /** The engine for text that nothing is said of; what the encoder holds goes with the process. */
  Deid engine() throws IOException {
    if (!asked()) {
      return Engine.any();
    }
    try {
      return Engine.any().with(Encoder.open(folder));
    } catch (Encoder.Missing e) {
      throw new Failure(Failure.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.DATA, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new Failure(Failure.NO_INPUT, String.valueOf(e.getMessage()));
    }
  }
}
