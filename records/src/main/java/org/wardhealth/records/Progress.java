package org.wardhealth.records;

/** Is told how a {@link Batch} goes on, from several threads at once; must be quick. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void begins(int files, long bytes) {}

        @Override
        public void resumes(int files) {}

        @Override
        public void read(long bytes) {}

        @Override
        public void done(boolean complete) {}
      };

  /**
   * The inputs are listed.
   *
   * @param files how many
   * @param bytes how many in all; every byte is read twice, so twice as many are told to {@link
   *     #read}, less those that an earlier run has done
   */
  void begins(int files, long bytes);

  /** So many files were done by an earlier run that did not end. */
  void resumes(int files);

  /** So many more bytes were read, or need not be read. */
  void read(long bytes);

  /**
   * One file is done.
   *
   * @param complete whether all of it was written
   */
  void done(boolean complete);
}
