package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk in memory that forgets what it may forget.
 *
 * <p>Each file has a content that running programs see and a content that is on the platter, and
 * the writes that stand between the two; each directory has the same for its names. At a power loss
 * a file keeps of each 512-byte sector any state between the last sync and now, chosen for each
 * sector by itself: so writes are dropped, reordered and torn; its length, too, is anything
 * between. A directory keeps any of the changes of names that were not synced, each by itself; one
 * change is whole or not there. After a failed sync of a file the writes it was for are never
 * written again, though every reader goes on seeing them until the power is lost (as Linux does).
 *
 * <p>One step in a run may be planned to fail: the process ends there, with or without the power,
 * or the disk is full, or a sync fails. Choices come from a seed; which of the log's threads comes
 * to which step first does not.
 */
final class SimulatedStorage implements Storage {
  static final int SECTOR = 512;

  /** What is to happen to the running program. */
  enum Fault {
    NONE,
    STOP,
    FULL_AT_WRITE,
    ERROR_AT_SYNC
  }

  /** What a disk can do wrong that a log cannot survive: planted to see that it is noticed. */
  enum Defect {
    SYNC_DOES_NOTHING,
    DIRECTORY_SYNC_DOES_NOTHING,
    RENAME_IN_TWO_STEPS
  }

  /** The program was stopped at this step. */
  static final class Stopped extends IOException {
    Stopped() {
      super("the process was stopped");
    }
  }

  private abstract static sealed class Node {}

  private static final class Folder extends Node {
    Map<String, Node> seen = new TreeMap<>();
    Map<String, Node> kept = new TreeMap<>();
    final List<Change> changes = new ArrayList<>();
  }

  /** Names that change together. An absent node means that the name goes. */
  private record Change(Map<String, Optional<Node>> names) {}

  private static final class Content extends Node {
    byte[] seen = {};
    byte[] kept = {};
    final List<Write> writes = new ArrayList<>();
    boolean syncFailed;
  }

  /** Bytes at a position; or, at -1, that the file was emptied. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Write(int at, byte[] bytes) {}

  private final Random random;
  private final Set<Defect> defects;
  private final List<byte[]> signed = new ArrayList<>();
  private final Set<Path> locked = new HashSet<>();
  private final Set<Path> denied = new HashSet<>();
  private Folder root = new Folder();
  private Fault fault = Fault.NONE;
  private long countdown;
  private boolean stopped;
  private boolean fired;
  private boolean retriedSync;

  SimulatedStorage(Random random, Set<Defect> defects) {
    this.random = random;
    this.defects = defects.isEmpty() ? EnumSet.noneOf(Defect.class) : EnumSet.copyOf(defects);
  }

  /** Plans one fault: at the step, write or sync with this number from now. */
  synchronized void plan(Fault next, long after) {
    fault = next;
    countdown = after;
    fired = false;
  }

  /** Whether the planned fault has happened. */
  synchronized boolean fired() {
    return fired;
  }

  /** Whether anybody synced a file again after its sync had failed, in the same run. */
  synchronized boolean retriedSync() {
    return retriedSync;
  }

  /**
   * What was written as a checkpoint since the last call, whether or not it came into its place.
   */
  synchronized List<byte[]> takeSigned() {
    List<byte[]> taken = List.copyOf(signed);
    signed.clear();
    return taken;
  }

  /** From now on the program may not open this directory. */
  synchronized void deny(Path directory) {
    denied.add(directory);
  }

  /** Turns one bit of a file over. */
  synchronized void flip(Path file, long bit) throws NoSuchFileException {
    content(file).seen[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
  }

  /** The process is gone, the machine is not: what was written is still seen. */
  synchronized void startAgain() {
    stopped = false;
    fault = Fault.NONE;
    locked.clear();
    clearFailures(root);
  }

  /** The machine lost power and starts again. */
  synchronized void losePower() {
    double luck = random.nextInt(4) / 3.0;
    root = survivor(root, luck, new HashMap<>());
    startAgain();
  }

  private static void clearFailures(Folder folder) {
    for (Node node : folder.seen.values()) {
      switch (node) {
        case Folder below -> clearFailures(below);
        case Content content -> content.syncFailed = false;
      }
    }
  }

  private Folder survivor(Folder folder, double luck, Map<Content, Content> files) {
    Map<String, Node> names = new TreeMap<>(folder.kept);
    for (Change change : folder.changes) {
      if (random.nextDouble() < luck) {
        apply(change, names);
      }
    }
    Folder after = new Folder();
    names.forEach(
        (name, node) ->
            after.kept.put(
                name,
                switch (node) {
                  case Folder below -> survivor(below, luck, files);
                  case Content content ->
                      files.computeIfAbsent(content, lost -> survivor(lost, luck));
                }));
    after.seen = new TreeMap<>(after.kept);
    return after;
  }

  private static void apply(Change change, Map<String, Node> names) {
    change
        .names()
        .forEach(
            (name, node) -> {
              if (node.isPresent()) {
                names.put(name, node.get());
              } else {
                names.remove(name);
              }
            });
  }

  private Content survivor(Content content, double luck) {
    byte[] bytes = content.kept;
    Map<Integer, List<Write>> sectors = new TreeMap<>();
    int length = bytes.length;
    int room = length;
    for (Write write : content.writes) {
      if (write.at() < 0) {
        if (random.nextDouble() < luck) {
          bytes = new byte[0];
          length = 0;
          sectors.clear();
        }
        continue;
      }
      int end = write.at() + write.bytes().length;
      room = Math.max(room, end);
      for (int sector = write.at() / SECTOR; sector * SECTOR < end; sector++) {
        sectors.computeIfAbsent(sector, _ -> new ArrayList<>()).add(write);
      }
      if (end > length && random.nextDouble() < luck) {
        length = end;
      }
    }
    byte[] image = Arrays.copyOf(bytes, room);
    for (Map.Entry<Integer, List<Write>> sector : sectors.entrySet()) {
      for (Write write : sector.getValue()) {
        if (random.nextDouble() >= luck) {
          break;
        }
        int from = Math.max(sector.getKey() * SECTOR, write.at());
        int to = Math.min((sector.getKey() + 1) * SECTOR, write.at() + write.bytes().length);
        System.arraycopy(write.bytes(), from - write.at(), image, from, to - from);
      }
    }
    Content after = new Content();
    after.kept = Arrays.copyOf(image, length);
    after.seen = after.kept.clone();
    return after;
  }

  private enum Step {
    WRITE,
    SYNC,
    OTHER
  }

  /** Counts one step. A step that is stopped may still have had its effect. */
  private boolean step(Step kind) throws IOException {
    if (stopped) {
      throw new Stopped();
    }
    boolean counts =
        switch (fault) {
          case NONE -> false;
          case STOP -> true;
          case FULL_AT_WRITE -> kind == Step.WRITE;
          case ERROR_AT_SYNC -> kind == Step.SYNC;
        };
    if (!counts || countdown-- > 0) {
      return true;
    }
    Fault now = fault;
    fault = Fault.NONE;
    fired = true;
    if (now == Fault.STOP) {
      stopped = true;
      if (random.nextBoolean()) {
        return false;
      }
      throw new Stopped();
    }
    throw new IOException(
        now == Fault.FULL_AT_WRITE ? "No space left on device" : "Input/output error");
  }

  private static void endIf(boolean goesOn) throws IOException {
    if (!goesOn) {
      throw new Stopped();
    }
  }

  private final class Open implements Writing {
    private final Path path;
    private final Content content;

    Open(Path path, Content content) {
      this.path = path;
      this.content = content;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      synchronized (SimulatedStorage.this) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        boolean goesOn;
        try {
          goesOn = step(Step.WRITE);
        } catch (IOException e) {
          write(Arrays.copyOf(all, random.nextInt(all.length + 1)), (int) position);
          throw e;
        }
        write(all, (int) position);
        if (path.endsWith(".checkpoint.tmp")) {
          signed.add(all);
        }
        endIf(goesOn);
      }
    }

    private void write(byte[] bytes, int at) {
      if (at + bytes.length > content.seen.length) {
        content.seen = Arrays.copyOf(content.seen, at + bytes.length);
      }
      System.arraycopy(bytes, 0, content.seen, at, bytes.length);
      content.writes.add(new Write(at, bytes));
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedStorage.this) {
        retriedSync |= content.syncFailed;
        boolean goesOn;
        try {
          goesOn = step(Step.SYNC);
        } catch (Stopped e) {
          throw e;
        } catch (IOException e) {
          content.syncFailed = true;
          content.kept = survivor(content, 0.5).kept;
          content.writes.clear();
          throw e;
        }
        if (!defects.contains(Defect.SYNC_DOES_NOTHING)) {
          settle();
        }
        endIf(goesOn);
      }
    }

    /** Only what was written since: what a failed sync gave up stays lost. */
    private void settle() {
      for (Write write : content.writes) {
        if (write.at() < 0) {
          content.kept = new byte[0];
        } else {
          int end = write.at() + write.bytes().length;
          if (end > content.kept.length) {
            content.kept = Arrays.copyOf(content.kept, end);
          }
          System.arraycopy(write.bytes(), 0, content.kept, write.at(), write.bytes().length);
        }
      }
      content.writes.clear();
    }

    @Override
    public void close() {}
  }

  private record Copy(ByteBuffer bytes) implements Reading {
    @Override
    public void close() {}
  }

  @Override
  public synchronized Writing create(Path file) throws IOException {
    boolean goesOn = step(Step.OTHER);
    Folder folder = folder(file);
    Content content;
    if (folder.seen.get(name(file)) instanceof Content there) {
      content = there;
      content.seen = new byte[0];
      content.writes.add(new Write(-1, new byte[0]));
    } else {
      content = new Content();
      change(folder, Map.of(name(file), Optional.of(content)));
    }
    endIf(goesOn);
    return new Open(file, content);
  }

  @Override
  public synchronized Writing open(Path file) throws IOException {
    endIf(step(Step.OTHER));
    return new Open(file, content(file));
  }

  @Override
  public synchronized byte[] read(Path file) throws IOException {
    endIf(step(Step.OTHER));
    return content(file).seen.clone();
  }

  @Override
  public synchronized Reading map(Path file) throws IOException {
    return new Copy(ByteBuffer.wrap(read(file)).asReadOnlyBuffer());
  }

  @Override
  public synchronized boolean exists(Path path) {
    return find(path).isPresent();
  }

  @Override
  public synchronized boolean isDirectory(Path path) {
    return find(path).filter(Folder.class::isInstance).isPresent();
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    return content(file).seen.length;
  }

  @Override
  public synchronized List<Path> list(Path directory) throws IOException {
    endIf(step(Step.OTHER));
    return asFolder(directory).seen.keySet().stream().map(directory::resolve).toList();
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    boolean goesOn = step(Step.OTHER);
    Folder folder = folder(from);
    if (folder != folder(to)) {
      throw new IOException("renamed across directories: " + from + " to " + to);
    }
    Node node = find(from).orElseThrow(() -> new NoSuchFileException(from.toString()));
    if (defects.contains(Defect.RENAME_IN_TWO_STEPS)) {
      change(folder, Map.of(name(to), Optional.empty()));
      change(folder, Map.of(name(from), Optional.empty()));
      change(folder, Map.of(name(to), Optional.of(node)));
    } else {
      change(folder, Map.of(name(from), Optional.<Node>empty(), name(to), Optional.<Node>of(node)));
    }
    endIf(goesOn);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    boolean goesOn = step(Step.OTHER);
    if (!exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (find(path).get() instanceof Folder folder && !folder.seen.isEmpty()) {
      throw new IOException(path + " is not empty");
    }
    change(folder(path), Map.of(name(path), Optional.empty()));
    endIf(goesOn);
  }

  @Override
  public synchronized void createDirectory(Path directory) throws IOException {
    boolean goesOn = step(Step.OTHER);
    if (exists(directory)) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    change(folder(directory), Map.of(name(directory), Optional.of(new Folder())));
    endIf(goesOn);
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    if (denied.contains(directory)) {
      throw new AccessDeniedException(directory.toString());
    }
    boolean goesOn = step(Step.SYNC);
    Folder folder = asFolder(directory);
    if (!defects.contains(Defect.DIRECTORY_SYNC_DOES_NOTHING)) {
      folder.kept = new TreeMap<>(folder.seen);
      folder.changes.clear();
    }
    endIf(goesOn);
  }

  @Override
  public synchronized Lock lock(Path file) throws IOException {
    endIf(step(Step.OTHER));
    if (!locked.add(file)) {
      throw new LedgerException.Refused(LedgerException.Reason.LOCKED, file + " is held");
    }
    return () -> unlock(file);
  }

  private synchronized void unlock(Path file) {
    locked.remove(file);
  }

  private static void change(Folder folder, Map<String, Optional<Node>> names) {
    Change change = new Change(names);
    apply(change, folder.seen);
    folder.changes.add(change);
  }

  private Content content(Path file) throws NoSuchFileException {
    if (find(file).orElseThrow(() -> new NoSuchFileException(file.toString()))
        instanceof Content content) {
      return content;
    }
    throw new NoSuchFileException(file + " is a directory");
  }

  private Folder folder(Path file) throws NoSuchFileException {
    return asFolder(file.resolveSibling(".").normalize());
  }

  private Folder asFolder(Path directory) throws NoSuchFileException {
    if (find(directory).orElseThrow(() -> new NoSuchFileException(directory.toString()))
        instanceof Folder folder) {
      return folder;
    }
    throw new NoSuchFileException(directory + " is no directory");
  }

  private Optional<Node> find(Path path) {
    Optional<Node> at = Optional.of(root);
    for (Path part : path) {
      String name = part.toString();
      at =
          at.flatMap(
              node ->
                  node instanceof Folder folder
                      ? Optional.ofNullable(folder.seen.get(name))
                      : Optional.empty());
    }
    return at;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
