package org.wardhealth.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ward deid text}. */
@Command(
    name = "text",
    mixinStandardHelpOptions = true,
    description = "Prints a text with what identifies replaced.",
    footer = {"", "Example:", "  echo 'Seen by Dr. Alice Moreno, MRN 00123456.' | ward deid text"})
final class DeidTextCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EncoderOptions encoder = new EncoderOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();
  @Mixin private KeyOptions key = new KeyOptions();

  @Option(
      names = "--lang",
      paramLabel = "L",
      description = "en or es; told from the text if not said.")
  private Optional<String> lang = Optional.empty();

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "Standard input if none.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    byte[] bytes;
    try (InputStream in = LineSource.open(file)) {
      bytes = in.readAllBytes();
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Failure(
          Failure.DATA, "the text is not UTF-8: convert it first (iconv -f WINDOWS-1252 -t UTF-8)");
    }
    DataSet dataSet = Engine.dataSet(profile, key, encoder);
    Subject subject =
        lang.isPresent()
            ? dataSet.subject("", CompiledIdentity.NONE, Engine.language(lang.get()))
            : dataSet.subject("");
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        lang.isPresent() ? subject.text(text, Engine.language(lang.get())) : subject.text(text));
    Output.end(out);
    if (Terminal.watched()) {
      spec.commandLine().getErr().println("replaced: " + new TreeMap<>(subject.counts()));
    }
    return 0;
  }
}
