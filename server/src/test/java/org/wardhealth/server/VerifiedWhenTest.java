package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ENGINEER;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;

/** What a running Ward says of the verification of its ledger. */
final class VerifiedWhenTest {
  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;

  @Test
  void nowSaysHowManyEntriesWereVerifiedAndWhenAndAFaultTakesWardDown() throws IOException {
    try (TestWard ward = TestWard.in(home).bean(Viewers.class, viewers).start()) {
      viewers.is(ENGINEER);
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      long size = ward.server.room(Audit.class).publish().size();
      Verification verification = ward.server.room(Verification.class);
      verification.turn();
      ward.clock.advance(Duration.ofMinutes(3));
      assertThat(figure(ward, "Verified"))
          .contains(">" + size + "<", "entries read again and proved, ", "3 min ago");
      assertThat(ward.get("/actuator/health").status()).isEqualTo(200);

      flip(home.resolve("ledger/tile/entries/000.p"));
      verification.turn();
      assertThat(figure(ward, "Verified")).contains("3 min ago", "does not verify");
      assertThat(ward.get("/console/now").body())
          .contains("Record does not verify", "entry 0 does not have the leaf hash");
      assertThat(ward.get("/actuator/health").status()).isEqualTo(503);
      assertThat(ward.get("/actuator/health").body()).contains("entry 0 does not have");

      viewers.is("sofia", Language.ES, ENGINEER);
      assertThat(figure(ward, "Verificado")).contains("hace 3 min", "no se verifica");
    }
  }

  private static String figure(TestWard ward, String title) {
    String page = ward.get("/console/now").body();
    int from = page.indexOf("<dt>" + title + "</dt>");
    assertThat(from).isPositive();
    return page.substring(from, page.indexOf("</div>", from));
  }

  /** Changes the last byte of the log's first entry in each file of the bundle. */
  private static void flip(Path partials) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(partials)) {
      files = all.toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      int length = ByteBuffer.wrap(bytes).getShort();
      bytes[1 + length] ^= 1;
      Files.write(file, bytes);
    }
  }
}
