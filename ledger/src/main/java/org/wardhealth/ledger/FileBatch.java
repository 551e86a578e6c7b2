package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whole files that are put in place together: temporary name, sync, rename, sync of the
 * directories. After {@link #commit} all of them survive power loss; before it, none is seen under
 * its name.
 */
final class FileBatch {
  private final Disk disk;
  private final Map<Path, Path> temporaryToFinal = new LinkedHashMap<>();
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

  void add(Path target, byte[] content) throws IOException {
    Path directory = target.resolveSibling(".");
    directory = directory.normalize();
    if (directories.add(directory)) {
      disk.createDirectories(directory);
    }
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      disk.write(file, ByteBuffer.wrap(content), 0);
      disk.sync(file);
    }
    temporaryToFinal.put(temporary, target);
  }

  void commit() throws IOException {
    for (Map.Entry<Path, Path> file : temporaryToFinal.entrySet()) {
      disk.rename(file.getKey(), file.getValue());
    }
    for (Path directory : directories) {
      disk.syncDirectory(directory);
    }
  }
}
