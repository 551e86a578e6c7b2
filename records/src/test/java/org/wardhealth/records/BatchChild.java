package org.wardhealth.records;

import java.nio.file.Path;
import java.util.function.Consumer;

/** A run in a process of its own, which a test kills. Says each thing that happens on a line. */
final class BatchChild {
  private BatchChild() {}

  public static void main(String[] arguments) throws Exception {
    Folder folder = new Folder(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    folder.batch(2).run(new Told(System.out::println));
    System.out.println("end");
  }

  /** Says each thing. */
  record Told(Consumer<String> say) implements Progress {
    @Override
    public void begins(int files, long bytes) {
      say.accept("begins");
    }

    @Override
    public void resumes(int files) {
      say.accept("resumes");
    }

    @Override
    public void read(long bytes) {
      say.accept("read");
    }

    @Override
    public void done(boolean complete) {
      say.accept("done");
    }
  }
}
