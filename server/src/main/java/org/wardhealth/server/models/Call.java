package org.wardhealth.server.models;

import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a model: the request as OpenAI defines it, already protected.
 *
 * @param operation what is asked for
 * @param request the body, {@code model} still as the caller named it
 * @param stream whether the answer is asked for in pieces
 */
public record Call(Operation operation, ObjectNode request, boolean stream) {}
