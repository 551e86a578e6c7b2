package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is only proposed is no finding; what a tagger marked is one, however slight its share. */
class CandidatesTest {
  private final Candidates found = new Candidates(Tokens.of("Wren came", Lexicon.load("en")));

  @Test
  void slightProposalOfRuleIsNoFinding() {
    found.add(0, 1, IdentifierType.NAME, Source.RULE, 0.2f);
    assertThat(found.settle()).isEmpty();
    assertThat(found.settleAll()).hasSize(1);
  }

  @Test
  void slightShareOfTaggerIsFinding() {
    found.add(0, 1, IdentifierType.NAME, Source.TAGGER, 0.12f);
    assertThat(found.settle()).hasSize(1);
  }
}
