package org.wardhealth.server.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.wardhealth.server.gateway.Exchange.Asked;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is asked: reads the body once, whole, strictly. */
final class Ask {
  Asked apply(Identified identified, Operation operation) {
    ObjectNode request = parse(identified.arrived().body().read());
    RequestForm form = RequestForm.of(operation);
    Context stated = context(request, identified);
    String model = Fields.name(request.path("model"), "model");
    boolean stream =
        Fields.bool(
                request.path("stream").isMissingNode()
                    ? request.nullNode()
                    : request.path("stream"),
                "stream")
            .asBoolean(false);
    identified.arrived().timings().mark("ask");
    return new Asked(identified, operation, form, request, model, stream, stated);
  }

  /** Patient, purpose and encounter from the token, the body's metadata and the headers. */
  static Context context(ObjectNode request, Identified identified) {
    return metadata(request.path("metadata"))
        .and(identified.arrived().stated())
        .within(identified.proved());
  }

  static ObjectNode parse(byte[] body) {
    JsonNode tree;
    try {
      // Strictly: the JSON reader itself lets overlong sequences and other encodings pass.
      tree =
          Json.MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      throw malformed("");
    } catch (JacksonException e) {
      throw malformed(
          e.getLocation() == null
              ? ""
              : " at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr());
    }
    return Fields.object(tree, "body");
  }

  private static Refusal malformed(String where) {
    return new Refusal(
        ErrorCode.MALFORMED_JSON,
        "The body is not JSON as Ward takes it"
            + where
            + ": it must be UTF-8, with no key twice in an object and at most "
            + Json.MAX_DEPTH
            + " levels.");
  }

  private static Context metadata(JsonNode metadata) {
    if (metadata.isMissingNode() || metadata.isNull()) {
      return new Context(Optional.empty(), Optional.empty(), Optional.empty());
    }
    Fields.object(metadata, "metadata");
    return new Context(
        Fields.optionalString(metadata.path("patient"), "metadata.patient"),
        Fields.optionalString(metadata.path("purpose"), "metadata.purpose"),
        Fields.optionalString(metadata.path("encounter"), "metadata.encounter"));
  }
}
