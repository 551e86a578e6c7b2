package org.wardhealth.records;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.wardhealth.deid.DataSet;

/**
 * Makes the output of one source. What is wrong with the source is a {@link FileResult} without
 * output; what is wrong with the output is an exception, and the batch ends.
 *
 * @param dataSet key and profile
 * @param patients of all sources
 * @param names of the outputs
 * @param out the folder of the outputs
 * @param parts the folder of what is not finished, on the same file system as {@code out}
 * @param indexBytes as for {@link PatientIndex}
 * @param progress is told what is read
 */
record Transformer(
    DataSet dataSet,
    PatientIndex patients,
    OutputNames names,
    Path out,
    Path parts,
    long indexBytes,
    Progress progress) {
  /** A reason for which a source is left out. */
  static final class LeftOut extends Exception {
    @Serial private static final long serialVersionUID = 1;

    LeftOut(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** The format of an opened source; of a table, with its plan. */
  static RecordFormat format(Reading in, Source source) throws LeftOut {
    byte[] head = in.head();
    String name = source.fileName();
    if (in.zipped() && name.endsWith(".gz")) {
      name = name.substring(0, name.length() - 3);
    }
    Optional<RecordFormat> format = Formats.of(head, name);
    if (format.isEmpty()) {
      throw new LeftOut(head.length == 0 ? "it is empty" : "in no format that Ward reads");
    }
    return format.get() instanceof TableFormat table && source.plan().isPresent()
        ? planned(table, source.plan().get())
        : format.get();
  }

  /**
   * The first pass over a file that is read as a whole, and over what stands beside it. What cannot
   * be read is passed over: the second pass meets the same and says it.
   */
  void index(Source source) throws IOException {
    try {
      if (source.patient().isPresent()) {
        patientBeside(source, source.patient().get(), patients);
      }
      try (Reading in = new Reading(source, progress)) {
        format(in, source).index(in, patients);
      }
    } catch (Reading.Unreadable | MalformedRecord | LeftOut told) {
      return;
    }
  }

  /** The second pass over a file that is read as a whole. */
  FileResult transform(Source source) throws IOException {
    String output = names.of(source.name());
    Path part = part(output);
    Release release = release(source, file(source));
    String format = "";
    try (Reading in = new Reading(source, progress);
        Writing writing = new Writing(part, 0)) {
      RecordFormat known = format(in, source);
      format = known.name();
      release = release(source, about(source));
      OutputStream target = in.zipped() ? new GZIPOutputStream(writing, 1 << 16) : writing;
      known.transform(in, new Unclosed(target), release);
      if (target instanceof GZIPOutputStream zip) {
        zip.finish();
      }
      String keyed = names.keyed(in.sha256());
      checkUnchanged(source);
      long bytes = writing.bytes();
      String sha256 = writing.sha256();
      writing.finish(out.resolve(output));
      Tally tally = release.finish();
      return new FileResult(
          source.name(),
          output,
          true,
          format,
          bytes,
          sha256,
          keyed,
          Counts.of(tally),
          problems(tally, 0));
    } catch (Reading.Unreadable e) {
      return leftOut(source, part, format, release, 0, String.valueOf(e.getMessage()));
    } catch (MalformedRecord e) {
      return leftOut(source, part, format, release, e.record(), e.reason());
    } catch (LeftOut e) {
      return leftOut(source, part, format, release, 0, e.reason());
    } catch (RuntimeException | StackOverflowError e) {
      return leftOut(source, part, format, release, 0, failed(e));
    }
  }

  /**
   * Reads a source that was written once more for the notes of {@code draw}; writes nothing.
   *
   * @return whether the source is still what it was, and was read to its end
   */
  boolean again(Source source, TextSample.Draw draw) throws IOException {
    try (Reading in = new Reading(source, Progress.NONE)) {
      RecordFormat known = format(in, source);
      Release release = new Release(dataSet, patients, about(source), Optional.of(draw));
      known.transform(in, OutputStream.nullOutputStream(), release);
      checkUnchanged(source);
      return true;
    } catch (Reading.Unreadable
        | MalformedRecord
        | LeftOut
        | RuntimeException
        | StackOverflowError told) {
      return false;
    }
  }

  /** What to say when Ward itself fails: the class, since the message may hold content. */
  static String failed(Throwable e) {
    return "Ward failed on it (" + e.getClass().getSimpleName() + "): please report this";
  }

  /** A release of a source that is about {@code about}. */
  Release release(Source source, PatientKey about) {
    return new Release(dataSet, patients, about);
  }

  Path part(String output) {
    return parts.resolve(output.substring(output.lastIndexOf('/') + 1));
  }

  /** What a tally says was left out, records counted from behind {@code before}. */
  static List<FileResult.Problem> problems(Tally tally, long before) {
    List<FileResult.Problem> problems = new ArrayList<>();
    for (MalformedRecord malformed : tally.malformed()) {
      long record = malformed.record() == 0 ? 0 : before + malformed.record();
      problems.add(new FileResult.Problem(record, malformed.reason()));
    }
    return problems;
  }

  /** Fails when a source is no longer what was listed: what was read may be half of each. */
  static void checkUnchanged(Source source) throws LeftOut {
    try {
      if (Files.size(source.path()) != source.size()
          || Files.getLastModifiedTime(source.path()).toMillis() != source.modified()) {
        throw new LeftOut("it was changed while it was read: run it again");
      }
    } catch (IOException e) {
      throw new LeftOut("it is no longer there");
    }
  }

  private FileResult leftOut(
      Source source, Path part, String format, Release release, long record, String reason)
      throws IOException {
    Files.deleteIfExists(part);
    Tally tally = release.finish();
    List<FileResult.Problem> problems = problems(tally, 0);
    problems.add(new FileResult.Problem(record, reason));
    return new FileResult(
        source.name(), names.of(source.name()), false, format, 0, "", "", Counts.NONE, problems);
  }

  private static PatientKey file(Source source) {
    return PatientKey.ofRecord("file", source.name());
  }

  private PatientKey about(Source source) throws LeftOut {
    return source.patient().isPresent() ? patient(source, source.patient().get()) : file(source);
  }

  private PatientKey patient(Source source, Path beside) throws LeftOut {
    try {
      PatientIndex one = new PatientIndex(indexBytes);
      patientBeside(source, beside, one);
      if (one.size() == 1) {
        return one.patients().first();
      }
    } catch (IOException | MalformedRecord | LeftOut e) {
      throw new LeftOut("the patient file beside it cannot be read");
    }
    throw new LeftOut("the patient file beside it is not about one patient");
  }

  private static RecordFormat planned(TableFormat table, Path plan) throws LeftOut {
    try {
      return table.with(Plan.read(plan));
    } catch (InvalidPlan e) {
      throw new LeftOut("the plan beside it is not valid: 'ward deid plan FILE --check' says why");
    } catch (IOException e) {
      throw new LeftOut("the plan beside it cannot be read");
    }
  }

  private static void patientBeside(Source note, Path beside, PatientIndex patients)
      throws IOException, MalformedRecord, LeftOut {
    Source source =
        new Source(beside, note.name() + ".patient.json", 0, 0, Optional.empty(), Optional.empty());
    try (Reading in = new Reading(source, Progress.NONE)) {
      format(in, source).index(in, patients);
    }
  }
}
