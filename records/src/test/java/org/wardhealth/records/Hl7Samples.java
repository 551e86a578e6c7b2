package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;

/** Messages written for these tests, and what they come to. All names and numbers are invented. */
final class Hl7Samples {
  static final Deid DEID = Deid.english();

  /** Admission, version 2.5.1. */
  static final String ADMISSION =
      String.join(
          "\r",
          "MSH|^~\\&|ADTSYS|QUARTZ CREEK MEDICAL^2.16.840.1.113883.3.9999^ISO|RCV|RCVFAC|20240311084500-0500||ADT^A01^ADT_A01|MSG88123|P|2.5.1|||AL|NE|USA|UNICODE UTF-8",
          "EVN|A01|20240311084400||||20240311083000",
          "PID|1||88123407^^^QCM&2.16.840.1.113883.3.9999&ISO^MR~401-55-7719^^^USSSA^SS||Quillfeather^Ambrose^Tobias^Jr^Mr^^L||19361104|M||2106-3^White^CDCREC|742 Fernhollow Lane^Apt 9^Zephyrton^OH^44871^USA^H^^Huronia||^PRN^PH^^1^419^5550142~^NET^Internet^ambrose.q@quillmail.example|(419) 555-0177|eng^English^ISO6392|M^Married^HL70002|LUT^Lutheran^HL70006|ACC5512309|401-55-7719|OHDL-RT220918^OH^20260101|||Zephyrton||||||20240320|Y",
          "PD1||||1912301115^Okonkwo^Ifeoma^^^Dr^MD^^NPI",
          "NK1|1|Quillfeather^Marigold^^^Mrs|SPO^Spouse^HL70063|742 Fernhollow Lane^^Zephyrton^OH^44871|(419) 555-0142",
          "PV1|1|I|5WEST^512^B^QCM||||1912301115^Okonkwo^Ifeoma^^^Dr^MD|1700112233^Brightwater^Lionel^^^^MD||MED|||||||||V9981231^^^QCM^VN|||||||||||||||||||||||||20240311083000",
          "AL1|1|DA^Drug allergy^HL70127|7980^Penicillin^RXNORM|SV|Hives after dose in childhood",
          "DG1|1||I10^Essential hypertension^I10C|Hypertension, followed by Dr. Okonkwo|20240311|A",
          "NTE|1|P|Mr. Quillfeather was seen with his wife Marigold on 03/11/2024.",
          "ZPI|1|Quillfeather|secret",
          "");

  /** Result, version 2.3, separators of its own, Latin-1. */
  static final String RESULT =
      String.join(
          "\r",
          "MSH$*%/!$LAB$QCM$EHR$QCM$202403121210$$ORU*R01$C-901$P$2.3$$$$$$8859/1",
          "PID$$$88123407$$QUILLFEATHER*AMBROSE*T$$19361104$M",
          "OBR$1$PL-77120*EHR$FL-31009*LAB$24323-8*Comprehensive metabolic panel*LN$$$202403120930$$$$$$Fasting$$$1700112233*BRIGHTWATER*LIONEL$$$$$$202403121200$$$F",
          "OBX$1$NM$2345-7*Glucose*LN$$108$mg/dL$70-99$H$$$F$$$202403120930",
          "OBX$2$SN$5778-6*Ratio*LN$$>*12$$$$$$F",
          "OBX$3$ST$GRP*Patient name*L$$Quillfeather, A.$$$$$$F",
          "OBX$4$TX$18842-5*Report*LN$$Seen today with known$$$$$$F",
          "OBX$5$TX$18842-5*Report*LN$$diabetes. Patient Ambrose$$$$$$F",
          "OBX$6$TX$18842-5*Report*LN$$Quillfeather walks 2/T/3 miles, A1c 7.2/T/x /H/stable/N/.$$$$$$F",
          "OBX$7$NM$30525-0*Age*LN$$93$a$$$$$F",
          "OBX$8$ED$11502-2*Report*LN$$LAB*TEXT*PLAIN*Base64*"
              + java.util.Base64.getEncoder()
                  .encodeToString(
                      "Patient: Ambrose Quillfeather\nGlucose high."
                          .getBytes(StandardCharsets.UTF_8))
              + "$$$$$$F",
          "OBX$9$ED$11502-2*Report*LN$$LAB*AP*PDF*Base64*JVBERi0xLjQKUXVpbGxmZWF0aGVy$$$$$$F",
          "");

  /** In Spanish, version 2.4, line feeds. */
  static final String SPANISH =
      """
      MSH|^~\\&|HIS|HOSPITAL SIERRA CLARA|LAB|LAB|20240405||ADT^A08|ES-4|P|2.4||||||UNICODE UTF-8
      PID|1||5520199^^^HSC^MR||Peñalver&de la&Peñalver^Eulalia^Rocío||19520718|F|||Calle Olmo 14^2º B^Valdeluz del Río^Guadalajara^19004^ESP||949 555 018
      NTE|1||Paciente Eulalia Peñalver, 71 años, acude por disnea.
      """;

  private Hl7Samples() {}

  static DataSet dataSet(Profile profile) {
    byte[] secret = new byte[DataSetKey.BYTES];
    secret[0] = 7;
    return new DataSet(profile, DataSetKey.of(secret), DEID, LocalDate.of(2024, 6, 1));
  }

  /** What the two passes make of one file. */
  record Result(String text, Tally tally) {}

  static Result run(RecordFormat format, Profile profile, byte[] file) {
    try {
      PatientIndex patients = new PatientIndex(100_000_000);
      format.index(new ByteArrayInputStream(file), patients);
      return run(format, profile, file, patients);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedRecord e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static Result run(RecordFormat format, Profile profile, byte[] file, PatientIndex patients)
      throws IOException, MalformedRecord {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Release release = new Release(dataSet(profile), patients);
    format.transform(new ByteArrayInputStream(file), out, release);
    return new Result(out.toString(StandardCharsets.UTF_8), release.finish());
  }

  static Result hl7(Profile profile, String messages) {
    return run(new Hl7Format(), profile, messages.getBytes(StandardCharsets.UTF_8));
  }
}
