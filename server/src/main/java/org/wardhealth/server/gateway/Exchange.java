package org.wardhealth.server.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Surrogates;
import org.wardhealth.server.guard.Passage;
import org.wardhealth.server.guard.Verdict;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.vault.Subject;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request to one model, with everything that was decided about it.
 *
 * <p>Each step of the {@link Pipeline} takes one stage and returns the next, which holds the one
 * before. So a model cannot be called with anything but an {@link Admitted} exchange: the compiler
 * sees to promise 1.
 */
sealed interface Exchange {
  /** What every stage knows. */
  Arrived arrived();

  /**
   * Somebody knocked.
   *
   * @param id made by Ward; safe to show and to log
   * @param credential what stands behind {@code Bearer}
   * @param stated patient, purpose and encounter as the headers have them
   */
  record Arrived(
      String id,
      Instant at,
      Door door,
      Credential credential,
      Context stated,
      Body body,
      Timings timings)
      implements Exchange {
    @Override
    public Arrived arrived() {
      return this;
    }
  }

  /** It is known who asks, and what a token of theirs says of the occasion. */
  record Identified(Arrived arrived, Proved proved) implements Exchange {
    Client client() {
      return proved.client();
    }
  }

  /**
   * It is known what is asked.
   *
   * @param operation what the model is asked for
   * @param request the body, well-formed and without unknown fields
   * @param context patient, purpose and encounter from body and headers
   */
  record Asked(
      Identified identified,
      Operation operation,
      RequestForm form,
      ObjectNode request,
      String model,
      boolean stream,
      Context context)
      implements Exchange {
    @Override
    public Arrived arrived() {
      return identified.arrived();
    }
  }

  /**
   * It is permitted.
   *
   * @param subject under whose key contents are kept: the patient, or the application
   * @param identity what is known of the patient
   * @param data what the request holds of what stigmatises
   * @param rules what was checked
   */
  record Permitted(
      Asked asked,
      Model model,
      Purpose purpose,
      Subject subject,
      CompiledIdentity identity,
      Optional<String> encounter,
      Facts.Data data,
      List<String> rules)
      implements Exchange {
    @Override
    public Arrived arrived() {
      return asked.arrived();
    }
  }

  /**
   * What identifies is taken out.
   *
   * @param safe the request that the model may see
   * @param surrogates what stands for what, in this exchange alone
   * @param found how many of each type
   * @param layers how many by each layer of the engine
   * @param passages the text of {@code safe}, with the channel it came by
   */
  record Protected(
      Permitted permitted,
      ObjectNode safe,
      Surrogates surrogates,
      Map<String, Integer> found,
      Map<String, Integer> layers,
      List<Passage> passages)
      implements Exchange {
    @Override
    public Arrived arrived() {
      return permitted.arrived();
    }
  }

  /** The screens have looked at it. */
  record Screened(Protected guarded, List<Verdict> verdicts) implements Exchange {
    @Override
    public Arrived arrived() {
      return guarded.arrived();
    }
  }

  /**
   * It is in the ledger, durably: the model may be called.
   *
   * @param index the place of the {@code exchange.admit} entry
   */
  record Admitted(Screened screened, long index) implements Exchange {
    @Override
    public Arrived arrived() {
      return screened.arrived();
    }

    Protected guarded() {
      return screened.guarded();
    }

    Permitted permitted() {
      return guarded().permitted();
    }

    Asked asked() {
      return permitted().asked();
    }
  }
}
