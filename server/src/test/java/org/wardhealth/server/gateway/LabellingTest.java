package org.wardhealth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardhealth.labels.Labeller;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Every text of a request is read, whatever its field, but for what says whose data they are. */
class LabellingTest {
  private static final Labelling LABELLING = new Labelling(Labeller.shipped());

  private static Set<String> labels(String json) {
    return LABELLING.of((ObjectNode) Json.MAPPER.readTree(json)).codes();
  }

  @Test
  void aTextIsReadInWhateverFieldItStands() {
    assertThat(labels("{\"a\":{\"b\":[{\"c\":\"takes Biktarvy\"}]}}")).containsExactly("HIV");
    assertThat(labels("{\"tools\":[{\"parameters\":{\"heroin\":{\"type\":\"string\"}}}]}"))
        .containsExactly("SUD");
  }

  @Test
  void theNameOfAModelAndMetadataAreNotRead() {
    assertThat(labels("{\"model\":\"hospital/psychiatry\",\"metadata\":{\"encounter\":\"hiv\"}}"))
        .isEmpty();
  }

  @Test
  void aNegationDoesNotReachFromOneTextIntoAnother() {
    assertThat(labels("{\"messages\":[{\"content\":\"She denies\"},{\"content\":\"heroin\"}]}"))
        .containsExactly("SUD");
    assertThat(labels("{\"messages\":[{\"content\":\"She denies heroin\"}]}")).isEmpty();
  }
}
