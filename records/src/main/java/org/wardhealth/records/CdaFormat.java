package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardhealth.deid.KnownIdentity;

/**
 * C-CDA, and every other document of HL7 CDA release 2: header, narrative, entries.
 *
 * <p>A document type declaration, an entity of its own, or anything from elsewhere makes a document
 * malformed. Comments, processing instructions, elements and attributes of other namespaces go. The
 * result is UTF-8 with the namespaces of HL7 on its root; where a value had to go, {@code
 * nullFlavor="MSK"} says so. One section's narrative, or one entry, is held in memory.
 */
final class CdaFormat implements RecordFormat {
  /** Elements that are read part by part: a document is as long as it likes. */
  private static final Set<String> STREAMED = Set.of("component", "structuredBody", "section");

  @Override
  public String name() {
    return "c-cda";
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    Charset charset = StandardCharsets.UTF_8;
    if (head.length > 1 && (head[0] == 0 || (head[0] & 0xFF) == 0xFE)) {
      charset = StandardCharsets.UTF_16BE;
    } else if (head.length > 1 && (head[1] == 0 || (head[1] & 0xFF) == 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
    }
    String text = new String(head, charset);
    boolean root = text.contains("<ClinicalDocument") || text.contains(":ClinicalDocument");
    return root && text.indexOf('<') >= 0 && text.contains("urn:hl7-org:v3");
  }

  @Override
  public void index(InputStream in, PatientIndex patients) throws IOException, MalformedRecord {
    CdaReader reader = new CdaReader(in);
    reader.root();
    List<CdaElement> targets = new ArrayList<>();
    KnownIdentity.Builder others = KnownIdentity.builder();
    Optional<CdaElement> next = reader.child();
    while (next.isPresent() && !next.get().name().equals("component")) {
      CdaElement element = next.get();
      reader.fill(element);
      CdaPatients.organisations(element, others);
      if (element.name().equals("recordTarget")) {
        targets.add(element);
      } else {
        CdaPatients.contact(element, others);
      }
      next = reader.child();
    }
    for (CdaElement target : targets) {
      KnownIdentity.Builder known = KnownIdentity.builder();
      CdaPatients.patient(target, known);
      SortedSet<PatientKey> keys = CdaPatients.keys(target);
      if (!keys.isEmpty()) {
        patients.add(keys, known.build());
        patients.add(keys, others.build());
      }
    }
    if (targets.size() > 1) {
      family(targets, patients);
    }
    in.transferTo(OutputStream.nullOutputStream());
  }

  /** A document about several patients is searched for all of them under the key of the first. */
  private static void family(List<CdaElement> targets, PatientIndex patients) throws IOException {
    SortedSet<PatientKey> keys = CdaPatients.keys(targets.getFirst());
    for (CdaElement other : targets.subList(1, targets.size())) {
      KnownIdentity.Builder known = KnownIdentity.builder();
      CdaPatients.patient(other, known);
      if (!keys.isEmpty()) {
        patients.add(keys, known.build());
      }
    }
  }

  @Override
  public void transform(InputStream in, OutputStream out, Release release)
      throws IOException, MalformedRecord {
    CdaReader reader = new CdaReader(in);
    CdaWriter writer = new CdaWriter(out);
    CdaElement root = reader.root();
    List<CdaElement> header = new ArrayList<>();
    Optional<CdaElement> next = reader.child();
    // What stands before the patient waits for the patient: its dates are shifted too.
    while (next.isPresent() && !next.get().name().equals("component")) {
      CdaElement element = next.get();
      reader.fill(element);
      header.add(element);
      next = element.name().equals("recordTarget") ? Optional.empty() : reader.child();
    }
    CdaRewrite rewrite = new CdaRewrite(new Values(release, patient(header)));
    writer.root(rewrite.start(root));
    for (CdaElement element : header) {
      part(element, rewrite, writer, release);
    }
    for (Optional<CdaElement> at = next.isPresent() ? next : reader.child();
        at.isPresent();
        at = reader.child()) {
      reader.forget();
      if (STREAMED.contains(at.get().name())) {
        stream(at.get(), reader, rewrite, writer);
      } else {
        reader.fill(at.get());
        part(at.get(), rewrite, writer, release);
      }
    }
    reader.end();
    writer.end(root);
    writer.flush();
    for (long n = reader.markup(); n > 0; n--) {
      release.tally().removed(Removal.MARKUP);
    }
    release.tally().record("ClinicalDocument");
  }

  private static PatientKey patient(List<CdaElement> header) {
    SortedSet<PatientKey> keys = new TreeSet<>();
    String id = "";
    for (CdaElement element : header) {
      if (element.name().equals("recordTarget")) {
        keys.addAll(CdaPatients.keys(element));
      } else if (element.name().equals("id")) {
        id = element.attribute("root") + " " + element.attribute("extension");
      }
    }
    return keys.isEmpty() ? PatientKey.ofRecord("c-cda", id) : keys.first();
  }

  private static void part(
      CdaElement element, CdaRewrite rewrite, CdaWriter writer, Release release)
      throws IOException {
    if (element.name().equals("recordTarget")) {
      release.tally().patient();
    }
    Optional<CdaElement> out = rewrite.element(element, "ClinicalDocument");
    if (out.isPresent()) {
      writer.line(out.get());
    }
  }

  private static void stream(
      CdaElement element, CdaReader reader, CdaRewrite rewrite, CdaWriter writer)
      throws IOException, MalformedRecord {
    writer.start(rewrite.start(element));
    for (Optional<CdaElement> next = reader.child(); next.isPresent(); next = reader.child()) {
      CdaElement child = next.get();
      reader.forget();
      if (STREAMED.contains(child.name())) {
        stream(child, reader, rewrite, writer);
      } else {
        reader.fill(child);
        Optional<CdaElement> out = rewrite.element(child, element.local());
        if (out.isPresent()) {
          writer.line(out.get());
        }
      }
    }
    writer.end(element);
  }
}
