package org.wardhealth.deid;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The key of one data set in a file of its own:
 *
 * <pre>
 * ward-data-set-key 1
 * name trial-7
 * key 64 hexadecimal digits
 * check first 16 hexadecimal digits of the SHA-256 of the lines above
 * </pre>
 *
 * <p>The check tells a damaged or cut file from a whole one; it does not tell who wrote it. Where
 * the file system knows owners, a file that others may read or write is refused; where it does not,
 * as on Windows, the folder has to protect it.
 */
public final class DataSetKeyFile {
  private static final String HEAD = "ward-data-set-key";
  private static final String VERSION = HEAD + " 1";
  private static final int LARGEST = 1024;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** A file that holds no key that may be used; the message says why, and shows nothing of it. */
  public static final class Unusable extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private Unusable(String message) {
      super(message);
    }
  }

  private DataSetKeyFile() {}

  /**
   * Writes {@code key} into a new file that only its owner may read, and waits until it is on the
   * disk.
   *
   * @throws IOException if there is such a file already, or it cannot be written: no key is ever
   *     overwritten, as the data set would be lost with it
   */
  public static void write(DataSetKey key, Path file) throws IOException {
    boolean posix = posix(file.toAbsolutePath());
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    String body =
        VERSION + "\nname " + key.name() + "\nkey " + HexFormat.of().formatHex(key.secret()) + "\n";
    byte[] bytes = (body + "check " + check(body) + "\n").getBytes(StandardCharsets.US_ASCII);
    Set<StandardOpenOption> create =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, create, owner)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /**
   * Reads the key in {@code file}.
   *
   * @throws Unusable if others may read or write it, or it is not as {@link #write} writes it; the
   *     message says which and what to do
   * @throws IOException if there is none, or it cannot be read
   */
  public static DataSetKey read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no data set key is there");
    }
    if (posix(file)) {
      Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
      others.removeAll(OWNER);
      others.remove(PosixFilePermission.OWNER_EXECUTE);
      if (!others.isEmpty()) {
        throw wrong(file, "others may open it: chmod 600 it, and think who may have read it");
      }
    }
    if (Files.size(file) > LARGEST) {
      throw wrong(file, "it is larger than a key: is it the right file?");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().startsWith(HEAD)) {
      throw wrong(file, "it does not begin with \"" + HEAD + "\": is it the right file?");
    }
    if (!lines.getFirst().equals(VERSION)) {
      throw wrong(file, "it is of another version: this Ward reads \"" + VERSION + "\"");
    }
    if (lines.size() != 4
        || !lines.get(1).startsWith("name ")
        || !lines.get(2).startsWith("key ")
        || !lines.get(3).startsWith("check ")) {
      throw wrong(file, "it needs the lines name, key and check: bring it back from a copy");
    }
    String body = String.join("\n", lines.subList(0, 3)) + "\n";
    if (!lines.get(3).equals("check " + check(body))) {
      throw wrong(file, "its check does not fit, so it was changed: bring it back from a copy");
    }
    try {
      return DataSetKey.of(
          lines.get(1).substring(5), HexFormat.of().parseHex(lines.get(2).substring(4)));
    } catch (IllegalArgumentException e) {
      throw wrong(file, "its name or key is not of the form that Ward writes");
    }
  }

  private static Unusable wrong(Path file, String what) {
    return new Unusable(file + " holds no usable data set key: " + what);
  }

  private static boolean posix(Path file) throws IOException {
    Path existing = Files.exists(file) ? file : file.getParent();
    return existing != null
        && Files.getFileAttributeView(
                existing, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            != null
        && Files.getFileStore(existing).supportsFileAttributeView(PosixFileAttributeView.class);
  }

  private static String check(String body) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }
}
