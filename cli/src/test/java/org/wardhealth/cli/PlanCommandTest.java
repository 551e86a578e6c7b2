package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private Path table(String csv) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), csv);
  }
}
