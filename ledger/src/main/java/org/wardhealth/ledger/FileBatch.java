package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

  private final Storage storage;
  private final Directories directories;
  private final Map<Path, byte[]> contents = new LinkedHashMap<>();

  FileBatch(Storage storage, Directories directories) {
    this.storage = storage;
    this.directories = directories;
  }

  /** One file in a directory that is there, at once. */
  static void replace(Storage storage, Path target, byte[] content) throws IOException {
    write(storage, temporary(target), content);
    storage.rename(temporary(target), target);
    storage.syncDirectory(directory(target));
  }

  /** Adds a file; the content is not to be changed until {@link #commit}. */
  void add(Path target, byte[] content) {
    contents.put(target, content);
  }

  void commit() throws IOException {
    Set<Path> changed = new LinkedHashSet<>();
    for (Path target : contents.keySet()) {
      if (changed.add(directory(target))) {
        directories.require(directory(target));
      }
    }
    writeAll();
    for (Path target : contents.keySet()) {
      storage.rename(temporary(target), target);
    }
    for (Path directory : changed) {
      storage.syncDirectory(directory);
    }
  }

  private void writeAll() throws IOException {
    int threads = Math.min(THREADS, contents.size() / 4);
    if (threads > 1) {
      writeWith(threads);
      return;
    }
    for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
      write(storage, temporary(file.getKey()), file.getValue());
    }
  }

  private void writeWith(int threads) throws IOException {
    List<Callable<Path>> tasks = new ArrayList<>();
    contents.forEach(
        (target, content) -> tasks.add(() -> write(storage, temporary(target), content)));
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

  private static Path write(Storage storage, Path file, byte[] content) throws IOException {
    try (Storage.Writing writing = storage.create(file)) {
      writing.write(ByteBuffer.wrap(content), 0);
      writing.sync();
    }
    return file;
  }

  private static Path directory(Path target) {
    return target.resolveSibling(".").normalize();
  }

  private static Path temporary(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".tmp");
  }
}
