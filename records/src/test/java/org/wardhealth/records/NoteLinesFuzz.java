package org.wardhealth.records;

/** Lines of notes under foreign bytes. */
final class NoteLinesFuzz extends RecordFuzz {
  NoteLinesFuzz() {
    super(
        new NoteLines(),
        bytes(
            "{\"id\":1,\"patient\":\"Patient/p-1\",\"lang\":\"en\",\"text\":\"Mrs. Quillfeather, MRN 88123407, \\u00e9 \\\\\"well\\\\\".\"}\n{\"id\":\"b\",\"text\":\"Seen 03/04/2024.\"}\n"));
  }
}
