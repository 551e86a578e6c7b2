package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key comes back from its file, or a plain error does. */
class DataSetKeyFileTest {
  @TempDir Path folder;
  private final DataSetKey key = DataSetKey.random("trial-7", new SecureRandom());
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("trial.key");
    DataSetKeyFile.write(key, file);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertThat(DataSetKeyFile.read(file)).isEqualTo(key);
    assertThat(DataSetKeyFile.read(file).name()).isEqualTo("trial-7");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyIsNeverOverwritten() throws IOException {
    DataSetKey other = DataSetKey.random("trial-8", new SecureRandom());
    assertThatThrownBy(() -> DataSetKeyFile.write(other, file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(DataSetKeyFile.read(file)).isEqualTo(key);
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    for (String permissions : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      assertThatThrownBy(() -> DataSetKeyFile.read(file)).hasMessageContaining("chmod 600");
    }
  }

  @Test
  void everyChangeIsSeen() throws IOException {
    String whole = Files.readString(file);
    for (int i = 0; i < whole.length() - 1; i++) {
      char changed = whole.charAt(i) == '0' ? '1' : '0';
      Files.writeString(file, whole.substring(0, i) + changed + whole.substring(i + 1));
      assertThatThrownBy(() -> DataSetKeyFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining(HexFormat.of().formatHex(key.secret()).substring(0, 8));
      Files.writeString(file, whole.substring(0, i));
      assertThatThrownBy(() -> DataSetKeyFile.read(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void errorsSayWhatToDo() throws IOException {
    assertThatThrownBy(() -> DataSetKeyFile.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    Files.writeString(file, "ward-data-set-key 2\n");
    assertThatThrownBy(() -> DataSetKeyFile.read(file)).hasMessageContaining("another version");
    Files.writeString(file, "x".repeat(2000));
    assertThatThrownBy(() -> DataSetKeyFile.read(file)).hasMessageContaining("larger than a key");
    Files.writeString(file, "hello\n");
    assertThatThrownBy(() -> DataSetKeyFile.read(file)).hasMessageContaining("right file");
  }

  @Test
  void namesAndLengthsAreChecked() {
    assertThatThrownBy(() -> DataSetKey.of("a b", new byte[32])).hasMessageContaining("name");
    assertThatThrownBy(() -> DataSetKey.of("", new byte[32])).hasMessageContaining("name");
    assertThatThrownBy(() -> DataSetKey.of(new byte[31])).hasMessageContaining("32 bytes");
    assertThat(key.toString()).isEqualTo("DataSetKey[trial-7, ***]");
  }
}
