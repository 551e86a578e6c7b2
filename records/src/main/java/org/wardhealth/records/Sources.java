package org.wardhealth.records;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardhealth.records.BatchRefused.Why;

/**
 * The files below what was asked for, sorted by name. Links inside a folder are not followed: they
 * could lead out of it. Files and folders whose name begins with a point are passed over, unless
 * they were asked for themselves; so are plans of tables, which hold no record.
 *
 * @param files each once, even where what was asked for overlaps
 * @param unreadable why folders and files cannot be read, by their names
 * @param hidden how many files and folders were passed over for their name
 * @param links how many links and special files were passed over
 */
record Sources(List<Source> files, SortedMap<String, String> unreadable, int hidden, int links) {
  private static final String MISNAMED =
      "the bytes of its name are no text in the encoding of this system: rename it, or set LC_ALL"
          + " to that encoding";

  private static final String FORBIDDEN = "its permissions forbid reading it";

  private static final List<String> NOTES = List.of(".txt", ".text", ".md", ".txt.gz");

  static Sources of(List<Path> asked, List<Path> never) throws BatchRefused, IOException {
    Map<String, Path> roots = roots(asked, never);
    Walk walk = new Walk();
    for (Map.Entry<String, Path> root : roots.entrySet()) {
      walk.root = root.getValue();
      walk.rootName = root.getKey();
      Files.walkFileTree(root.getValue(), walk);
    }
    walk.files.sort(Comparator.comparing(Source::name));
    if (walk.files.isEmpty() && walk.unreadable.isEmpty()) {
      throw new BatchRefused(
          Why.NO_INPUT,
          "there is no file to read"
              + (walk.hidden > 0 ? " (files whose name begins with a point are passed over)" : ""));
    }
    return new Sources(walk.files, walk.unreadable, walk.hidden, walk.links);
  }

  /** Real paths by a name that is each one's own. */
  private static Map<String, Path> roots(List<Path> asked, List<Path> never)
      throws BatchRefused, IOException {
    Map<String, Path> roots = new LinkedHashMap<>();
    for (Path path : asked) {
      if (!Files.exists(path)) {
        throw new BatchRefused(Why.NO_INPUT, "there is no " + path);
      }
      Path real = path.toRealPath();
      if (!Files.isDirectory(real) && !Files.isRegularFile(real)) {
        throw new BatchRefused(Why.NO_INPUT, path + " is neither a file nor a folder");
      }
      for (Path out : never) {
        if (out.startsWith(real) || real.startsWith(out)) {
          throw new BatchRefused(
              Why.ORDER,
              "the input " + path + " and " + out + " lie in each other: write somewhere else");
        }
      }
      if (roots.containsValue(real)) {
        continue;
      }
      String base = real.getFileName() == null ? "root" : real.getFileName().toString();
      String name = base;
      for (int i = 2; roots.containsKey(name); i++) {
        name = base + "#" + i;
      }
      roots.put(name, real);
    }
    return roots;
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final List<Source> files = new ArrayList<>();
    private final SortedMap<String, String> unreadable = new TreeMap<>();
    private final Set<Path> seen = new HashSet<>();
    private Path root = Path.of("");
    private String rootName = "";
    private int hidden;
    private int links;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (!folder.equals(root) && isHidden(folder)) {
        hidden++;
        return FileVisitResult.SKIP_SUBTREE;
      }
      return seen.add(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!file.equals(root) && isHidden(file)) {
        hidden++;
      } else if (!isFile(file)) {
        links++;
      } else if (!isNamed(file)) {
        unreadable.put(name(file), MISNAMED);
      } else if (!Files.isReadable(file)) {
        unreadable.put(name(file), FORBIDDEN);
      } else if (!Plan.isPlan(file.getFileName().toString()) && seen.add(file)) {
        files.add(
            new Source(
                file,
                name(file),
                attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                patient(file),
                Optional.of(Plan.beside(file)).filter(Walk::isFile)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      unreadable.put(name(file), FORBIDDEN);
      return FileVisitResult.CONTINUE;
    }

    private String name(Path file) {
      StringBuilder name = new StringBuilder(rootName);
      if (!file.equals(root)) {
        root.relativize(file).forEach(part -> name.append('/').append(text(part)));
      }
      return name.toString();
    }

    /** Whether its name leads to it; two names that do not may look alike. */
    private static boolean isNamed(Path file) {
      try {
        return file.getFileSystem().getPath(file.toString()).equals(file);
      } catch (InvalidPathException e) {
        return false;
      }
    }

    /** A part of a name; one that does not lead to it with its bytes as escapes. */
    private static String text(Path part) {
      if (isNamed(part)) {
        return part.toString();
      }
      String uri = part.toUri().getRawPath();
      return Path.of(uri).getFileName().toString();
    }

    private static Optional<Path> patient(Path file) {
      String note = file.getFileName().toString();
      for (String extension : NOTES) {
        if (note.endsWith(extension)) {
          Path patient =
              file.resolveSibling(
                  note.substring(0, note.length() - extension.length()) + ".patient.json");
          return Optional.of(patient).filter(Walk::isFile);
        }
      }
      return Optional.empty();
    }

    private static boolean isFile(Path file) {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }
  }
}
