package org.wardhealth.consent;

import java.util.List;

/**
 * One rule of a consent, as read. What is named in different elements must all hold; of what one
 * element names, any. An empty element says nothing.
 *
 * @param path where it stands: {@code provision.provision[1]} in R4, {@code provision[1]} in R5
 * @param ruling permit or deny; none if only its exceptions say something
 * @param period when it holds
 * @param purposes why
 * @param actions what is done
 * @param actors by whom
 * @param labels to data with these labels
 * @param classes to data of these types
 * @param codes to data that contain these codes; each the codings of one concept
 * @param dataPeriod to data of this time; {@link Span#ALWAYS} if any
 * @param data to data in this relation
 * @param terms of research, GA4GH DUO
 * @param obligations what must be done, or not, by who gets the data
 * @param unknown whether something stands here that Ward cannot evaluate
 * @param exceptions its own exceptions
 */
public record Provision(
    String path,
    Ruling ruling,
    Span period,
    List<Coding> purposes,
    List<Coding> actions,
    List<ActorRule> actors,
    List<Coding> labels,
    List<Coding> classes,
    List<List<Coding>> codes,
    Span dataPeriod,
    List<DataRule> data,
    List<String> terms,
    List<String> obligations,
    boolean unknown,
    List<Provision> exceptions) {
  public Provision {
    purposes = List.copyOf(purposes);
    actions = List.copyOf(actions);
    actors = List.copyOf(actors);
    labels = List.copyOf(labels);
    classes = List.copyOf(classes);
    codes = List.copyOf(codes);
    data = List.copyOf(data);
    terms = List.copyOf(terms);
    obligations = List.copyOf(obligations);
    exceptions = List.copyOf(exceptions);
  }

  Provision always() {
    return new Provision(
        path,
        ruling,
        Span.ALWAYS,
        purposes,
        actions,
        actors,
        labels,
        classes,
        codes,
        dataPeriod,
        data,
        terms,
        obligations,
        unknown,
        exceptions);
  }

  /** The same when Ward cannot tell what it is about. */
  Provision uncertain() {
    return new Provision(
        path,
        ruling,
        period,
        purposes,
        actions,
        actors,
        labels,
        classes,
        codes,
        dataPeriod,
        data,
        terms,
        obligations,
        true,
        exceptions);
  }
}
