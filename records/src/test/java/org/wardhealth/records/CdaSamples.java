package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.wardhealth.deid.Profile;

/** Documents written for these tests. All names and numbers are invented. */
final class CdaSamples {
  /** A summary of care of the patient of {@link Hl7Samples#ADMISSION}. */
  static final String SUMMARY = read("summary.xml");

  /** A letter in Spanish without structure. */
  static final String LETTER =
      """
      <ClinicalDocument xmlns="urn:hl7-org:v3">
        <id root="1.2.3.4.5" extension="CARTA-7"/>
        <code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
        <title>Informe de alta</title>
        <effectiveTime value="20240405"/>
        <languageCode code="es-ES"/>
        <recordTarget><patientRole><id root="1.2.3.4" extension="5520199"/>
          <patient><name><given>Eulalia</given><given>Rocío</given><family>Peñalver</family></name><birthTime value="19520718"/></patient>
        </patientRole></recordTarget>
        <component><nonXMLBody><text mediaType="text/plain" representation="B64">%s</text></nonXMLBody></component>
      </ClinicalDocument>
      """
          .formatted(PlainText.base64("Paciente Eulalia Peñalver, acude por disnea."));

  private CdaSamples() {}

  static Hl7Samples.Result run(Profile profile, String document) {
    return Hl7Samples.run(new CdaFormat(), profile, document.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(String file) {
    try (InputStream in = Objects.requireNonNull(CdaSamples.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
