package org.wardhealth.server.models;

import java.util.List;
import java.util.Optional;

/** Runs models. Thread-safe. */
interface Provider extends AutoCloseable {
  /** The name in the configuration and the ledger. */
  String name();

  /** The models it runs. */
  List<Model> models();

  /**
   * Asks a model. The answer must be closed.
   *
   * @throws ProviderException if there is no answer; nothing was released then
   */
  Answer ask(Model model, Call call) throws ProviderException;

  /** Whether it runs on this machine, so that what it is asked goes to nobody else. */
  boolean local();

  /** What is wrong with it now, in words; nothing if it is well or was not tried. */
  Optional<String> problem();

  @Override
  void close();
}
