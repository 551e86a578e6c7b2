package org.wardhealth.records;

import java.nio.file.Path;

/** A run in a process of its own, which a test kills. Says each thing that happens on a line. */
final class BatchChild {
  private BatchChild() {}

  public static void main(String[] arguments) throws Exception {
    Folder folder = new Folder(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    folder
        .batch(2)
        .run(
            new Progress() {
              @Override
              public void begins(int files, long bytes) {
                System.out.println("begins");
              }

              @Override
              public void resumes(int files) {
                System.out.println("resumes");
              }

              @Override
              public void read(long bytes) {
                System.out.println("read");
              }

              @Override
              public void done(boolean complete) {
                System.out.println("done");
              }
            });
    System.out.println("end");
  }
}
