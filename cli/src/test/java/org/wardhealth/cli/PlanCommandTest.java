package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.records.ColumnKind;
import org.wardhealth.records.InvalidPlan;
import org.wardhealth.records.Plan;

class PlanCommandTest {
  @TempDir private Path folder;

  @Test
  void aPlanIsPrintedThatCanBeReadAgain() throws IOException, InvalidPlan {
    Shell plan = Shell.run("deid", "plan", table("mrn,last_name,qqq\n4711,Moreno,x\n").toString());

    assertThat(plan.exitCode()).isZero();
    assertThat(Plan.parse(plan.out()).columns())
        .extracting(Plan.Column::kind)
        .containsExactly(ColumnKind.PATIENT, ColumnKind.FAMILY_NAME, ColumnKind.REMOVE);
    assertThat(plan.out()).doesNotContain("Moreno", "4711");
  }

  @Test
  void aPlanThatIsThereIsNotOverwritten() throws IOException {
    Path table = table("mrn\n4711\n");
    String out = Plan.beside(table).toString();

    assertThat(Shell.run("deid", "plan", table.toString(), "--out", out).exitCode()).isZero();
    String first = Files.readString(Plan.beside(table));
    Shell again = Shell.run("deid", "plan", table.toString(), "--out", out);

    assertThat(again.exitCode()).isEqualTo(Failure.CANNOT_CREATE);
    assertThat(again.err()).contains("is there already");
    assertThat(Files.readString(Plan.beside(table))).isEqualTo(first);
  }

  @Test
  void whatIsNoTableIsSaidToBeNone() throws IOException {
    Path other = Files.writeString(folder.resolve("x.bin"), "\0\1\2");
    assertThat(Shell.run("deid", "plan", other.toString()).exitCode()).isEqualTo(Failure.DATA);
    assertThat(Shell.run("deid", "plan", folder.resolve("gone.csv").toString()).exitCode())
        .isEqualTo(Failure.NO_INPUT);
    Shell data = Shell.run("deid", "plan", table("4711,Moreno\n").toString());
    assertThat(data.exitCode()).isEqualTo(Failure.DATA);
    assertThat(data.err()).contains("looks like data").doesNotContain("Moreno");
  }

  @Test
  void aPlanIsCheckedAgainstItsTable() throws IOException {
    Path table = table("mrn,note\n4711,well\n");
    String plan =
        "table: t.csv\nformat: csv\ndelimiter: \",\"\ncolumns:\n  - name: mrn\n    is: patient\n";
    Files.writeString(Plan.beside(table), plan);
    Shell check = Shell.run("deid", "plan", table.toString(), "--check");
    assertThat(check.exitCode()).isEqualTo(Failure.DATA);
    assertThat(check.err()).contains("column 2 is not in the plan");
    Files.writeString(Plan.beside(table), plan + "  - name: note\n    is: text\n");
    assertThat(Shell.run("deid", "plan", table.toString(), "--check").exitCode()).isZero();
    Files.writeString(Plan.beside(table), plan.replace("csv\ndelimiter: \",\"", "parquet"));
    assertThat(Shell.run("deid", "plan", table.toString(), "--check").err())
        .contains("the plan is of a parquet, the table is a csv");
    Files.write(Plan.beside(table), new byte[] {'a', (byte) 0xff});
    assertThat(Shell.run("deid", "plan", table.toString(), "--check").err()).contains("not UTF-8");
  }

  /** The run that finds none says to make one with this command. */
  @Test
  void aPackedTableHasItsPlanToo() throws IOException, InvalidPlan {
    Path table = folder.resolve("t.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(table))) {
      out.write("mrn,note\n4711,well\n".getBytes(StandardCharsets.UTF_8));
    }
    String beside = Plan.beside(table).toString();
    Shell plan = Shell.run("deid", "plan", table.toString(), "--out", beside);
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(Plan.read(Path.of(beside)).table()).isEqualTo("t.csv.gz");
    assertThat(Shell.run("deid", "plan", table.toString(), "--check").exitCode()).isZero();
    Files.write(table, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(Shell.run("deid", "plan", table.toString()))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.DATA))
        .satisfies(shell -> assertThat(shell.err()).contains("damaged gzip"));
  }

  /** Somebody decides by these words what leaves. */
  @Test
  void thePlanSaysThatAProfileMayKeepWhatItReplaces() throws IOException {
    assertThat(Shell.run("deid", "plan", table("mrn\n4711\n").toString()).out())
        .contains("#   phone           replaced, unless the profile keeps it")
        .contains("#   record-number   a pseudonym that joins with other files");
  }

  private Path table(String csv) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), csv);
  }
}
