package org.wardhealth.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.wardhealth.records.Progress;

/** A line on the terminal that is written again and again: how much is done, how fast, how long. */
final class ProgressBar implements Progress {
  private static final int WIDTH = 24;
  private static final long EACH = 200_000_000L;
  private static final double MEGA = 1e6;
  private static final double NANO = 1e-9;

  private final PrintWriter err;
  private final LongSupplier nanos;
  private long began;
  private long shown;
  private long before;
  private long read;
  private long total = 1;
  private int files;
  private int done;
  private int leftOut;

  ProgressBar(PrintWriter err, LongSupplier nanos) {
    this.err = err;
    this.nanos = nanos;
  }

  @Override
  public synchronized void begins(int all, long bytes) {
    files = all;
    total = Math.max(1, 2 * bytes);
    began = nanos.getAsLong();
    shown = began - EACH;
    show();
  }

  @Override
  public synchronized void resumes(int earlier) {
    done = earlier;
    before = read;
    err.print("\r" + earlier + " of " + files + " files were done by an earlier run\n");
  }

  @Override
  public synchronized void read(long bytes) {
    read += bytes;
    if (nanos.getAsLong() - shown >= EACH) {
      show();
    }
  }

  @Override
  public synchronized void done(boolean complete) {
    done++;
    leftOut += complete ? 0 : 1;
  }

  /** Leaves the last state on the screen. */
  synchronized void end() {
    show();
    err.print("\n");
    err.flush();
  }

  private void show() {
    shown = nanos.getAsLong();
    double seconds = (shown - began) * NANO;
    double rate = seconds > 0 ? (read - before) / seconds : 0;
    double part = Math.min(1, (double) read / total);
    int marks = (int) (part * WIDTH);
    err.print(
        String.format(
            Locale.ROOT,
            "\r[%s%s] %3.0f %%  %.1f of %.1f MB  %.1f MB/s  %s  %d of %d files%s ",
            "#".repeat(marks),
            "-".repeat(WIDTH - marks),
            part * 100,
            read / MEGA,
            total / MEGA,
            rate / MEGA,
            rate > 0 ? left((total - Math.min(read, total)) / rate) : "",
            done,
            files,
            leftOut == 0 ? "" : ", " + leftOut + " with something left out"));
    err.flush();
  }

  private static String left(double seconds) {
    long whole = Math.round(seconds);
    return String.format(
        Locale.ROOT, "%d:%02d:%02d left", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
