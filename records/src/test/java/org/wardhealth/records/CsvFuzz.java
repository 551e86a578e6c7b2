package org.wardhealth.records;

/** A table of text under foreign bytes. */
final class CsvFuzz extends RecordFuzz {
  CsvFuzz() {
    super(
        format(),
        bytes(
            "mrn,name,born,visit,age,ward,note\r\n0471,\"Quillfeather, Deana\",1961-04-12,03/05/2024,"
                + "62,red,\"slept, and\n\"\"well\"\"\"\r\n88,,1930,2024-05-04T10:00:00Z,94,blue,\r\n"));
  }

  private static RecordFormat format() {
    try {
      return new CsvFormat()
          .with(
              Plan.parse(
                  TableBench.plan(
                      "mrn",
                      "patient",
                      "name",
                      "name",
                      "born",
                      "birth-date",
                      "visit",
                      "date",
                      "age",
                      "age",
                      "ward",
                      "category",
                      "note",
                      "text")));
    } catch (InvalidPlan e) {
      throw new IllegalStateException(e);
    }
  }
}
