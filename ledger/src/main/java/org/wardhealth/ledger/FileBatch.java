package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whole files that are put in place together: temporary name, sync, rename, sync of the
 * directories. After {@link #commit} all of them survive power loss; before it, none is seen under
 * its name.
 *
 * <p>The files of a large batch are synced by several threads at once: a file system puts syncs
 * that arrive together into one commit of its journal, and the log's own writer waits for fewer of
 * them.
 */
final class FileBatch {
  private static final int THREADS = 16;

  private final Disk disk;
  private final Map<Path, byte[]> contents = new LinkedHashMap<>();
  private final Set<Path> directories = new LinkedHashSet<>();

  FileBatch(Disk disk) {
    this.disk = disk;
  }

  /** One file, at once. */
  static void replace(Disk disk, Path target, byte[] content) throws IOException {
    FileBatch batch = new FileBatch(disk);
    batch.add(target, content);
    batch.commit();
  }

  /** Adds a file; the content is not to be changed until {@link #commit}. */
  void add(Path target, byte[] content) {
    directories.add(target.resolveSibling(".").normalize());
    contents.put(target, content);
  }

  void commit() throws IOException {
    for (Path directory : directories) {
      disk.createDirectories(directory);
    }
    writeAll();
    for (Path target : contents.keySet()) {
      disk.rename(temporary(target), target);
    }
    for (Path directory : directories) {
      disk.syncDirectory(directory);
    }
  }

  private void writeAll() throws IOException {
    int threads = Math.min(THREADS, contents.size() / 4);
    if (threads > 1) {
      writeWith(threads);
      return;
    }
    for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
      write(file.getKey(), file.getValue());
    }
  }

  private void writeWith(int threads) throws IOException {
    List<Callable<Path>> tasks = new ArrayList<>();
    contents.forEach((target, content) -> tasks.add(() -> write(target, content)));
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Path> written : pool.invokeAll(tasks)) {
        written.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IOException("interrupted while files were being written", e);
    }
  }

  private Path write(Path target, byte[] content) throws IOException {
    Path file = temporary(target);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      disk.write(channel, ByteBuffer.wrap(content), 0);
      disk.sync(channel);
    }
    return file;
  }

  private static Path temporary(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".tmp");
  }
}
